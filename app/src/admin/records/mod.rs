//! Records: one generic page for the kinds that administrators keep.

mod conflict;
mod devices;
pub mod door;
mod draft;
mod facts;
mod fields;
mod form;
mod invite;
mod kinds;
mod label;
mod levels;
mod listing;
mod merge;
pub mod names;
mod page;
mod personal;
mod reference;
mod rows;
mod sheet;
pub mod shown;
pub mod spec;
mod switch;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

pub use kinds::spec;
pub use label::LabelsPage;

use crate::boot::may;
use crate::i18n::use_i18n;
use crate::{t, ui};

/// `/admin/{kind}`
#[component]
pub fn RecordsPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let kind = Memo::new(move |_| params.with(|params| params.get("kind").unwrap_or_default()));
    move || match spec(&kind.get()).filter(|spec| may(&format!("{}.list", spec.kind))) {
        Some(spec) => view! { <page::KindPage spec /> }.into_any(),
        None => {
            let text = t!(i18n, common.not_found_text);
            view! { <ui::EmptyState icon="search" title=t!(i18n, common.not_found_title) text=MaybeProp::derive(move || Some(text())) /> }.into_any()
        }
    }
}
