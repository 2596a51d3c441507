//! An act that a cell or a card asks for, without leaving the list: it runs at once, or asks in its dialog.

use leptos::prelude::*;
use yingda_shared::cases::queries::GetCase;

use super::state::ListState;
use crate::cases::acts::{Act, ActDialog};
use crate::cases::pane::OpenCase;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::key;
use crate::ui::{Tone, use_toasts};

#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub number: String,
    pub act: Act,
}

/// Stands once on a page of the list.
#[component]
pub fn Acting(list: ListState) -> impl IntoView {
    move || list.acting.get().map(|asked| view! { <One list asked /> })
}

#[component]
fn One(list: ListState, asked: Asked) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let Asked { number, act } = asked;
    let data = fetch_once(move || Some(GetCase { id: number.clone() }));
    let case = OpenCase::new(list.desk, data);
    let loaded = Memo::new(move |_| case.detail.with(Option::is_some));
    let end = move || {
        list.rows.refresh();
        list.acting.set(None);
    };
    // 0: the case is awaited; 1: the act runs or asks; 2: it is over.
    Effect::new(move |before: Option<u8>| {
        let (under_way, failed) = (case.busy.get() || case.act.with(Option::is_some), data.fault.get());
        match (before.unwrap_or(0), loaded.get(), failed) {
            (0, true, _) if case.with(|detail| detail.may(act.operation())) == Some(true) => {
                case.run(act);
                1
            }
            (0, true, _) => {
                let what = act.verb(i18n, list.desk.partner);
                toasts.show(Tone::Danger, i18n.fill(key!(cases.board.refused), &[("what", &what)]));
                end();
                2
            }
            (0, false, Some(fault)) => {
                toasts.show(Tone::Danger, i18n.fault(&fault));
                end();
                2
            }
            (1, ..) if !under_way => {
                end();
                2
            }
            (now, ..) => now,
        }
    });
    view! { <ActDialog case /> }
}
