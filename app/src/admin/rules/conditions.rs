//! The rows of conditions: which field, how it is compared, with what.

use leptos::prelude::*;
use yingda_shared::catalog::{Category, Product};
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::RULE_CONDITIONS_MAX;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;
use yingda_shared::rules::Field;

use super::boxes::{Boxes, FieldError};
use super::choices::{Asked, all, asked, choices, has_values, tests_of, words_of};
use super::condition::{ConditionEdit, ConditionRows};
use super::wrong::Wrong;
use crate::admin::sla::picks::{Picked, picks, picks_of};
use crate::cases::colleague;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// `id` begins the ids of the controls, `pointer` is that of the list.
#[component]
pub fn Conditions(
    rows: ConditionRows,
    #[prop(into)] id: String,
    #[prop(into)] pointer: Signal<String>,
    wrong: Wrong,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let full = Signal::derive(move || rows.with(|rows| rows.len() >= RULE_CONDITIONS_MAX));
    let error = MaybeProp::derive(move || wrong.now(i18n, &pointer.get()));
    let begin = id.clone();
    let row = move |row: ConditionEdit| view! { <Row row rows id=begin.clone() pointer wrong fixed /> };
    let none = move || rows.with(Vec::is_empty).then(|| view! { <p class="quiet">{t!(i18n, rules.no_conditions)}</p> });
    view! {
        <div class="stack stack-3" id=id.clone() tabindex="-1">
            {none}
            <For each=move || rows.get() key=|row| row.key children=row />
            <FieldError id=format!("{id}-error") error />
            {(!fixed).then(|| view! {
                <div class="row">
                    <ui::Button label=t!(i18n, rules.add_condition) icon="plus" size=ui::Size::Small disabled=full
                        on_press=move || rows.update(|rows| rows.push(ConditionEdit::blank())) />
                </div>
            })}
        </div>
    }
}

#[component]
fn Row(
    row: ConditionEdit,
    rows: ConditionRows,
    id: String,
    pointer: Signal<String>,
    wrong: Wrong,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let key = row.key;
    let at = Memo::new(move |_| rows.with(|rows| rows.iter().position(|other| other.key == key)));
    let place = move |field: &str| at.get().map(|at| format!("{}/{at}{field}", pointer.get()));
    let error = move |field: &'static str| MaybeProp::derive(move || wrong.now(i18n, &place(field)?));
    let values_error = Signal::derive(move || wrong.below(i18n, &place("/values")?));
    let (field, test) = (RwSignal::from(row.field.clone()), RwSignal::from(row.test.clone()));
    let chosen = Memo::new(move |_| field.with(|word| Field::parse(word)).unwrap_or(Field::Priority));
    let fields = Signal::derive(move || choices(i18n, "rule_words.field", &all!(Field)));
    let tests = Signal::derive(move || {
        let words: Vec<&str> = tests_of(chosen.get()).iter().map(|test| test.as_str()).collect();
        choices(i18n, "rule_words.test", &words)
    });
    let begin = {
        let row = row.clone();
        Callback::new(move |word: String| {
            if let Some(field) = Field::parse(&word) {
                row.begin(field);
            }
        })
    };
    // Another comparison with the same values leaves their controls as they are.
    let shown = Memo::new(move |_| test.with(|test| has_values(test)).then(|| chosen.get()));
    let name = move |part: &str| format!("{id}-{key}-{part}");
    let values_name = name("values");
    let values = move || {
        shown
            .get()
            .map(|field| view! { <Values row=row.clone() field id=values_name.clone() error=values_error fixed /> })
    };
    let remove = move || rows.update(|rows| rows.retain(|other| other.key != key));
    let number = move || (at.get().unwrap_or_default() + 1).to_string();
    view! {
        <fieldset class="rule-row">
            <legend class="vh">{move || i18n.fill(key!(rules.condition), &[("n", &number())])}</legend>
            <ui::Select name=name("field") label=t!(i18n, rules.field) choices=fields value=field error=error("") on_change=begin disabled=fixed />
            <ui::Select name=name("test") label=t!(i18n, rules.test) choices=tests value=test error=error("/test") disabled=fixed />
            <div class="rule-values">{values}</div>
            {(!fixed).then(|| view! {
                <ui::IconButton label=move || i18n.fill(key!(rules.remove_condition), &[("n", &number())]) icon="trash" class="rule-remove" on_press=move |()| remove() />
            })}
        </fieldset>
    }
}

#[component]
fn Values(row: ConditionEdit, field: Field, id: String, error: Signal<Option<String>>, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let (chosen, text) = (RwSignal::from(row.chosen.clone()), RwSignal::from(row.text.clone()));
    match asked(field) {
        Asked::Words => {
            let (namespace, all) = words_of(field);
            view! { <Boxes id label=t!(i18n, rules.values) namespace all chosen error fixed /> }.into_any()
        }
        Asked::Records => records(field, id, chosen, error, fixed),
        Asked::Number => {
            view! { <ui::TextInput name=id label=t!(i18n, rules.value) value=text inputmode="numeric" error readonly=fixed /> }
                .into_any()
        }
        Asked::Texts => {
            let help = MaybeProp::derive(move || Some(i18n.say(key!(rules.each_line))));
            view! { <ui::TextArea name=id label=t!(i18n, rules.values) value=text rows=2 help error disabled=fixed /> }
                .into_any()
        }
    }
}

/// Records that a field may be.
fn records(
    field: Field,
    id: String,
    chosen: RwSignal<Vec<String>>,
    error: Signal<Option<String>>,
    fixed: bool,
) -> AnyView {
    let picked = Picked {
        ids: Signal::derive(move || chosen.with(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect())),
        set: Callback::new(move |ids: Vec<Uuid>| chosen.set(ids.iter().map(Uuid::to_string).collect())),
    };
    let label = key!(rules.values);
    match field {
        Field::Category => picks::<Category>(id, label, None, picked, error, fixed),
        Field::Product => picks::<Product>(id, label, None, picked, error, fixed),
        Field::Company => picks::<Company>(id, label, None, picked, error, fixed),
        Field::Department => picks::<Department>(id, label, None, picked, error, fixed),
        Field::Contact => picks::<Contact>(id, label, None, picked, error, fixed),
        Field::Unit => picks::<Unit>(id, label, None, picked, error, fixed),
        Field::Team => picks::<Team>(id, label, None, picked, error, fixed),
        Field::Firm => picks::<Firm>(id, label, None, picked, error, fixed),
        _ => picks_of::<User>(id, label, None, picked, error, fixed, colleague),
    }
}
