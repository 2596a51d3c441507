//! The exchange with devices, told with the engine that runs in browsers: a device in memory, the real
//! server behind the wire.

mod ahead;
pub mod device;
mod merged;
mod packed;
pub mod parity;
mod pull;
mod push;
mod views;
