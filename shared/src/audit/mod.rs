//! The audit: who changed what, as whom, from where, why (C114).

use crate::kernel::page::Page;
use crate::kernel::time::Millis;

data! {
pub struct AuditRow {
    pub pos: i64,
    pub at: Millis,
    pub by: String,
    /// Role the person acted in.
    pub role: String,
    pub device: String,
    /// NAME of the operation.
    pub action: String,
    /// Kind and id of what was changed.
    pub kind: String,
    pub object: String,
    pub field: String,
    pub old: String,
    pub new: String,
    pub reason: String,
}

pub struct ListAudit {
    /// Id of one object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
}

operation!(ListAudit => Page<AuditRow>, "audit.list", Get "/audit", Server, "Changes of priority, rights and state, and all administration, newest first.");
