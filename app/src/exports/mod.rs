//! Taking a list out: one button beside a list, which makes the file and hands it over.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use yingda_shared::contract::{Operation, wire};
use yingda_shared::exports::{Export, ExportState, Format, StartExport};

use crate::api::call;
use crate::boot::may;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// A menu of formats. `query` is what narrows the list now, as its address has it.
#[component]
pub fn ExportButton(
    #[prop(into)] list: String,
    #[prop(into)] query: Signal<String>,
    /// Columns by name, in order; all when empty.
    #[prop(into, optional)]
    columns: Signal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    if !may("exports.start") || !may(&format!("{list}.list")) {
        return ().into_any();
    }
    let busy = RwSignal::new(false);
    let list = StoredValue::new(list);
    let make = move |format: Format| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let op = StartExport {
            list: list.get_value(),
            format,
            query: query.get_untracked(),
            columns: columns.get_untracked(),
            language: i18n.0.get_untracked().as_str().into(),
        };
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(export) if export.state == ExportState::Done => fetch(&export),
                Ok(_) => toasts.show(Tone::Info, untrack(|| i18n.say(key!(export.later)))),
                Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
            }
            busy.try_set(false);
        });
    };
    let id = format!("export-{}", list.get_value());
    view! {
        <ui::Menu id=id label=t!(i18n, export.title) icon="download">
            <ui::MenuItem label=t!(i18n, export.xlsx) icon="table" on_press=move || make(Format::Xlsx) />
            <ui::MenuItem label=t!(i18n, export.csv) icon="list" on_press=move || make(Format::Csv) />
        </ui::Menu>
    }
    .into_any()
}

/// The filters of a list's operation as its address has them.
pub fn query_of<O: Operation>(op: &O) -> String {
    wire(op).address.split_once('?').map(|(_, query)| query.to_string()).unwrap_or_default()
}

/// The browser fetches the file as it fetches any download; the page stays.
fn fetch(export: &Export) {
    let Ok(link) = document().create_element("a") else { return };
    let link: web_sys::HtmlElement = link.unchecked_into();
    let _ = link.set_attribute("href", &format!("/api/v1/exports/{}/content", export.id));
    let _ = link.set_attribute("download", &export.name);
    link.click();
}
