//! Data taken over from other systems.

pub mod incident_log;
