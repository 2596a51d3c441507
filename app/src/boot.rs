//! What the server tells the first render: who is there, the moment, the language, a form that
//! failed. Server and browser read the same facts, so both paint the same page.

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::identity::operations::Me;
use yingda_shared::kernel::time::{Millis, OffsetMinutes};

use crate::i18n::Lang;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boot {
    pub me: Me,
    pub lang: Lang,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `comfortable` or `compact`.
    pub density: String,
    pub now: Millis,
    pub offset: OffsetMinutes,
    /// Address people type.
    pub public_url: String,
    pub build: String,
    pub dev: bool,
    /// Names this rendering: the same form sent twice from it is done once.
    pub command: String,
    /// A form that was posted without the module and failed.
    pub form: Option<FailedForm>,
}

/// What was typed into a form, and why it was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedForm {
    /// NAME of the operation.
    pub op: String,
    pub values: Vec<(String, String)>,
    pub fault: Fault,
}

impl Boot {
    /// A page nobody told anything: the offline shell.
    pub fn bare() -> Boot {
        let me = Me {
            user_id: None,
            kind: ActorKind::Guest,
            name: String::new(),
            login: String::new(),
            role: String::new(),
            operations: Vec::new(),
            firm_id: None,
            on_behalf_of: String::new(),
            unread: 0,
            pin_required: false,
        };
        Boot {
            me,
            lang: Lang::Zh,
            theme: "system".into(),
            density: "comfortable".into(),
            now: 0,
            offset: 480,
            public_url: String::new(),
            build: String::new(),
            dev: false,
            command: String::new(),
            form: None,
        }
    }

    pub fn may(&self, operation: &str) -> bool {
        self.me.operations.iter().any(|name| name == operation)
    }
}

/// Gives the answer another status while a page renders on the server; the browser has none.
#[derive(Clone)]
pub struct SetStatus(pub Arc<dyn Fn(u16) + Send + Sync>);

impl SetStatus {
    /// The page's own, to be asked for at the top of a component.
    pub fn of_page() -> SetStatus {
        use_context().unwrap_or_else(|| SetStatus(Arc::new(|_| {})))
    }

    pub fn set(&self, status: u16) {
        (self.0)(status);
    }
}

/// The facts of the first render.
pub fn use_boot() -> StoredValue<Boot> {
    use_context::<StoredValue<Boot>>().unwrap_or_else(|| StoredValue::new(Boot::bare()))
}

/// Whether the person's role has a right. Rights change with the session, not within a page.
pub fn may(operation: &str) -> bool {
    use_boot().with_value(|boot| boot.may(operation))
}
