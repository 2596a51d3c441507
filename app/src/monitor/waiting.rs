//! Escalations that nobody acknowledged: the one thing on the wall that waits for a person.

use leptos::prelude::*;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::monitor::Waiting;

use super::Standing;
use crate::cases::PriorityMark;
use crate::format::{exact, length, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Icon, SectionCard, Time};
use crate::{key, t};

fn waiting_of(data: Standing, id: CaseId) -> Option<Waiting> {
    data.with(|data| data.as_ref()?.waiting.iter().find(|one| one.row.id == id).cloned())
}

#[component]
pub fn WaitingPanel(data: Standing) -> impl IntoView {
    let i18n = use_i18n();
    let ids = Memo::new(move |_| {
        data.with(|data| data.iter().flat_map(|data| &data.waiting).map(|one| one.row.id).collect::<Vec<_>>())
    });
    let more = Memo::new(move |_| data.with(|data| data.as_ref().is_some_and(|data| data.more_wait)));
    let body = move || {
        match ids.with(Vec::is_empty) {
        true => view! { <p class="monitor-calm"><Icon name="check-circle" />{t!(i18n, monitor.nothing_waits)}</p> }.into_any(),
        false => view! {
            <ol class="monitor-waiting"><For each=move || ids.get() key=|id| *id children=move |id| line(i18n, data, id) /></ol>
            {move || more.get().then(|| view! { <p class="quiet small">{t!(i18n, monitor.more_wait)}</p> })}
        }
        .into_any(),
    }
    };
    view! { <SectionCard id="monitor-waiting" title=t!(i18n, monitor.waiting)>{body}</SectionCard> }
}

fn line(i18n: I18n, data: Standing, id: CaseId) -> impl IntoView {
    let now = use_now();
    let one = Memo::new(move |_| waiting_of(data, id));
    move || {
        let Waiting { row, since, level } = one.get()?;
        let name = row.assignee_id.and_then(|user| {
            data.with_untracked(|data| data.as_ref().and_then(|data| data.names.get(&user.0).cloned()))
        });
        let who = move || name.clone().unwrap_or_else(|| i18n.say(key!(monitor.nobody)));
        let level = move || i18n.fill(key!(monitor.level), &[("n", &level.to_string())]);
        Some(view! {
            <li>
                <a href=format!("/cases/{}", row.number)>
                    <PriorityMark priority=row.priority />
                    <span class="monitor-subject"><b class="mono">{row.number.clone()}</b>" "{row.subject.clone()}</span>
                    <span class="chip" data-tone="danger"><Icon name="alert" />{level}</span>
                    <span class="quiet">{who}</span>
                    <Time ms=since class="monitor-since" text=move || length(i18n, since, now.get()) exact=exact(since) />
                </a>
            </li>
        })
    }
}
