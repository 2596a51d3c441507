//! What can be done with the chosen unit: rename, switch off, add below, move.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{UnitId, Uuid};
use yingda_shared::organisation::{Unit, UnitKind};
use yingda_shared::record::{List, Save};

use super::kinds_below;
use super::moving::MoveDialog;
use crate::api::call;
use crate::boot::may;
use crate::data::Fetch;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// The unit with its form.
#[component]
pub fn UnitCard(unit: Unit, units: Fetch<List<Unit>>, selected: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let name = RwSignal::new(unit.name.clone());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let (adding, moving, asking) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let (root, active, title) = (unit.parent_id.is_none(), unit.active, unit.name.clone());
    let kept = StoredValue::new(unit);
    let save = move |unit: Unit| {
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(Save(unit)).await {
                Ok(_) => {
                    fault.try_set(None);
                    toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                    units.refresh();
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
            busy.try_set(false);
        });
    };
    let rename = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save(Unit { name: name.get_untracked().trim().to_string(), ..kept.get_value() });
    };
    let switch = move |active: bool| {
        asking.set(false);
        save(Unit { active, ..kept.get_value() });
    };
    let error = MaybeProp::derive(move || {
        fault.get().map(|fault| match fault.fields().first() {
            Some(field) => i18n.field_fault(field),
            None => i18n.fault(&fault),
        })
    });
    let off = StoredValue::new(title);
    let heading = move || off.with_value(|name| i18n.fill(key!(admin.switch_off_title), &[("name", name)]));
    let kind = kept.with_value(|unit| unit.kind);
    let form = may("units.save").then(|| {
        view! {
            <form class="form" on:submit=rename novalidate>
                <ui::TextInput name="unit-name" label=t!(i18n, admin.field.name) value=name error required=true />
                <div class="form-actions">
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                    <ui::Button label=t!(i18n, admin.add_below) icon="plus" on_press=move || adding.set(true) />
                    {(may("units.move") && !root).then(|| view! { <ui::Button label=t!(i18n, admin.move_unit) icon="swap" on_press=move || moving.set(true) /> })}
                    {(!root && active).then(|| view! { <ui::Button label=t!(i18n, admin.switch_off) kind=ui::Kind::Plain icon="ban" on_press=move || asking.set(true) /> })}
                    {(!active).then(|| view! { <ui::Button label=t!(i18n, admin.switch_on) icon="play" on_press=move || switch(true) /> })}
                </div>
            </form>
        }
    });
    view! {
        <section class="stack" aria-labelledby="unit-title">
            <div class="row"><h2 id="unit-title">{kept.with_value(|unit| unit.name.clone())}</h2>
                <ui::Chip text=move || i18n.word("words.unit", kind.as_str()) />
                {(!active).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) icon="ban" /> })}
            </div>
            {form}
        </section>
        <ui::Dialog id="unit-off" title=heading close_label=t!(i18n, common.close) open=asking>
            <p>{t!(i18n, admin.switch_off_text)}</p>
            <div class="dialog-foot">
                <ui::Button label=t!(i18n, admin.switch_off) kind=ui::Kind::Danger on_press=move || switch(false) />
                <ui::Button label=t!(i18n, common.cancel) on_press=move || asking.set(false) />
            </div>
        </ui::Dialog>
        <AddDialog parent=kept open=adding units selected />
        <MoveDialog unit=kept open=moving units />
    }
}

/// Asks for the name and kind of a unit below.
#[component]
fn AddDialog(
    parent: StoredValue<Unit>,
    open: RwSignal<bool>,
    units: Fetch<List<Unit>>,
    selected: RwSignal<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let name = RwSignal::new(String::new());
    let kinds = kinds_below(parent.with_value(|unit| unit.kind));
    let kind = RwSignal::new(kinds[0].as_str().to_string());
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let choices = Signal::derive(move || {
        kinds
            .iter()
            .map(|kind| ui::Choice::new(kind.as_str(), i18n.word("words.unit", kind.as_str())))
            .collect::<Vec<_>>()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let id = UnitId(Uuid::now_v7());
        let unit = Unit {
            id,
            rv: 0,
            active: true,
            name: name.get_untracked().trim().to_string(),
            kind: UnitKind::parse(&kind.get_untracked()).unwrap_or(kinds[0]),
            parent_id: Some(parent.with_value(|unit| unit.id)),
        };
        busy.set(true);
        leptos::task::spawn_local(async move {
            match call(Save(unit)).await {
                Ok(_) => {
                    fault.try_set(None);
                    name.try_set(String::new());
                    open.try_set(false);
                    units.refresh();
                    selected.try_set(id.to_string());
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
            busy.try_set(false);
        });
    };
    let error = MaybeProp::derive(move || {
        fault.get().map(|fault| match fault.fields().first() {
            Some(field) => i18n.field_fault(field),
            None => i18n.fault(&fault),
        })
    });
    let heading = move || parent.with_value(|unit| i18n.fill(key!(admin.add_below_title), &[("name", &unit.name)]));
    view! {
        <ui::Dialog id="unit-add" title=heading close_label=t!(i18n, common.close) open>
            <form class="form" on:submit=submit novalidate>
                <ui::TextInput name="new-unit-name" label=t!(i18n, admin.field.name) value=name error required=true autofocus=true />
                <ui::RadioGroup name="new-unit-kind" label=t!(i18n, admin.field.kind) choices value=kind />
                <div class="dialog-foot">
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                    <ui::Button label=t!(i18n, common.cancel) on_press=move || open.set(false) />
                </div>
            </form>
        </ui::Dialog>
    }
}
