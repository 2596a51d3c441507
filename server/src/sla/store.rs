//! Versions of policies.

use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Id;
use yingda_shared::sla::{PolicyVersion, STANDARD, SlaPolicy, standard};

use crate::binds;
use crate::catalog::store::MATRIX;
use crate::ctx::Cx;
use crate::{failure, settings};

/// Keeps a policy as it was saved just now; its `rv` is the one that it was saved as.
pub async fn keep(cx: &mut Cx, policy: &SlaPolicy) -> Result<(), Fault> {
    let body = serde_json::to_string(policy).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO sla_policy_versions (policy_id, rv, body) VALUES ($1, $2, $3) \
               ON CONFLICT (policy_id, rv) DO NOTHING";
    cx.exec(sql, binds![policy.id.uuid(), policy.rv, body]).await.map(drop)
}

/// A policy as it once was. The standard one is what the priority matrix was.
pub async fn version(cx: &mut Cx, version: PolicyVersion) -> Result<Option<SlaPolicy>, Fault> {
    if version.id == STANDARD {
        let matrix = settings::version::<PriorityMatrix>(cx, MATRIX, version.version).await?;
        return Ok(matrix.map(|matrix| standard(&PriorityMatrix { rv: version.version, ..matrix })));
    }
    let sql = "SELECT body FROM sla_policy_versions WHERE policy_id = $1 AND rv = $2";
    let row = cx.maybe(sql, binds![version.id.uuid(), version.version]).await?;
    let read = |text: String| serde_json::from_str(&text).map_err(|error| failure::internal(&error));
    let policy: Option<SlaPolicy> = row.map(|row| read(row.text("body"))).transpose()?;
    Ok(policy.map(|policy| SlaPolicy { rv: version.version, ..policy }))
}
