//! The audit, newest first: who, as whom, from where, what, from which value to which, and why.

mod filters;
mod narrowed;
mod values;

use std::collections::BTreeMap;

use leptos::prelude::*;
use yingda_shared::audit::{AuditRow, ListAudit};
use yingda_shared::fault::Fault;

use self::filters::AuditFilters;
use self::narrowed::use_narrowed;
use super::records::names::Names;
use crate::api::call;
use crate::boot::use_boot;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{format, key, t, ui};

/// `/admin/audit`; the address narrows it.
#[component]
pub fn AuditPage() -> impl IntoView {
    let i18n = use_i18n();
    let offset = use_boot().with_value(|boot| boot.offset);
    let narrowed = use_narrowed();
    let asked = Memo::new(move |_| narrowed.with(|narrowed| narrowed.question(offset)));
    let first = fetch(move || Some(asked.get()));
    // By their place: the newest come by themselves, older ones by request; another question begins anew.
    let known = RwSignal::new(BTreeMap::<(i64, i64), AuditRow>::new());
    let next = RwSignal::new(None::<String>);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    Effect::new(move |_| {
        asked.track();
        known.set(BTreeMap::new());
        next.set(None);
        fault.set(None);
    });
    Effect::new(move |_| {
        let Some(page) = first.data.get() else { return };
        let newest: BTreeMap<_, AuditRow> = page.rows.into_iter().map(placed).collect();
        // More came than one page holds: nobody knows what lies between.
        let joins = known.with_untracked(|known| newest.keys().any(|place| known.contains_key(place)));
        if joins {
            known.update(|known| known.extend(newest));
        } else {
            known.set(newest);
            next.set(page.next);
        }
    });
    let more = move || {
        let Some(cursor) = next.get_untracked() else { return };
        busy.set(true);
        let question = asked.get_untracked();
        leptos::task::spawn_local(async move {
            let answer = call(ListAudit { cursor: Some(cursor), ..question.clone() }).await;
            busy.try_set(false);
            if asked.try_get_untracked() != Some(question) {
                return;
            }
            match answer {
                Ok(page) => {
                    known.try_update(|known| known.extend(page.rows.into_iter().map(placed)));
                    next.try_set(page.next);
                    fault.try_set(None);
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
        });
    };
    let names = Names::new();
    let rows = Memo::new(move |_| known.with(|known| known.values().rev().cloned().collect::<Vec<_>>()));
    Effect::new(move |_| {
        for (kind, ids) in rows.with(|rows| values::references(rows)) {
            names.want(kind, ids);
        }
    });
    // Every poke brings new data: the list is built once, or focus would be lost.
    let empty = Memo::new(move |_| rows.with(Vec::is_empty));
    let waiting = Memo::new(move |_| first.loading.get());
    let wrong = Memo::new(move |_| first.fault.get().filter(|_| empty.get()));
    let list = move || {
        match (empty.get(), wrong.get()) {
        (false, _) => view! {
            <ol class="audit-list"><For each=move || rows.get() key=|row| row.pos children=move |row| view! { <AuditLine row names /> } /></ol>
            {move || fault.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> })}
            <ui::LoadMore label=t!(i18n, common.load_more) busy more=Signal::derive(move || next.with(Option::is_some))
                shown=Signal::derive(move || i18n.fill(key!(common.shown), &[("n", &rows.with(Vec::len).to_string())])) on_press=more />
        }
        .into_any(),
        (true, _) if waiting.get() => view! { <ui::Skeleton label=t!(i18n, common.loading) /> }.into_any(),
        (true, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| first.refresh()) /> }.into_any()
        }
        (true, None) if narrowed.with(|narrowed| narrowed.count() > 0) => {
            view! { <ui::EmptyState icon="search" title=t!(i18n, admin.audit.none) text=Signal::derive(t!(i18n, admin.audit.none_text)) /> }.into_any()
        }
        (true, None) => view! { <ui::EmptyState icon="shield" title=t!(i18n, admin.audit.empty) text=Signal::derive(t!(i18n, admin.audit.empty_text)) /> }.into_any(),
    }
    };
    view! {
        <leptos_meta::Title text=t!(i18n, admin.audit.title) />
        <ui::PageHeader title=t!(i18n, admin.audit.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(admin.audit.lead)))) />
        <AuditFilters narrowed asked />
        {list}
    }
}

/// A line at its place in the order of the list.
fn placed(row: AuditRow) -> ((i64, i64), AuditRow) {
    ((row.at, row.pos), row)
}

/// One change.
#[component]
fn AuditLine(row: AuditRow, names: Names) -> impl IntoView {
    let i18n = use_i18n();
    let now = format::use_now();
    let (at, exact) = (row.at, format::exact(row.at));
    let row = StoredValue::new(row);
    let text = move |part: fn(&AuditRow) -> &str| row.with_value(|row| part(row).to_string());
    let what = move || i18n.word("operations", &text(|row| &row.action));
    let kind = move || row.with_value(|row| values::kind_name(i18n, &row.kind));
    let value =
        move |part: fn(&AuditRow) -> &str| move || row.with_value(|row| values::value(i18n, names, row, part(row)));
    let (old, new) = (value(|row| &row.old), value(|row| &row.new));
    let change = move || {
        let field = row.with_value(|row| values::field_name(i18n, row));
        let (was, is) = (old(), new());
        view! {
            <span class="audit-field">{field}</span>
            {(!was.is_empty()).then(|| view! { <del>{was}</del><ui::Icon name="arrow-right" /><span class="vh">" → "</span> })}
            {(!is.is_empty()).then(|| view! { <ins>{is}</ins> })}
        }
    };
    let who = move || {
        let (by, role, device) =
            row.with_value(|row| (row.by.clone(), i18n.word("roles", &row.role), row.device.clone()));
        [by, role, device].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let reason = move || text(|row| &row.reason);
    let link = row.with_value(values::link);
    view! {
        <li class="audit-row">
            <div class="audit-head">
                <b>{what}</b>
                <a href=link>{kind}</a>
                <ui::Time ms=at text=move || format::ago(i18n, at, now.get()) exact=exact class="push faint small" />
            </div>
            <p class="audit-change">{change}</p>
            <p class="small quiet">{who}</p>
            {move || { let reason = reason(); (!reason.is_empty()).then(|| view! { <p class="small">{i18n.fill(key!(admin.audit.reason), &[("reason", &reason)])}</p> }) }}
        </li>
    }
}
