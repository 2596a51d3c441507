//! The form of one role: name, side, reach and rights. The administrator's role is shown, never changed.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{ActorKind, Reach, Role};
use yingda_shared::record::{Get as GetRecord, List, Save};

use super::rights::Rights;
use crate::admin::records::shown::role_name;
use crate::api::call;
use crate::boot::may;
use crate::data::Fetch;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

type GetRole = GetRecord<Role>;

/// Reaches that fit a side.
fn reaches(kind: ActorKind) -> &'static [Reach] {
    match kind {
        ActorKind::Customer => &[Reach::OwnCase, Reach::OwnCompany],
        ActorKind::Partner => &[Reach::OwnFirm],
        ActorKind::Guest => &[Reach::OwnCase],
        _ => &[Reach::Own, Reach::Team, Reach::Branch, Reach::Region, Reach::All],
    }
}

#[component]
pub fn RoleForm(role: Role, names: Vec<String>, roles: Fetch<List<Role>>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let shipped = role.builtin.is_some();
    let fixed = !may("roles.save") || role.builtin.as_deref() == Some("administrator");
    let name = RwSignal::new(if shipped { untrack(|| role_name(i18n, &role)) } else { role.name.clone() });
    let kind = RwSignal::new(role.kind.as_str().to_string());
    let reach = RwSignal::new(role.reach.as_str().to_string());
    let active = RwSignal::new(role.active);
    let held = RwSignal::new(role.operations.iter().cloned().collect::<BTreeSet<String>>());
    let before = RwSignal::new(held.get_untracked());
    let rv = RwSignal::new(role.rv);
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let stale = move || fault.with(|fault| matches!(fault, Some(Fault::Conflict { .. })));
    let kept = StoredValue::new(role);
    let is_new = kept.with_value(|role| role.rv == 0);
    let side = move || ActorKind::parse(&kind.get()).unwrap_or(ActorKind::Staff);
    let save = move || {
        let mut role = kept.get_value();
        if !shipped {
            role.name = name.get_untracked().trim().to_string();
        }
        role.rv = rv.get_untracked();
        role.kind = untrack(side);
        role.reach = Reach::parse(&reach.get_untracked()).unwrap_or(role.reach);
        role.active = active.get_untracked();
        role.operations = held.get_untracked().into_iter().collect();
        let op = Save(role);
        let fields = op.check();
        if !fields.is_empty() {
            return fault.set(Some(Fault::Invalid { fields }));
        }
        busy.set(true);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(saved) => {
                    fault.try_set(None);
                    toasts.show(Tone::Ok, i18n.say(key!(common.saved)));
                    rv.try_set(saved.rv);
                    if let Some(held) = held.try_get_untracked() {
                        before.try_set(held);
                    }
                    roles.refresh();
                    // Who has gone elsewhere in the meantime stays there.
                    if is_new && !held.is_disposed() {
                        let there = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
                        navigate(&format!("/admin/roles?id={}", saved.id), there);
                    }
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
            busy.try_set(false);
        });
    };
    let save = StoredValue::new(save);
    let errors = Signal::derive(move || match fault.get() {
        None | Some(Fault::Conflict { .. }) => Vec::new(),
        Some(fault) => i18n.summary(&fault, |field| {
            (format!("role-{}", field.pointer.trim_start_matches('/')), i18n.field_fault(field))
        }),
    });
    let name_error = MaybeProp::derive(move || {
        let fault = fault.get()?;
        fault.fields().iter().find(|field| field.pointer == "/name").map(|field| i18n.field_fault(field))
    });
    let kinds = Signal::derive(move || {
        let kinds = [ActorKind::Staff, ActorKind::Customer, ActorKind::Partner];
        let guest = kept.with_value(|role| role.kind == ActorKind::Guest).then_some(ActorKind::Guest);
        kinds
            .into_iter()
            .chain(guest)
            .map(|kind| ui::Choice::new(kind.as_str(), i18n.word("words.kind", kind.as_str())))
            .collect::<Vec<_>>()
    });
    let far = Signal::derive(move || {
        reaches(side())
            .iter()
            .map(|reach| ui::Choice::new(reach.as_str(), i18n.word("words.reach", reach.as_str())))
            .collect::<Vec<_>>()
    });
    // A reach of another side does not stay.
    Effect::new(move |_| {
        let fits = reaches(side());
        if !fits.iter().any(|fit| reach.with_untracked(|reach| fit.as_str() == reach)) {
            reach.set(fits[0].as_str().to_string());
        }
    });
    let take = move || {
        let id = kept.with_value(|role| role.id.0);
        leptos::task::spawn_local(async move {
            match call(GetRole::new(id)).await {
                // Another role is shown by now.
                Ok(_) if held.is_disposed() => {}
                Ok(role) => {
                    name.set(if shipped { untrack(|| role_name(i18n, &role)) } else { role.name.clone() });
                    kind.set(role.kind.as_str().to_string());
                    reach.set(role.reach.as_str().to_string());
                    active.set(role.active);
                    held.set(role.operations.iter().cloned().collect());
                    before.set(held.get_untracked());
                    rv.set(role.rv);
                    kept.set_value(role);
                    fault.set(None);
                }
                Err(wrong) => drop(fault.try_set(Some(wrong))),
            }
        });
    };
    let conflict = move || {
        stale().then(|| {
            let version = fault.with_untracked(|fault| match fault {
                Some(Fault::Conflict { version, .. }) => *version,
                _ => 0,
            });
            let who = fault.with_untracked(|fault| match fault {
                Some(Fault::Conflict { changes, .. }) => {
                    changes.first().map(|change| change.by.clone()).filter(|by| !by.is_empty())
                }
                _ => None,
            });
            let keep = move || {
                rv.set(version);
                save.with_value(|save| save());
            };
            view! {
                <section class="conflict" role="alert">
                    <h3><ui::Icon name="swap" />{t!(i18n, admin.conflict_title)}</h3>
                    <p>{who}" "{t!(i18n, admin.conflict_whole)}</p>
                    <div class="row">
                        <ui::Button label=t!(i18n, admin.keep_mine) kind=ui::Kind::Primary on_press=keep />
                        <ui::Button label=t!(i18n, admin.take_theirs) on_press=take />
                    </div>
                </section>
            }
        })
    };
    let changed = move || held.with(|held| before.with(|before| held.symmetric_difference(before).count()));
    let said = move || match changed() {
        0 => i18n.say(key!(admin.nothing_changed)),
        n => i18n.fill(key!(admin.rights_changed), &[("n", &n.to_string())]),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.with_value(|save| save());
    };
    let state = if fixed {
        t!(i18n, admin.role_fixed).into_any()
    } else if shipped {
        t!(i18n, admin.role_builtin).into_any()
    } else {
        ().into_any()
    };
    view! {
        <form class="role-form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            {conflict}
            <h2>{move || kept.with_value(|role| if is_new { i18n.say(key!(admin.new.roles)) } else { role_name(i18n, role) })}</h2>
            <p class="quiet">{state}</p>
            <div class="role-head">
                <ui::TextInput name="role-name" label=t!(i18n, admin.field.name) value=name error=name_error required=true disabled=fixed || shipped />
                <ui::Select name="role-kind" label=t!(i18n, admin.field.side) choices=kinds value=kind disabled=fixed || shipped />
                <ui::Select name="role-reach" label=t!(i18n, admin.field.reach) choices=far value=reach disabled=fixed />
                {(!shipped && !is_new).then(|| view! { <ui::Checkbox name="role-active" label=t!(i18n, admin.active) checked=active disabled=fixed /> })}
            </div>
            <Rights names held before fixed />
            {(!fixed).then(|| view! {
                <div class="save-bar">
                    <span role="status">{said}</span>
                    <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy />
                </div>
            })}
        </form>
    }
}
