//! Where the parts stand, in the console or on the partner's pages, and what they tell each other.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::acts::Act;

#[derive(Clone, Copy)]
pub struct Desk {
    /// Path of the list; a case is below it.
    pub base: &'static str,
    pub partner: bool,
    /// What a key of the list asks of the case with this number.
    pub asked: RwSignal<Option<(String, Ask)>>,
    /// `auto`, `open` or `closed`: the context panel.
    pub context: RwSignal<&'static str>,
}

/// What the list asks a case to do once it is shown.
#[derive(Clone, Copy, PartialEq)]
pub enum Ask {
    Act(Act),
    States,
    Reply,
}

pub fn provide_desk(partner: bool) -> Desk {
    let base = if partner { "/partner" } else { "/cases" };
    let desk = Desk { base, partner, asked: RwSignal::new(None), context: RwSignal::new("auto") };
    provide_context(desk);
    desk
}

pub fn use_desk() -> Desk {
    use_context().unwrap_or_else(|| provide_desk(false))
}

/// Leads to an address inside the pages without a reload; the scroll stays with the panes.
pub fn use_go() -> Callback<(String, bool)> {
    let navigate = use_navigate();
    Callback::new(move |(address, replace): (String, bool)| {
        navigate(&address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    })
}
