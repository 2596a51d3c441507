//! One record that a row names. Rows come by presses of buttons that may be gone before them: they own what they hold.

use leptos::prelude::*;

use crate::admin::records::names::Names;
use crate::cases::Pick;

#[derive(Clone)]
pub struct Chosen {
    id: ArcRwSignal<String>,
    text: ArcRwSignal<String>,
}

impl Chosen {
    pub fn of<I: std::fmt::Display>(id: Option<I>) -> Chosen {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        Chosen { id: ArcRwSignal::new(id), text: ArcRwSignal::default() }
    }

    pub fn read<I: std::str::FromStr>(&self) -> Option<I> {
        self.id.get().parse().ok()
    }

    /// Words that name nothing: they must not pass for "nobody".
    pub fn is_vague(&self) -> bool {
        self.id.with(String::is_empty) && self.text.with(|text| !text.trim().is_empty())
    }

    /// What a picker takes. The name of what was chosen before arrives later than its id.
    pub fn pick(&self, kind: &'static str, names: Names) -> Pick {
        let pick = Pick { id: RwSignal::from(self.id.clone()), text: RwSignal::from(self.text.clone()) };
        names.call(kind, pick.id, pick.text);
        pick
    }
}
