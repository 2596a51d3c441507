//! What waits for one's decision.

use leptos::prelude::*;
use yingda_shared::schedules::{DecideLeave, ListLeavesToDecide, WaitingLeave};

use super::{focus, stretch};
use crate::cases::submit;
use crate::data::Fetch;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Button, Icon, Kind, SectionCard, Size, TextInput, Tone, use_toasts};
use crate::{key, t};

/// The list, where the focus goes on once a request was decided.
const LIST: &str = "leave-waiting-list";

/// Nothing stands there while nothing waits.
#[component]
pub fn WaitingCard(waiting: Fetch<ListLeavesToDecide>) -> impl IntoView {
    let i18n = use_i18n();
    let some = Memo::new(move |_| waiting.data.with(|data| data.as_ref().is_some_and(|data| !data.rows.is_empty())));
    let rows = move || waiting.data.with(|data| data.as_ref().map(|data| data.rows.clone()).unwrap_or_default());
    let more = move || {
        let more = waiting.data.with(|data| data.as_ref().is_some_and(|data| data.more));
        more.then(|| view! { <p class="quiet small">{t!(i18n, schedules.more_wait)}</p> })
    };
    move || {
        some.get().then(|| view! {
            <SectionCard id="leave-waiting" title=t!(i18n, schedules.waiting)>
                <ul class="own-list" id=LIST tabindex="-1">
                    <For each=rows key=|row| (row.leave.id, row.leave.rv) children=move |row| view! { <Row row waiting /> } />
                </ul>
                {more}
            </SectionCard>
        })
    }
}

#[component]
fn Row(row: WaitingLeave, waiting: Fetch<ListLeavesToDecide>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let form = use_form::<DecideLeave>();
    let reason = RwSignal::new(String::new());
    let WaitingLeave { leave, name, worked } = row;
    let id = leave.id;
    let decide = move |approve: bool| {
        let op = DecideLeave { id, approve, reason: reason.get_untracked() };
        submit(form, op, move |decided| {
            if decided.is_err() {
                return;
            }
            let said = if approve { key!(schedules.approved) } else { key!(schedules.declined) };
            toasts.show(Tone::Ok, i18n.say(said));
            // The row goes, and where it was the last one the section too.
            let last = waiting.data.try_with_untracked(|data| data.as_ref().is_none_or(|data| data.rows.len() < 2));
            focus(if last.unwrap_or(true) { "leave-page" } else { LIST });
            waiting.refresh();
        });
    };
    let kind = leave.kind;
    let days = worked.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let called_in = (!days.is_empty()).then(|| {
        view! { <small data-tone="warn">{move || i18n.fill(key!(schedules.called_in), &[("days", &days)])}</small> }
    });
    // What is wrong with the reason stands at it, what else is wrong below the row.
    let fault = move || {
        let fault = form.fault.get().filter(|fault| fault.fields().is_empty())?;
        Some(view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> })
    };
    let of = name.clone();
    view! {
        <li class="leave-row leave-asked">
            <Icon name="calendar" />
            <span class="own-text">
                <b><a href=format!("/schedules/{}", leave.user_id)>{name}</a></b>
                <small>{move || i18n.word("words.leave_kind", kind.as_str())}" · "<span class="num">{stretch(leave.span)}</span></small>
                {(!leave.note.is_empty()).then(|| view! { <small>{leave.note}</small> })}
                {called_in}
                {fault}
            </span>
            <div class="leave-decide" role="group" aria-label=of>
                <TextInput name=format!("reason-{id}") label=t!(i18n, schedules.reason) value=reason error=form.error("reason") />
                <div class="row">
                    <Button size=Size::Small kind=Kind::Primary label=t!(i18n, schedules.approve) busy=form.busy on_press=move || decide(true) />
                    <Button size=Size::Small label=t!(i18n, schedules.decline) busy=form.busy on_press=move || decide(false) />
                </div>
            </div>
        </li>
    }
}
