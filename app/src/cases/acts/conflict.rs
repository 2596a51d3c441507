//! Two people changed the same field: what theirs is, what mine is, and a choice for each.

use leptos::prelude::*;
use yingda_shared::cases::operations::EditCase;
use yingda_shared::fault::FieldChange;
use yingda_shared::kernel::id::Uuid;

use crate::cases::pane::OpenCase;
use crate::cases::timeline::shown_value;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Button, Choice, Icon, Kind, RadioGroup, RadioLook, Time};
use crate::{key, t};

/// What I wrote into a field, as text.
fn mine_of(op: &EditCase, field: &str) -> String {
    let value = serde_json::to_value(op).unwrap_or_default();
    value.get(field).and_then(|value| value.as_str()).unwrap_or_default().to_string()
}

/// The same change without one field.
fn without(op: EditCase, field: &str) -> EditCase {
    let Ok(mut value) = serde_json::to_value(&op) else { return op };
    if let Some(map) = value.as_object_mut() {
        map.remove(field);
    }
    serde_json::from_value(value).unwrap_or(op)
}

fn is_empty(op: &EditCase) -> bool {
    let Ok(serde_json::Value::Object(map)) = serde_json::to_value(op) else { return false };
    map.iter().all(|(name, value)| name == "id" || name == "base" || value.is_null())
}

/// Asks field by field; sends what is left to say against the newer version.
#[component]
pub fn Conflicts(
    case: OpenCase,
    version: i64,
    changes: Vec<FieldChange>,
    mine: EditCase,
    resend: Callback<EditCase>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    // Names of what they chose come with the case as it is now.
    case.fetch.refresh();
    let fields: Vec<(String, RwSignal<String>)> =
        changes.iter().map(|change| (change.field.clone(), RwSignal::new("mine".to_string()))).collect();
    let chosen = StoredValue::new(fields.clone());
    let op = StoredValue::new(mine.clone());
    let send = move |()| {
        let keep = chosen.get_value().into_iter().filter(|(_, choice)| choice.get_untracked() == "theirs");
        let op = keep.fold(EditCase { base: version, ..op.get_value() }, |op, (field, _)| without(op, &field));
        if is_empty(&op) {
            case.act.set(None);
        } else {
            resend.run(op);
        }
    };
    let item = move |(change, (field, choice)): (FieldChange, (String, RwSignal<String>))| {
        let (theirs, mine) = (change.value.clone(), mine_of(&mine, &field));
        let word = field.clone();
        let label = Signal::derive(move || i18n.word("fields", &word));
        let say = move |field: &str, value: &str| {
            let name = value.parse::<Uuid>().ok().map(|id| case.name_now(id)).filter(|name| !name.is_empty());
            name.unwrap_or_else(|| shown_value(i18n, field, value))
        };
        let id = format!("clash-{field}");
        let choices = Signal::derive(move || {
            vec![
                Choice::new("mine", i18n.say(key!(cases.conflict.mine))).help(say(&field, &mine)),
                Choice::new("theirs", i18n.say(key!(cases.conflict.theirs))).help(say(&field, &theirs)),
            ]
        });
        let (by, at) = (change.by.clone(), change.at);
        view! {
            <li>
                <RadioGroup name=id label choices value=choice look=RadioLook::Cards />
                <p class="small faint">{by}" · "<Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) /></p>
            </li>
        }
    };
    let items = changes.into_iter().zip(fields).map(item).collect_view();
    view! {
        <div class="stack" role="alert" id="conflict">
            <p class="banner banner-card" data-tone="warn"><Icon name="alert" /><span class="banner-body">{t!(i18n, cases.conflict.text)}</span></p>
            <ul class="stack plain-list">{items}</ul>
            <div class="dialog-foot">
                <Button label=t!(i18n, cases.conflict.save) kind=Kind::Primary on_press=send />
                <Button label=t!(i18n, common.cancel) on_press=case.leave() />
            </div>
        </div>
    }
}
