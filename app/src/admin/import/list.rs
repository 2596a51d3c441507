//! `/admin/import`: a file to bring in, what was brought before, and the files made of lists.

use leptos::prelude::*;
use yingda_shared::exports::{Export, ExportState, ListExports};
use yingda_shared::imports::{Import, ListImports};

use super::sign;
use super::upload::Upload;
use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{format, key, t, ui};

#[component]
pub fn ImportsPage() -> impl IntoView {
    let i18n = use_i18n();
    let imports = fetch(|| may("imports.list").then_some(ListImports { cursor: None }));
    let exports = fetch(|| may("exports.list").then_some(ListExports {}));
    let rows = Memo::new(move |_| imports.data.with(|page| page.as_ref().map(|page| page.rows.clone())));
    let past = move || {
        match (rows.get(), imports.fault.get()) {
        (Some(rows), _) if rows.is_empty() => {
            view! { <ui::EmptyState icon="upload" title=t!(i18n, import.none) text=Signal::derive(t!(i18n, import.none_text)) /> }.into_any()
        }
        (Some(rows), _) => view! { <ul class="import-list">{rows.into_iter().map(line).collect_view()}</ul> }.into_any(),
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| imports.refresh()) /> }.into_any()
        }
        (None, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=3 /> }.into_any(),
    }
    };
    let files =
        Memo::new(move |_| exports.data.with(|page| page.as_ref().map(|page| page.rows.clone())).unwrap_or_default());
    let taken_out = move || {
        let files = files.get();
        (!files.is_empty()).then(|| {
            view! {
                <section aria-labelledby="exports-title">
                    <h2 id="exports-title">{t!(i18n, export.mine)}</h2>
                    <ul class="import-list">{files.into_iter().map(file).collect_view()}</ul>
                </section>
            }
        })
    };
    view! {
        <leptos_meta::Title text=t!(i18n, import.title) />
        <ui::PageHeader title=t!(i18n, import.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(import.lead)))) />
        {may("imports.start").then(|| view! { <Upload /> })}
        {may("imports.list").then(|| view! {
            <section aria-labelledby="imports-title" class="import-past">
                <h2 id="imports-title">{t!(i18n, import.past)}</h2>
                {past}
            </section>
        })}
        {taken_out}
    }
}

/// An import that was, or is to be.
fn line(import: Import) -> impl IntoView {
    let i18n = use_i18n();
    let now = format::use_now();
    let (at, exact, state, counts) = (import.at, format::exact(import.at), import.state, import.counts);
    let (tone, icon) = sign(state);
    let target = import.choices.target;
    let said = move || {
        let what = target.map(|target| i18n.word("words.import_target", target.as_str())).unwrap_or_default();
        let rows = i18n.fill(key!(import.rows_brought), &[("n", &counts.written().to_string())]);
        let parts = [what, if counts.rows > 0 { rows } else { String::new() }];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <li><a class="import-line" href=format!("/admin/import/{}", import.id)>
            <b class="ellipsis">{import.name}</b>
            <ui::Chip text=move || i18n.word("words.import_state", state.as_str()) tone icon bare=true />
            <small class="quiet">{said}</small>
            <ui::Time ms=at text=move || format::ago(i18n, at, now.get()) exact=exact class="faint small" />
        </a></li>
    }
}

/// A file that was made of a list, while it lasts.
fn file(export: Export) -> impl IntoView {
    let i18n = use_i18n();
    let (until, rows) = (export.expires_at, export.rows.to_string());
    let facts = move || {
        let rows = i18n.fill(key!(export.rows), &[("n", &rows)]);
        format!("{rows} · {}", i18n.fill(key!(export.until), &[("time", &format::exact(until))]))
    };
    let (name, saved) = (export.name.clone(), export.name.clone());
    let content = format!("/api/v1/exports/{}/content", export.id);
    let inner = match export.state {
        ExportState::Done => view! {
            <a class="import-line" href=content download=saved>
                <b class="ellipsis">{name}</b><ui::Chip text=t!(i18n, export.ready) tone=ui::Tone::Ok icon="download" bare=true /><small class="quiet">{facts}</small>
            </a>
        }
        .into_any(),
        ExportState::Queued => view! {
            <span class="import-line"><b class="ellipsis">{name}</b><ui::Chip text=t!(i18n, export.making) tone=ui::Tone::Info icon="progress" bare=true /><small class="quiet">{facts}</small></span>
        }
        .into_any(),
        ExportState::Failed => view! {
            <span class="import-line"><b class="ellipsis">{name}</b><ui::Chip text=t!(i18n, export.failed) tone=ui::Tone::Danger icon="alert" bare=true /></span>
        }
        .into_any(),
    };
    view! { <li>{inner}</li> }
}
