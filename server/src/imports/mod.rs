//! Data taken over from other systems: what they tell is recorded as fact, not decided again.

pub mod incident_log;
