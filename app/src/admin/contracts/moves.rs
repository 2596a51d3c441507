//! A contract's way through its life: each step says what it means before it is taken.

use leptos::prelude::*;
use yingda_shared::contracts::{Contract, ContractState};
use yingda_shared::record::Save;

use super::page::{Asked, Open};
use crate::cases::{ActForm, submit};
use crate::form::use_form;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Dialog, Tone, use_toasts};
use crate::{key, t};

/// What the step is called.
pub fn verb(from: ContractState, to: ContractState) -> Key {
    use ContractState::*;
    match (from, to) {
        (Suspended, Active) => key!(contracts.resume),
        (Expired, Active) => key!(contracts.reactivate),
        (_, Active | Draft) => key!(contracts.activate),
        (_, Suspended) => key!(contracts.suspend),
        (_, Expired) => key!(contracts.expire),
        (_, Cancelled) => key!(contracts.cancel),
        (_, Archived) => key!(contracts.archive),
    }
}

/// What it means for cases.
fn meaning(to: ContractState) -> Key {
    match to {
        ContractState::Active | ContractState::Draft => key!(contracts.activate_text),
        ContractState::Suspended => key!(contracts.suspend_text),
        ContractState::Expired => key!(contracts.expire_text),
        ContractState::Cancelled => key!(contracts.cancel_text),
        ContractState::Archived => key!(contracts.archive_text),
    }
}

pub fn icon(to: ContractState) -> &'static str {
    match to {
        ContractState::Active | ContractState::Draft => "play",
        ContractState::Suspended => "pause",
        ContractState::Expired => "clock",
        ContractState::Cancelled => "ban",
        ContractState::Archived => "box",
    }
}

#[component]
pub fn MoveDialog(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    Effect::new(move |_| shown.set(matches!(open.asked.get(), Some(Asked::Move(_)))));
    Effect::new(move |was: Option<bool>| {
        let now = shown.get();
        if was == Some(true) && !now {
            open.asked.set(None);
        }
        now
    });
    let step = Memo::new(move |_| {
        let Some(Asked::Move(to)) = open.asked.get() else { return None };
        open.contract.with(|contract| contract.as_ref().map(|contract| (contract.state, to)))
    });
    let title = move || step.get().map(|(from, to)| i18n.say(verb(from, to))).unwrap_or_default();
    view! {
        <Dialog id="contract-move" title close_label=t!(i18n, common.close) open=shown>
            {move || step.get().map(|(from, to)| view! { <MoveForm open from to /> })}
        </Dialog>
    }
}

#[component]
fn MoveForm(open: Open, from: ContractState, to: ContractState) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let form = use_form::<Save<Contract>>();
    let send = move |()| {
        let Some(contract) = open.contract.get_untracked() else { return };
        submit(form, Save(Contract { state: to, ..contract }), move |answer| match answer {
            Ok(_) => {
                toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
                open.refresh();
                open.asked.try_set(None);
            }
            Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
        });
    };
    let name =
        open.contract.with_untracked(|contract| contract.as_ref().map(|one| one.name.clone()).unwrap_or_default());
    view! {
        <ActForm form verb=i18n.t(verb(from, to)) danger=to == ContractState::Cancelled on_submit=send on_cancel=move |()| open.asked.set(None)>
            <p><b>{name}</b></p>
            <p>{i18n.t(meaning(to))}</p>
        </ActForm>
    }
}
