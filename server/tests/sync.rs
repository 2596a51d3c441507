//! The exchange with devices, told with the engine that runs in browsers: a device in memory, the real
//! server behind the wire.

mod device;
mod pull;
mod push;
