//! A record changed while it was being edited: who changed what, and which version is kept.

use leptos::prelude::*;
use serde_json::Value;
use yingda_shared::fault::FieldChange;
use yingda_shared::identity::Role;

use super::merge::Merge;
use super::names::Names;
use super::shown::shown;
use super::spec::{Spec, ids};
use crate::i18n::{I18n, use_i18n};
use crate::{format, key, t, ui};

/// What the server answered to a stale save, put together.
#[derive(Clone, PartialEq)]
pub struct Conflict {
    pub theirs: Value,
    pub merge: Merge,
    /// Who wrote what stands there now.
    pub changes: Vec<FieldChange>,
}

fn say(i18n: I18n, spec: &Spec, names: Names, roles: &[Role], field: &str, value: &Value) -> String {
    let text = match spec.field(field) {
        Some(spec) => shown(i18n, names, roles, spec, value),
        None if field == "active" => {
            i18n.say(if value.as_bool().unwrap_or(true) { key!(admin.active) } else { key!(admin.inactive) })
        }
        None => value.to_string(),
    };
    if text.is_empty() { i18n.say(key!(common.none)) } else { text }
}

/// Name of a field; the switch is a field too.
fn label(i18n: I18n, spec: &Spec, field: &str) -> String {
    i18n.say(spec.field(field).map_or(key!(admin.field.active), |field| field.label))
}

/// Shows both versions and asks.
#[component]
pub fn ConflictPanel(
    spec: &'static Spec,
    conflict: Conflict,
    names: Names,
    roles: Signal<Vec<Role>>,
    on_mine: Callback<()>,
    on_theirs: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = format::use_now();
    let conflict = StoredValue::new(conflict);
    // Ids that only the other version names.
    Effect::new(move |_| {
        for field in spec.fields {
            if let Some(kind) = field.refers() {
                conflict.with_value(|conflict| {
                    names.want(kind, ids(conflict.theirs.get(field.name).unwrap_or(&Value::Null)))
                });
            }
        }
    });
    let who = move |field: &str| {
        let change =
            conflict.with_value(|conflict| conflict.changes.iter().find(|change| change.field == field).cloned());
        let change = change.filter(|change| !change.by.is_empty());
        change.map(|change| {
            i18n.fill(
                key!(admin.changed_by),
                &[("who", &change.by), ("when", &format::ago(i18n, change.at, now.get()))],
            )
        })
    };
    let clashes = move || {
        let clashes = conflict.with_value(|conflict| conflict.merge.clashes.clone());
        let one = |clash: super::merge::Clash| {
            let roles = roles.get();
            view! {
                <li>
                    <p class="strong">{label(i18n, spec, &clash.field)}</p>
                    <div class="diff">
                        <div><p class="small quiet">{who(&clash.field).unwrap_or_else(|| i18n.say(key!(admin.theirs)))}</p>{say(i18n, spec, names, &roles, &clash.field, &clash.theirs)}</div>
                        <div><p class="small quiet">{i18n.say(key!(admin.mine))}</p><ins>{say(i18n, spec, names, &roles, &clash.field, &clash.mine)}</ins></div>
                    </div>
                </li>
            }
        };
        clashes.into_iter().map(one).collect_view()
    };
    let taken = move || {
        let taken = conflict.with_value(|conflict| conflict.merge.taken.clone());
        let one = |field: String| {
            let value = conflict.with_value(|conflict| conflict.theirs.get(&field).cloned().unwrap_or(Value::Null));
            let text = say(i18n, spec, names, &roles.get(), &field, &value);
            view! { <li><span class="strong">{label(i18n, spec, &field)}</span>" → "{text}" "<span class="small quiet">{who(&field)}</span></li> }
        };
        (!taken.is_empty()).then(|| view! { <p class="quiet">{i18n.say(key!(admin.taken_over))}</p><ul class="conflict-taken">{taken.into_iter().map(one).collect_view()}</ul> })
    };
    view! {
        <section class="conflict" role="alert" aria-label=t!(i18n, admin.conflict_title)>
            <h3><ui::Icon name="swap" />{t!(i18n, admin.conflict_title)}</h3>
            <ul class="conflict-list">{clashes}</ul>
            {taken}
            <div class="row">
                <ui::Button label=t!(i18n, admin.keep_mine) kind=ui::Kind::Primary on_press=on_mine />
                <ui::Button label=t!(i18n, admin.take_theirs) on_press=on_theirs />
            </div>
        </section>
    }
}
