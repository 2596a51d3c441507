//! Leave of one's own, and what became of it.

use leptos::prelude::*;
use yingda_shared::schedules::{Leave, LeaveState, ListLeaves, WithdrawLeave};

use super::stretch;
use crate::boot::may;
use crate::cases::submit;
use crate::data::Fetch;
use crate::form::use_form;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::ui::{Button, Chip, SectionCard, Size, Skeleton, Tone};
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

#[component]
pub fn OwnCard(own: Fetch<ListLeaves>) -> impl IntoView {
    let i18n = use_i18n();
    let body = move || match (own.data.get(), own.fault.get()) {
        (Some(data), _) if data.rows.is_empty() => view! { <p class="quiet">{t!(i18n, schedules.none)}</p> }.into_any(),
        (Some(data), _) => {
            let rows = data.rows.into_iter().map(|leave| view! { <Row leave own /> }).collect_view();
            view! { <ul class="own-list">{rows}</ul> }.into_any()
        }
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| own.refresh()) /> }
                .into_any()
        }
        _ => view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    view! { <SectionCard id="leave-own" title=t!(i18n, schedules.mine)>{body}</SectionCard> }
}

#[component]
fn Row(leave: Leave, own: Fetch<ListLeaves>) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<WithdrawLeave>();
    let id = leave.id;
    let now = use_now().get_untracked();
    let ends = may("leaves.withdraw") && leave.may_be_withdrawn(now).is_ok();
    let begun = leave.state == LeaveState::Approved && leave.span.from < now;
    let take = move || submit(form, WithdrawLeave { id }, move |_| own.refresh());
    let label = move || match begun {
        true => i18n.say(key!(schedules.back)),
        false => i18n.word("operations", "leaves.withdraw"),
    };
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
            {ends.then(|| view! { <Button size=Size::Small label busy=form.busy on_press=take /> })}
        </li>
    }
}
