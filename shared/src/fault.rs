//! `Fault` is the only error that crosses a door. No sentence is built here: the code is the
//! translation key, the parameters fill it in.

use std::collections::BTreeMap;

use crate::kernel::time::Millis;

pub type Params = BTreeMap<String, String>;

data! {
/// What is wrong with one field of an input.
pub struct FieldFault {
    /// JSON pointer to the field, such as `/subject`.
    pub pointer: String,
    /// Translation key below `fault.`, such as `too_long`.
    pub code: String,
    #[serde(default)]
    pub params: Params,
}

/// One change that a stale edit did not know of.
pub struct FieldChange {
    pub field: String,
    pub value: String,
    pub by: String,
    pub at: Millis,
}

#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// Absent and invisible are the same answer.
    NotFound,
    Gone { redirect: Option<String> },
    Unauthenticated,
    /// The device was signed out from afar, and is to erase what it holds.
    Wiped,
    Forbidden,
    /// A rule of the business says no.
    Refused { code: String, #[serde(default)] params: Params },
    Invalid { fields: Vec<FieldFault> },
    /// The record changed since the sender last saw it.
    Conflict { version: i64, changes: Vec<FieldChange> },
    /// `limit` in bytes.
    TooLarge { limit: u64 },
    Limited { retry_after_s: u32 },
    Unavailable { retry_after_s: u32 },
    Outdated { min_build: String },
    Offline,
    Internal { trace: String },
}
}

impl Fault {
    /// The HTTP status of the wire doors (RFC 9110).
    pub fn status(&self) -> u16 {
        match self {
            Fault::NotFound => 404,
            Fault::Gone { .. } => 410,
            Fault::Unauthenticated | Fault::Wiped => 401,
            Fault::Forbidden => 403,
            Fault::Refused { .. } => 409,
            Fault::Invalid { .. } => 422,
            Fault::Conflict { .. } => 412,
            Fault::TooLarge { .. } => 413,
            Fault::Limited { .. } => 429,
            Fault::Unavailable { .. } | Fault::Offline => 503,
            Fault::Outdated { .. } => 426,
            Fault::Internal { .. } => 500,
        }
    }

    /// The translation key below `fault.`: the refusal's own code, or the kind of fault.
    pub fn code(&self) -> &str {
        match self {
            Fault::Refused { code, .. } => code,
            Fault::NotFound => "not_found",
            Fault::Gone { .. } => "gone",
            Fault::Unauthenticated => "unauthenticated",
            Fault::Wiped => "wiped",
            Fault::Forbidden => "forbidden",
            Fault::Invalid { .. } => "invalid",
            Fault::Conflict { .. } => "conflict",
            Fault::TooLarge { .. } => "too_large",
            Fault::Limited { .. } => "limited",
            Fault::Unavailable { .. } => "unavailable",
            Fault::Outdated { .. } => "outdated",
            Fault::Offline => "offline",
            Fault::Internal { .. } => "internal",
        }
    }

    pub fn refused(code: &str) -> Fault {
        Fault::Refused { code: code.to_string(), params: Params::new() }
    }

    pub fn invalid(pointer: &str, code: &str) -> Fault {
        Fault::Invalid { fields: vec![FieldFault::new(pointer, code)] }
    }

    pub fn fields(&self) -> &[FieldFault] {
        match self {
            Fault::Invalid { fields } => fields,
            _ => &[],
        }
    }

    /// What fills the placeholders of the translated sentence.
    pub fn params(&self) -> Params {
        match self {
            Fault::Refused { params, .. } => params.clone(),
            Fault::TooLarge { limit } => Params::from([("limit".into(), (limit / 1_048_576).max(1).to_string())]),
            Fault::Limited { retry_after_s } | Fault::Unavailable { retry_after_s } => {
                Params::from([("seconds".into(), retry_after_s.to_string())])
            }
            Fault::Internal { trace } => Params::from([("trace".into(), trace.clone())]),
            _ => Params::new(),
        }
    }
}

impl FieldFault {
    pub fn new(pointer: &str, code: &str) -> FieldFault {
        FieldFault { pointer: pointer.into(), code: code.into(), params: Params::new() }
    }
}
