//! The priority matrix among the settings.

use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;

use crate::ctx::Cx;
use crate::settings;

pub const MATRIX: &str = "priority_matrix";

pub async fn find_matrix(cx: &mut Cx) -> Result<PriorityMatrix, Fault> {
    settings::find(cx, MATRIX).await
}
