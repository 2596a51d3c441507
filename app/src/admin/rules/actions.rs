//! The rows of actions: what is done, and how.

use leptos::prelude::*;
use yingda_shared::catalog::Category;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::identity::User;
use yingda_shared::kernel::limits::RULE_ACTIONS_MAX;
use yingda_shared::organisation::Team;

use super::action::{ActionEdit, ActionRows, DEEDS};
use super::boxes::FieldError;
use super::choices::{all, choices};
use super::dispatch::DispatchFields;
use super::notify::NotifyFields;
use super::task::TaskFields;
use super::wrong::Wrong;
use crate::admin::records::names::Names;
use crate::cases::{RecordPicker, colleague, team as offered};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// What is wrong with a field of a row.
pub type RowError = Callback<&'static str, Option<String>>;

/// `id` begins the ids of the controls, `pointer` is that of the list.
#[component]
pub fn Actions(
    rows: ActionRows,
    #[prop(into)] id: String,
    #[prop(into)] pointer: Signal<String>,
    wrong: Wrong,
    names: Names,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let full = Signal::derive(move || rows.with(|rows| rows.len() >= RULE_ACTIONS_MAX));
    let error = MaybeProp::derive(move || wrong.now(i18n, &pointer.get()));
    let begin = id.clone();
    let row = move |row: ActionEdit| view! { <Row row rows id=begin.clone() pointer wrong names fixed /> };
    view! {
        <div class="stack stack-3" id=id.clone() tabindex="-1">
            <For each=move || rows.get() key=|row| row.key children=row />
            <FieldError id=format!("{id}-error") error />
            {(!fixed).then(|| view! {
                <div class="row">
                    <ui::Button label=t!(i18n, rules.add_action) icon="plus" size=ui::Size::Small disabled=full
                        on_press=move || rows.update(|rows| rows.push(ActionEdit::blank())) />
                </div>
            })}
        </div>
    }
}

#[component]
fn Row(
    row: ActionEdit,
    rows: ActionRows,
    id: String,
    pointer: Signal<String>,
    wrong: Wrong,
    names: Names,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let key = row.key;
    let at = Memo::new(move |_| rows.with(|rows| rows.iter().position(|other| other.key == key)));
    let error: RowError = Callback::new(move |field: &'static str| {
        let at = at.get()?;
        wrong.below(i18n, &format!("{}/{at}/{field}", pointer.get()))
    });
    let deed = RwSignal::from(row.deed.clone());
    let deeds = Signal::derive(move || choices(i18n, "rule_words.deed", &DEEDS));
    let chosen = Memo::new(move |_| deed.get());
    let begin = format!("{id}-{key}");
    let name = begin.clone();
    let fields = move || view! { <Fields row=row.clone() deed=chosen.get() id=begin.clone() error names fixed /> };
    let remove = move || rows.update(|rows| rows.retain(|other| other.key != key));
    let number = move || (at.get().unwrap_or_default() + 1).to_string();
    let wrong_deed = MaybeProp::derive(move || error.run("do"));
    view! {
        <fieldset class="rule-row rule-action">
            <legend class="vh">{move || i18n.fill(key!(rules.action), &[("n", &number())])}</legend>
            <ui::Select name=format!("{name}-do") label=t!(i18n, rules.deed) choices=deeds value=deed error=wrong_deed disabled=fixed />
            <div class="rule-fields">{fields}</div>
            {(!fixed).then(|| view! {
                <ui::IconButton label=move || i18n.fill(key!(rules.remove_action), &[("n", &number())]) icon="trash" class="rule-remove" on_press=move |()| remove() />
            })}
        </fieldset>
    }
}

#[component]
fn Fields(row: ActionEdit, deed: String, id: String, error: RowError, names: Names, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let told = move |field: &'static str| MaybeProp::derive(move || error.run(field));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let name = |field: &str| format!("{id}-{field}");
    match deed.as_str() {
        "dispatch" => view! { <DispatchFields row id error names fixed /> }.into_any(),
        "reassign" => {
            let (team, person) = (row.team.pick("teams", names), row.person.pick("users", names));
            view! {
                <RecordPicker<Team> name=name("team_id") label=t!(i18n, fields.team_id) pick=team error=told("team_id") offer=offered />
                <RecordPicker<User> name=name("assignee_id") label=t!(i18n, fields.assignee_id) pick=person error=told("assignee_id") help=help(key!(rules.reassign_help)) offer=colleague />
            }
            .into_any()
        }
        "set_priority" => {
            let value = RwSignal::from(row.priority.clone());
            let all = Signal::derive(move || choices(i18n, "words.priority", &all!(Priority)));
            view! { <ui::Select name=name("priority") label=t!(i18n, fields.priority) choices=all value error=told("priority") disabled=fixed /> }.into_any()
        }
        "set_category" => {
            let pick = row.category.pick("categories", names);
            view! { <RecordPicker<Category> name=name("category_id") label=t!(i18n, fields.category_id) pick error=told("category_id") offer=|row| row.active.then(String::new) /> }.into_any()
        }
        "raise_level" => {
            let value = RwSignal::from(row.level.clone());
            view! { <ui::TextInput name=name("level") label=t!(i18n, rules.level) value inputmode="numeric" error=told("level") help=help(key!(rules.level_help)) readonly=fixed /> }.into_any()
        }
        "open_task" => view! { <TaskFields edit=row.task.clone() id error names fixed /> }.into_any(),
        "webhook" => {
            let value = RwSignal::from(row.url.clone());
            view! { <ui::TextInput name=name("url") label=t!(i18n, rules.url) kind="url" value error=told("url") help=help(key!(rules.url_help)) readonly=fixed /> }.into_any()
        }
        _ => view! { <NotifyFields row id error fixed /> }.into_any(),
    }
}
