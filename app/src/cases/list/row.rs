//! One case as a row: what it is, how it stands, what is owed, whose it is.

use std::sync::Arc;

use leptos::html::A;
use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;

use super::state::ListState;
use crate::cases::bulk::Tick;
use crate::cases::signs::{LevelMark, Owed, PriorityMark, Promise, SnoozeMark, Status};
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Avatar, Icon};

pub fn owed(row: &CaseRow) -> Owed {
    Owed {
        state: row.state,
        created_at: row.created_at,
        respond_by: row.respond_by,
        resolve_by: row.resolve_by,
        first_response_at: row.first_response_at,
        resolved_at: None,
        updated_at: row.updated_at,
        // What comes first, whoever it was promised to.
        owing: row.owing.beside(row.owing_inside),
    }
}

/// Who reported it: company and person as far as they are known.
pub fn customer(row: &CaseRow, list: ListState) -> String {
    let company = list.name(row.company_id.map(|id| id.0));
    let parts = [company, row.contact_name.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A sign beside the subject, with its words for whoever points at it or hears it.
fn mark(tone: &'static str, icon: &'static str, words: impl Fn() -> String + Copy + Send + Sync + 'static) -> AnyView {
    view! { <span class="row-mark" data-tone=tone title=words><Icon name=icon /><span class="vh">{words}</span></span> }
        .into_any()
}

/// The customer side wrote last.
pub fn waits(row: &CaseRow, i18n: I18n) -> Option<AnyView> {
    (row.customer_waits && row.state.is_open())
        .then(|| mark("info", "message", move || i18n.say(key!(cases.list.customer_waits))))
}

/// Something was done with it here that the server does not know yet.
pub fn unsent(row: &CaseRow, i18n: I18n) -> Option<AnyView> {
    row.pending.then(|| mark("warn", "clock", move || i18n.say(key!(offline.pending))))
}

/// Whose it is.
pub fn who(row: &CaseRow, list: ListState) -> Option<AnyView> {
    let assignee = list.name(row.assignee_id.map(|id| id.0));
    (!assignee.is_empty()).then(|| {
        let name = assignee.clone();
        view! { <Avatar name class="avatar-sm" /><span class="vh">{assignee}</span> }.into_any()
    })
}

/// A row of the list. The row at the cursor is the one that Tab reaches.
#[component]
pub fn Row(row: Arc<CaseRow>, at: Signal<usize>, list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let node = NodeRef::<A>::new();
    let number = StoredValue::new(row.number.clone());
    let here = move || number.with_value(|number| list.cursor.with(|cursor| cursor == number));
    let open = move || number.with_value(|number| list.open.with(|open| open == number));
    // Keys move the focus along, so that Enter opens and a reader speaks the row.
    Effect::new(move |_| {
        let wanted = number.with_value(|number| list.focus.with(|wanted| wanted == number));
        if wanted && let Some(link) = node.get() {
            list.focus.update_untracked(String::clear);
            let _ = link.focus();
        }
    });
    let href = move || list.address(&number.get_value());
    let promise = owed(&row);
    let company = customer(&row, list);
    let urged = row.urge_count;
    let urged = (urged > 0 && row.state.is_open())
        .then(|| mark("danger", "bolt", move || i18n.fill(key!(cases.list.urged), &[("n", &urged.to_string())])));
    let (waits, unsent, who) = (waits(&row, i18n), unsent(&row, i18n), who(&row, list));
    let snoozed = row.snooze.clone().map(|snooze| view! { <SnoozeMark snooze /> });
    let tick = row.clone();
    view! {
        <div role="listitem" class="case-line" aria-posinset=move || at.get() + 1>
            <Tick row=tick list />
            <a
                node_ref=node
                class="case-row"
                href=href
                tabindex=move || if here() || (at.get() == 0 && list.cursor.with(String::is_empty)) { "0" } else { "-1" }
                aria-current=move || open().then_some("true")
                data-cursor=move || here().then_some("")
                on:focus=move |_| list.cursor.set(number.get_value())
            >
                <span class="case-row-mark"><PriorityMark priority=row.priority /></span>
                <span class="case-row-title"><span title=row.subject.clone()>{row.subject.clone()}</span><LevelMark level=row.level />{urged}{waits}{snoozed}{unsent}</span>
                <span class="case-row-end"><Promise owed=promise /></span>
                <span class="case-row-facts">
                    <Status state=row.state reason=row.pending_reason />
                    <span class="mono">{row.number.clone()}</span>
                    <span class="shrink">{company}</span>
                </span>
                <span class="case-row-who">{who}</span>
            </a>
        </div>
    }
}
