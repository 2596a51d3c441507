//! Handing a case over: to a team, to a region or branch, to a partner firm.

use leptos::prelude::*;
use yingda_shared::cases::operations::ForwardCase;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;

use super::assign::team;
use super::form::{ActForm, submit_picked};
use crate::cases::pane::OpenCase;
use crate::cases::picking::{Pick, RecordPicker};
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Choice, Segmented, TextArea};

fn unit(unit: &Unit) -> Option<String> {
    unit.active.then(String::new)
}

fn firm(firm: &Firm) -> Option<String> {
    firm.active.then(|| firm.phone.clone())
}

/// Where to, and what the receiver must know.
#[component]
pub fn ForwardForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<ForwardCase>();
    let to = RwSignal::new("team".to_string());
    let (teams, units, firms) = (Pick::none(), Pick::none(), Pick::none());
    let note = case.typed::<ForwardCase>("note", "");
    let choices = Signal::derive(move || {
        vec![
            Choice::new("team", i18n.say(crate::key!(fields.team_id))).icon("users"),
            Choice::new("unit", i18n.say(crate::key!(cases.act.unit))).icon("building"),
            Choice::new("firm", i18n.say(crate::key!(fields.firm_id))).icon("wrench"),
        ]
    });
    let done = case.done(form);
    let send = move |()| {
        let to = to.get_untracked();
        let op = ForwardCase {
            id: case.id(),
            base: case.with(|detail| detail.case.rv),
            unit_id: units.get().filter(|_| to == "unit"),
            team_id: teams.get().filter(|_| to == "team"),
            firm_id: firms.get().filter(|_| to == "firm"),
            note: note.get_untracked(),
        };
        let vague = match to.as_str() {
            "unit" => units.fault("unit_id"),
            "firm" => firms.fault("firm_id"),
            _ => teams.fault("team_id"),
        };
        submit_picked(form, [vague], op, done.clone());
    };
    let target = move || {
        match to.get().as_str() {
        "unit" => view! { <RecordPicker<Unit> name="unit_id" label=t!(i18n, cases.act.unit) pick=units offer=unit error=form.error("unit_id") /> }.into_any(),
        "firm" => view! { <RecordPicker<Firm> name="firm_id" label=t!(i18n, fields.firm_id) pick=firms offer=firm error=form.error("firm_id") /> }.into_any(),
        _ => view! { <RecordPicker<Team> name="team_id" label=t!(i18n, fields.team_id) pick=teams offer=team error=form.error("team_id") /> }.into_any(),
    }
    };
    let help = Signal::derive(move || (to.get() == "firm").then(|| i18n.say(crate::key!(cases.act.forward_firm_help))));
    let verb = Signal::derive(move || i18n.word("operations", "cases.forward"));
    view! {
        <ActForm form verb on_submit=send.clone() on_cancel=case.leave()>
            <Segmented name="to" label=t!(i18n, cases.act.forward_to) choices value=to />
            {target}
            <TextArea name="note" label=t!(i18n, cases.act.note) value=note rows=3 help error=form.error("note") on_send=Callback::new(send) />
        </ActForm>
    }
}
