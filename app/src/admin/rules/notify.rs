//! A notice: whom it goes to, by which ways, and what it says.

use leptos::prelude::*;
use yingda_shared::escalation::Rota;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::robots::Robot;

use super::action::{ActionEdit, NAMED, ON_CALL, ROBOT};
use super::actions::RowError;
use super::boxes::Boxes;
use crate::admin::sla::picks::{Picked, picks, picks_of};
use crate::cases::colleague;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// Recipients that are no records.
const STANDING: [&str; 5] = ["owner", "team_lead", "manager_1", "manager_2", "manager_3"];

/// Ways by which a person is told; a group has a robot.
const MEDIA: [&str; 3] = ["push", "email", "sms"];

#[component]
pub fn NotifyFields(row: ActionEdit, id: String, error: RowError, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let recipients = RwSignal::from(row.recipients.clone());
    let (media, text) = (RwSignal::from(row.media.clone()), RwSignal::from(row.text.clone()));
    let urgent = RwSignal::from(row.urgent.clone());
    let told = move |field: &'static str| MaybeProp::derive(move || error.run(field));
    let help = |key| MaybeProp::derive(move || Some(i18n.say(key)));
    let none = Signal::stored(None);
    let optional = Some(key!(common.optional));
    view! {
        <Boxes id=format!("{id}-recipients") label=t!(i18n, rules.recipients) namespace="rule_words.recipient" all=STANDING.to_vec() chosen=recipients error=told("recipients") fixed />
        {picks::<Rota>(format!("{id}-rotas"), key!(rules.on_call), optional, listed(recipients, ON_CALL), none, fixed)}
        {picks_of::<User>(format!("{id}-people"), key!(rules.people), optional, listed(recipients, NAMED), none, fixed, colleague)}
        {picks::<Robot>(format!("{id}-robots"), key!(rules.robots), optional, listed(recipients, ROBOT), none, fixed)}
        <Boxes id=format!("{id}-media") label=t!(i18n, rules.media) namespace="rule_words.medium" all=MEDIA.to_vec() chosen=media error=told("media") help=help(key!(rules.media_help)) fixed />
        <ui::TextArea name=format!("{id}-text") label=t!(i18n, rules.said) value=text rows=2 error=told("text") note=help(key!(common.optional)) disabled=fixed />
        <ui::Checkbox name=format!("{id}-urgent") label=t!(i18n, rules.urgent) checked=urgent help=help(key!(rules.urgent_help)) disabled=fixed />
    }
}

/// Those of the recipients that are records of one kind.
fn listed(recipients: RwSignal<Vec<String>>, begin: &'static str) -> Picked {
    let ids = move |words: &Vec<String>| -> Vec<Uuid> {
        words.iter().filter_map(|word| word.strip_prefix(begin)?.parse().ok()).collect()
    };
    Picked {
        ids: Signal::derive(move || recipients.with(ids)),
        set: Callback::new(move |ids: Vec<Uuid>| {
            recipients.update(|words| {
                let kept = |word: &String| {
                    word.strip_prefix(begin).is_none_or(|id| id.parse().is_ok_and(|id: Uuid| ids.contains(&id)))
                };
                words.retain(kept);
                for id in &ids {
                    let word = format!("{begin}{id}");
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
            });
        }),
    }
}
