//! The demo world.

use std::sync::Arc;

use crate::services::Services;

pub async fn seed(_: &Arc<Services>) -> Result<String, String> {
    Err("not there yet".into())
}
