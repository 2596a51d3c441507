//! A task that a rule or level opens: what it says, whom it is for, when it is due.

use leptos::prelude::*;
use yingda_shared::escalation::Rota;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{RotaId, TeamId, UserId, Uuid};
use yingda_shared::organisation::Team;
use yingda_shared::rules::{Action, TaskDue, TaskFor};

use super::action::{number, vague};
use super::actions::RowError;
use super::choices::choices;
use super::chosen::Chosen;
use crate::admin::records::names::Names;
use crate::cases::{RecordPicker, colleague, team as offered};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// Words for whom it may be.
const WHOM: [&str; 6] = ["owner", "team", "team_lead", "on_call", "named", "named_team"];

/// What is typed of it.
#[derive(Clone)]
pub struct TaskEdit {
    title: ArcRwSignal<String>,
    text: ArcRwSignal<String>,
    whom: ArcRwSignal<String>,
    person: Chosen,
    rota: Chosen,
    team: Chosen,
    minutes: ArcRwSignal<String>,
    working: ArcRwSignal<bool>,
}

impl TaskEdit {
    pub fn of(title: &str, text: &str, whom: &TaskFor, due: Option<TaskDue>) -> TaskEdit {
        let said = |text: &str| ArcRwSignal::new(text.to_string());
        let (mut person, mut rota, mut team) =
            (Chosen::of(None::<Uuid>), Chosen::of(None::<Uuid>), Chosen::of(None::<Uuid>));
        let word = match whom {
            TaskFor::Owner => "owner",
            TaskFor::Team => "team",
            TaskFor::TeamLead => "team_lead",
            TaskFor::OnCall { rota_id } => {
                rota = Chosen::of(Some(*rota_id));
                "on_call"
            }
            TaskFor::Named { user_id } => {
                person = Chosen::of(Some(*user_id));
                "named"
            }
            TaskFor::NamedTeam { team_id } => {
                team = Chosen::of(Some(*team_id));
                "named_team"
            }
        };
        TaskEdit {
            title: said(title),
            text: said(text),
            whom: said(word),
            person,
            rota,
            team,
            minutes: said(&due.map(|due| due.minutes.to_string()).unwrap_or_default()),
            working: ArcRwSignal::new(due.is_some_and(|due| due.working)),
        }
    }

    /// The action that is typed.
    pub fn read(&self, wrong: &mut impl FnMut(&str, &str)) -> Action {
        let whom = match self.whom.get().as_str() {
            "team" => TaskFor::Team,
            "team_lead" => TaskFor::TeamLead,
            "on_call" => TaskFor::OnCall { rota_id: RotaId(asked(&self.rota, "rota_id", wrong)) },
            "named" => TaskFor::Named { user_id: UserId(asked(&self.person, "user_id", wrong)) },
            "named_team" => TaskFor::NamedTeam { team_id: TeamId(asked(&self.team, "team_id", wrong)) },
            _ => TaskFor::Owner,
        };
        let typed = !self.minutes.with(|minutes| minutes.trim().is_empty());
        let minutes = typed.then(|| number(&self.minutes, "due/minutes", wrong)).flatten();
        let working = self.working.get();
        Action::OpenTask {
            title: self.title.with(|title| title.trim().to_string()),
            text: self.text.with(|text| text.trim().to_string()),
            whom,
            due: minutes.map(|minutes| TaskDue { minutes, working }),
        }
    }
}

/// The record that has to be chosen.
fn asked(chosen: &Chosen, field: &str, wrong: &mut impl FnMut(&str, &str)) -> Uuid {
    vague(chosen, field, wrong);
    let id = chosen.read::<Uuid>();
    if id.is_none() && !chosen.is_vague() {
        wrong(field, "required");
    }
    id.unwrap_or(Uuid::nil())
}

#[component]
pub fn TaskFields(edit: TaskEdit, id: String, error: RowError, names: Names, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let told = move |field: &'static str| MaybeProp::derive(move || error.run(field));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let name = |field: &str| format!("{id}-{field}");
    let (title, text) = (RwSignal::from(edit.title.clone()), RwSignal::from(edit.text.clone()));
    let (whom, minutes) = (RwSignal::from(edit.whom.clone()), RwSignal::from(edit.minutes.clone()));
    let working = RwSignal::from(edit.working.clone());
    let whoms = Signal::derive(move || choices(i18n, "rule_words.task_for", &WHOM));
    let chosen = Memo::new(move |_| whom.get());
    let (person, rota, team) =
        (edit.person.pick("users", names), edit.rota.pick("rotas", names), edit.team.pick("teams", names));
    let begin = id.clone();
    let which = move || {
        let name = |field: &str| format!("{begin}-{field}");
        match chosen.get().as_str() {
            "named" => view! { <RecordPicker<User> name=name("user_id") label=t!(i18n, rules.task_person) pick=person error=told("user_id") offer=colleague /> }.into_any(),
            "on_call" => view! { <RecordPicker<Rota> name=name("rota_id") label=t!(i18n, rules.task_rota) pick=rota error=told("rota_id") offer=|row| row.active.then(String::new) /> }.into_any(),
            "named_team" => view! { <RecordPicker<Team> name=name("team_id") label=t!(i18n, fields.team_id) pick=team error=told("team_id") offer=offered /> }.into_any(),
            _ => ().into_any(),
        }
    };
    view! {
        <ui::TextInput name=name("title") label=t!(i18n, rules.task_title) value=title required=true error=told("title") readonly=fixed />
        <ui::TextArea name=name("text") label=t!(i18n, rules.task_text) value=text rows=2 error=told("text") note=help(key!(common.optional)) disabled=fixed />
        <ui::Select name=name("for") label=t!(i18n, rules.task_for) choices=whoms value=whom error=told("for") help=help(key!(rules.task_for_help)) disabled=fixed />
        {which}
        <ui::TextInput name=name("minutes") label=t!(i18n, rules.task_due) value=minutes inputmode="numeric" error=told("due/minutes") note=help(key!(common.optional)) help=help(key!(rules.task_due_help)) readonly=fixed />
        <ui::Checkbox name=name("working") label=t!(i18n, rules.task_working) checked=working disabled=fixed />
    }
}
