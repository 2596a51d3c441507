//! What is done to a balance by hand: more is bought, or it is put right with a reason.

use leptos::prelude::*;
use yingda_shared::contracts::{AdjustContract, Amount, Balance, Measure, TopUpContract};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ContractId, Uuid};

use super::page::{Asked, Open};
use crate::cases::{ActForm, submit};
use crate::contracts::units;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// The sheet of both.
#[component]
pub fn HandSheet(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let shown = RwSignal::new(false);
    Effect::new(move |_| shown.set(matches!(open.asked.get(), Some(Asked::TopUp | Asked::Adjust))));
    Effect::new(move |was: Option<bool>| {
        let now = shown.get();
        if was == Some(true) && !now {
            open.asked.set(None);
        }
        now
    });
    let title = move || match open.asked.get() {
        Some(Asked::Adjust) => i18n.say(key!(contracts.adjust)),
        _ => i18n.say(key!(contracts.top_up)),
    };
    view! {
        <ui::Sheet id="contract-hand" title close_label=t!(i18n, common.close) open=shown>
            {move || match open.asked.get() {
                Some(Asked::TopUp) => view! { <TopUp open /> }.into_any(),
                Some(Asked::Adjust) => view! { <Adjust open /> }.into_any(),
                _ => ().into_any(),
            }}
        </ui::Sheet>
    }
}

/// What both forms hold.
#[derive(Clone, Copy)]
struct Typed {
    id: Option<ContractId>,
    /// One for each opening: sent twice it is written once.
    entry_id: Uuid,
    measure: RwSignal<String>,
    amount: RwSignal<String>,
    note: RwSignal<String>,
}

impl Typed {
    fn of(open: Open) -> Typed {
        let contract = open.contract.get_untracked();
        let first = contract.as_ref().and_then(|contract| contract.limited().next());
        Typed {
            id: contract.map(|contract| contract.id),
            entry_id: Uuid::now_v7(),
            measure: RwSignal::new(first.map(|measure| measure.as_str().to_string()).unwrap_or_default()),
            amount: RwSignal::default(),
            note: RwSignal::default(),
        }
    }

    fn measure(self) -> Option<Measure> {
        self.measure.with(|word| Measure::parse(word))
    }

    fn amount(self) -> Amount {
        Amount::new(self.amount.get().trim())
    }
}

#[component]
fn TopUp(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let (form, typed) = (use_form::<TopUpContract>(), Typed::of(open));
    let done = done(open);
    let send = move |()| {
        let Some(id) = typed.id else { return };
        let op = untrack(|| TopUpContract {
            id,
            entry_id: Some(typed.entry_id),
            measure: typed.measure(),
            amount: typed.amount(),
            note: typed.note.get(),
        });
        submit(form, op, move |answer| done.run(answer.map(|_| ())));
    };
    view! {
        <ActForm form verb=t!(i18n, contracts.top_up) on_submit=send on_cancel=move |()| open.asked.set(None)>
            <MeasureField open typed error=form.error("measure") />
            <ui::TextInput name="amount" label=t!(i18n, contracts.amount) value=typed.amount inputmode="decimal" required=true autocomplete="off" error=form.error("amount") />
            <ui::TextArea name="note" label=t!(i18n, fields.note) value=typed.note rows=2 error=form.error("note") note=MaybeProp::derive(move || Some(i18n.say(key!(common.optional)))) />
            <Becomes open typed signed=false />
        </ActForm>
    }
}

#[component]
fn Adjust(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    let (form, typed) = (use_form::<AdjustContract>(), Typed::of(open));
    let done = done(open);
    let send = move |()| {
        let Some(id) = typed.id else { return };
        let op = untrack(|| AdjustContract {
            id,
            entry_id: Some(typed.entry_id),
            measure: typed.measure(),
            amount: typed.amount(),
            note: typed.note.get(),
        });
        submit(form, op, move |answer| done.run(answer.map(|_| ())));
    };
    let help = MaybeProp::derive(move || Some(i18n.say(key!(contracts.adjust_help))));
    view! {
        <ActForm form verb=t!(i18n, contracts.adjust) on_submit=send on_cancel=move |()| open.asked.set(None)>
            <MeasureField open typed error=form.error("measure") />
            <ui::TextInput name="amount" label=t!(i18n, contracts.amount) value=typed.amount required=true autocomplete="off" help error=form.error("amount") />
            <ui::TextArea name="note" label=t!(i18n, fields.reason) value=typed.note rows=2 required=true error=form.error("note") />
            <Becomes open typed signed=true />
        </ActForm>
    }
}

/// Says what was done, and closes; a fault stays in the form, for as long as there is one.
fn done(open: Open) -> Callback<Result<(), Fault>> {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    Callback::new(move |answer: Result<(), Fault>| match answer {
        Ok(()) => {
            toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
            open.refresh();
            open.asked.try_set(None);
        }
        Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
    })
}

/// What of: one of the measures that the contract limits.
#[component]
fn MeasureField(open: Open, typed: Typed, error: Signal<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let choices = Signal::derive(move || {
        let limited = open.contract.with(|contract| contract.as_ref().map(|one| one.limited().collect::<Vec<_>>()));
        let choice =
            |measure: &Measure| ui::Choice::new(measure.as_str(), i18n.word("words.measure", measure.as_str()));
        limited.unwrap_or_default().iter().map(choice).collect::<Vec<_>>()
    });
    view! { <ui::Select name="measure" label=t!(i18n, contracts.measure) choices value=typed.measure required=true error /> }
}

/// What would be left then; nothing while no amount can be read.
#[component]
fn Becomes(open: Open, typed: Typed, signed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let said = move || {
        let measure = typed.measure()?;
        let balance: Balance =
            open.account.with(|account| account.as_ref().map(|one| one.balances.get(measure).clone()))?;
        let amount = typed.amount();
        let change = if signed { amount.signed(measure) } else { amount.units(measure) }.ok().filter(|n| *n != 0)?;
        let now = balance.available()?;
        let (before, after) = (units(i18n, measure, now), units(i18n, measure, now + change));
        Some(i18n.fill(key!(contracts.becomes), &[("before", &before), ("after", &after)]))
    };
    view! { <p class="quiet" role="status">{said}</p> }
}
