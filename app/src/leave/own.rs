//! Leave of one's own, and what became of it.

use leptos::prelude::*;
use yingda_shared::schedules::{Leave, LeaveState, ListLeaves, WithdrawLeave};

use super::{focus, stretch};
use crate::boot::may;
use crate::cases::submit;
use crate::data::Fetch;
use crate::form::use_form;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::ui::{Button, Chip, Dialog, Kind, SectionCard, Size, Skeleton, Tone};
use crate::unloaded::Unloaded;
use crate::{key, t};

fn tone(state: LeaveState) -> Tone {
    match state {
        LeaveState::Asked => Tone::Warn,
        LeaveState::Approved => Tone::Ok,
        LeaveState::Declined => Tone::Danger,
        LeaveState::Withdrawn => Tone::Neutral,
    }
}

fn icon(state: LeaveState) -> &'static str {
    match state {
        LeaveState::Asked => "clock",
        LeaveState::Approved => "check",
        LeaveState::Declined => "x",
        LeaveState::Withdrawn => "ban",
    }
}

/// The list, where the focus goes on once a leave was taken back.
const LIST: &str = "leave-own-list";

#[component]
pub fn OwnCard(own: Fetch<ListLeaves>) -> impl IntoView {
    let i18n = use_i18n();
    let rows = Memo::new(move |_| own.data.with(|data| data.as_ref().map(|data| data.rows.clone())));
    let none = Memo::new(move |_| rows.with(|rows| rows.as_ref().map(Vec::is_empty)));
    let body = move || match none.get() {
        Some(true) => view! { <p class="quiet">{t!(i18n, schedules.none)}</p> }.into_any(),
        Some(false) => {
            let rows = move || rows.get().unwrap_or_default();
            view! {
                <ul class="own-list" id=LIST tabindex="-1">
                    <For each=rows key=|leave| (leave.id, leave.rv) children=move |leave| view! { <Row leave own /> } />
                </ul>
            }
            .into_any()
        }
        None => match own.fault.get() {
            Some(fault) => {
                view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| own.refresh()) /> }
                    .into_any()
            }
            None => view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
        },
    };
    view! { <SectionCard id="leave-own" title=t!(i18n, schedules.mine)>{body}</SectionCard> }
}

#[component]
fn Row(leave: Leave, own: Fetch<ListLeaves>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<WithdrawLeave>();
    let id = leave.id;
    let clock = use_now();
    let now = clock.get_untracked();
    let ends = may("leaves.withdraw") && leave.may_be_withdrawn(now).is_ok();
    let approved = leave.state == LeaveState::Approved;
    let begun = approved && leave.span.from < now;
    let asking = RwSignal::new(false);
    let take = move || {
        asking.set(false);
        submit(form, WithdrawLeave { id }, move |taken| {
            let Ok(taken) = taken else { return };
            // What was ended early ended just now, and the clock here ticks seldom.
            if taken.state == LeaveState::Approved {
                clock.update(|now| *now = taken.span.to.max(*now));
            }
            own.refresh();
            focus(LIST);
        });
    };
    // Others count on what was approved: it is asked once more.
    let press = move || if approved { asking.set(true) } else { take() };
    let label = move || match begun {
        true => i18n.say(key!(schedules.back)),
        false => i18n.word("operations", "leaves.withdraw"),
    };
    let title = move || match begun {
        true => i18n.say(key!(schedules.back_title)),
        false => i18n.say(key!(schedules.withdraw_title)),
    };
    let text = move || match begun {
        true => i18n.say(key!(schedules.back_text)),
        false => i18n.say(key!(schedules.withdraw_text)),
    };
    let dialog = (ends && approved).then(|| {
        view! {
            <Dialog id=format!("withdraw-{id}") title close_label=t!(i18n, common.close) open=asking>
                <p>{text}</p>
                <div class="dialog-foot">
                    <Button label kind=Kind::Danger on_press=take />
                    <Button label=t!(i18n, common.cancel) on_press=move || asking.set(false) />
                </div>
            </Dialog>
        }
    });
    let kind = leave.kind;
    let state = leave.state;
    let fault =
        move || form.fault.get().map(|fault| view! { <p class="field-error" role="alert">{i18n.fault(&fault)}</p> });
    view! {
        <li class="leave-row">
            <span class="own-text">
                <b>{move || i18n.word("words.leave_kind", kind.as_str())}</b>
                <small class="num">{stretch(leave.span)}</small>
                {(!leave.note.is_empty()).then(|| view! { <small>{leave.note}</small> })}
                {(!leave.reason.is_empty()).then(|| view! { <small>{t!(i18n, schedules.reason)}" · "{leave.reason}</small> })}
                {fault}
            </span>
            <Chip tone=tone(state) icon=icon(state) text=Signal::derive(move || i18n.word("words.leave_state", state.as_str())) />
            {ends.then(|| view! { <Button size=Size::Small label busy=form.busy on_press=press /> })}
            {dialog}
        </li>
    }
}
