//! Giving a case to a team, a person, or both.

use leptos::prelude::*;
use yingda_shared::cases::operations::AssignCase;
use yingda_shared::identity::User;
use yingda_shared::organisation::Team;

use super::form::{ActForm, submit_picked};
use crate::cases::pane::OpenCase;
use crate::cases::picking::{Pick, RecordPicker};
use crate::cases::picking_colleague::ColleaguePicker;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::TextArea;

/// Colleagues only: customers and partners have accounts too.
pub fn colleague(user: &User) -> Option<String> {
    (user.active && user.company_id.is_none() && user.firm_id.is_none()).then(|| user.login.clone())
}

pub fn team(team: &Team) -> Option<String> {
    team.active.then(String::new)
}

/// Team, person, note.
#[component]
pub fn AssignForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<AssignCase>();
    let now = case.with(|detail| (detail.case.rv, detail.case.team_id, detail.case.assignee_id));
    let (base, team_id, assignee_id) = now.unwrap_or_default();
    let teams = Pick::new(team_id.map(|id| id.to_string()).unwrap_or_default(), case.name(team_id.map(|id| id.0)));
    let person =
        Pick::new(assignee_id.map(|id| id.to_string()).unwrap_or_default(), case.name(assignee_id.map(|id| id.0)));
    let note = case.typed::<AssignCase>("note", "");
    let done = case.done(form);
    let send = move |()| {
        let op = AssignCase {
            id: case.id(),
            base: Some(base),
            team_id: teams.get(),
            assignee_id: person.get(),
            note: note.get_untracked(),
        };
        submit_picked(form, [person.fault("assignee_id"), teams.fault("team_id")], op, done.clone());
    };
    let verb = Signal::derive(move || i18n.word("operations", "cases.assign"));
    view! {
        <ActForm form verb on_submit=send.clone() on_cancel=case.leave()>
            <ColleaguePicker name="assignee_id" label=t!(i18n, fields.assignee_id) pick=person error=form.error("assignee_id") />
            <RecordPicker<Team> name="team_id" label=t!(i18n, fields.team_id) pick=teams offer=team error=form.error("team_id") />
            <TextArea name="note" label=t!(i18n, cases.act.note) value=note rows=2 error=form.error("note") on_send=Callback::new(send) />
        </ActForm>
    }
}
