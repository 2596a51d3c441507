//! The incident log of a ServiceNow desk.

use std::path::Path;
use std::sync::Arc;

use crate::services::Services;

#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// Read and check only; write nothing
    #[arg(long)]
    pub dry_run: bool,
}

pub async fn run(_: &Arc<Services>, _: &Path, _: &Options) -> Result<String, String> {
    Err("not there yet".into())
}
