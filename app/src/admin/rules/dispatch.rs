//! Who gets a case: within which team, with which skills, by load or by turns.

use leptos::prelude::*;
use yingda_shared::organisation::Team;
use yingda_shared::rules::Strategy;

use super::action::ActionEdit;
use super::actions::RowError;
use super::choices::{all, choices};
use crate::admin::records::names::Names;
use crate::cases::{RecordPicker, team as offered};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn DispatchFields(row: ActionEdit, id: String, error: RowError, names: Names, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let told = move |field: &'static str| MaybeProp::derive(move || error.run(field));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let name = |field: &str| format!("{id}-{field}");
    let team = row.team.pick("teams", names);
    let (skills, most, by) =
        (RwSignal::from(row.skills.clone()), RwSignal::from(row.most.clone()), RwSignal::from(row.by.clone()));
    let ways = Signal::derive(move || choices(i18n, "rule_words.strategy", &all!(Strategy)));
    let tick = |part: &str, label, checked: &ArcRwSignal<bool>| {
        let checked = RwSignal::from(checked.clone());
        view! { <ui::Checkbox name=name(part) label=i18n.t(label) checked disabled=fixed /> }
    };
    let ticks = [
        tick("on_duty", key!(rules.on_duty), &row.on_duty),
        tick("same_region", key!(rules.same_region), &row.region),
        tick("same_language", key!(rules.same_language), &row.language),
    ];
    view! {
        <RecordPicker<Team> name=name("team_id") label=t!(i18n, fields.team_id) pick=team error=told("team_id") help=help(key!(rules.dispatch_team_help)) offer=offered />
        <ui::TextInput name=name("skills") label=t!(i18n, rules.skills) value=skills error=told("skills") note=help(key!(common.optional)) help=help(key!(rules.skills_help)) readonly=fixed />
        <div class="rule-boxes">{ticks.into_iter().collect_view()}</div>
        <ui::TextInput name=name("most") label=t!(i18n, rules.most) value=most inputmode="numeric" error=told("most") note=help(key!(common.optional)) readonly=fixed />
        <ui::Select name=name("by") label=t!(i18n, rules.by) choices=ways value=by error=told("by") disabled=fixed />
        <p class="field-help">{t!(i18n, rules.dispatch_help)}</p>
    }
}
