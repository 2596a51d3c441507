//! The audit: who changed what, as whom, from where, why (C114).

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::limits::{LOGIN_MAX, NAME_MAX};
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

/// Which lines: every filter narrows.
#[derive(Default)]
pub struct ListAudit {
    /// Login of whoever did it, or the word of what has no account, such as `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// NAME of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Id of one object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// From this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Millis>,
    /// Before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}
}

impl ListAudit {
    fn check(&self) -> Vec<FieldFault> {
        let texts = [
            ("/by", &self.by, LOGIN_MAX),
            ("/action", &self.action, NAME_MAX),
            ("/kind", &self.kind, NAME_MAX),
            ("/object", &self.object, NAME_MAX),
            ("/field", &self.field, NAME_MAX),
            ("/cursor", &self.cursor, NAME_MAX),
        ];
        let checks = texts.into_iter().fold(Checks::new(), |checks, (pointer, text, max)| {
            checks.optional(pointer, text.as_deref().unwrap_or_default(), max)
        });
        let backwards = self.from.zip(self.until).is_some_and(|(from, until)| from > until);
        checks.when(backwards, "/until", "before_from").done()
    }
}

operation!(ListAudit => Page<AuditRow>, "audit.list", Get "/audit", Server, "Changes of priority, rights and state, and all administration, newest first.", |op| op.check());
