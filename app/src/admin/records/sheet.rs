//! The sheet over the list: the form of the record in the address, or its facts for those who may
//! only look. On a phone it is the whole page.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde_json::Value;
use yingda_shared::identity::{ActorKind, User};
use yingda_shared::kernel::erased::ERASED;
use yingda_shared::record::Get as GetRecord;

use super::devices::DevicesBox;
use super::door::door;
use super::draft::{Left, is_fresh};
use super::facts::RecordFacts;
use super::form::RecordForm;
use super::invite::InviteBox;
use super::label::LabelBox;
use super::levels::LevelsBox;
use super::page::Desk;
use super::personal::PersonalBox;
use super::spec::{is_active, text};
use crate::boot::{may, use_boot};
use crate::cases::AccountBox;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::knowledge::pairs::PairBox;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// What the address asks for.
#[derive(Clone, PartialEq)]
enum Wanted {
    Nothing,
    New,
    Record(String),
}

#[component]
pub fn RecordSheet(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let open = RwSignal::new(false);
    let current = RwSignal::new(None::<Value>);
    let missing = RwSignal::new(false);
    let own = own_people(desk);
    let wanted = Memo::new(move |_| {
        query.with(|query| match (query.get("id"), query.get("new")) {
            (Some(id), _) => Wanted::Record(id),
            (None, Some(_)) => Wanted::New,
            _ => Wanted::Nothing,
        })
    });
    Effect::new(move |_| {
        let wanted = wanted.get();
        missing.set(false);
        match wanted {
            Wanted::Nothing => open.set(false),
            Wanted::New if own.is_some_and(|own| own.with(Option::is_none)) => open.set(true),
            Wanted::New => {
                let mut value = desk.spec.blank(uuid::Uuid::now_v7().to_string());
                for field in desk.spec.fields {
                    if let Some(given) = query.with_untracked(|query| query.get(field.name)) {
                        value[field.name] = given.into();
                    }
                }
                if let Some(own) = own.and_then(|own| own.get()) {
                    value["company_id"] = own["company_id"].clone();
                    value["firm_id"] = own["firm_id"].clone();
                }
                current.set(Some(value));
                open.set(true);
            }
            Wanted::Record(id) => {
                // Already there after the first save of a new one.
                if !current.with_untracked(|current| current.as_ref().is_some_and(|current| text(current, "id") == id))
                {
                    current.set(desk.listing.find(&id));
                }
                if current.with_untracked(Option::is_none) {
                    look_up(desk, id, current, missing);
                }
                open.set(true);
            }
        }
    });
    // Closing leads back to the list.
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            current.set(None);
            if wanted.get_untracked() != Wanted::Nothing {
                desk.open("", false);
            }
        }
        now
    });
    let is_new = Memo::new(move |_| wanted.get() == Wanted::New);
    let title = move || match current.get() {
        _ if is_new.get() => i18n.say(desk.spec.new),
        Some(value) => text(&value, "name").to_string(),
        None => i18n.word("words.records", desk.spec.kind),
    };
    let cancel = Callback::new(move |()| open.set(false));
    let left = RwSignal::new(None::<Left>);
    let toasts = use_toasts();
    Effect::new(move |_| {
        let Some(left) = left.get() else { return };
        let said = untrack(|| i18n.fill(key!(admin.unsaved), &[("name", left.name())]));
        let address = left.address();
        toasts.show_with(
            Tone::Warn,
            said.trim(),
            untrack(|| i18n.say(key!(admin.go_on))),
            Callback::new(move |()| desk.reopen(&address)),
        );
    });
    let saved = Callback::new(move |(value, unsaved): (Value, bool)| {
        desk.listing.saved(&value);
        if unsaved {
            current.set(Some(value));
        } else if desk.spec.stays && is_new.get_untracked() {
            let id = text(&value, "id").to_string();
            current.set(Some(value));
            desk.open(&format!("id={id}"), true);
        } else {
            open.set(false);
        }
    });
    let gone = Callback::new(move |()| {
        desk.listing.refresh();
        open.set(false);
    });
    let form = move |value: Value| {
        let extras = extras(desk, &value, gone);
        // Whoever was erased is nobody any more: there is nothing to write to.
        if desk.may_save() && text(&value, "name") != ERASED {
            view! { <RecordForm spec=desk.spec value names=desk.names roles=desk.roles left on_saved=saved on_cancel=cancel />{extras} }.into_any()
        } else {
            view! { <RecordFacts spec=desk.spec value names=desk.names roles=desk.roles />{extras} }.into_any()
        }
    };
    let instead = move || match (current.with(Option::is_some), missing.get()) {
        (true, _) => ().into_any(),
        (false, true) => view! { <ui::EmptyState icon="search" title=t!(i18n, common.nothing_found) /> }.into_any(),
        (false, false) => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=4 /> }.into_any(),
    };
    view! {
        <ui::Sheet id="record-sheet" title close_label=t!(i18n, common.close) open>
            {instead}
            // Keyed, so that another record gets controls of its own: what was typed stays with its record.
            <For each=move || current.get() key=|value| (text(value, "id").to_string(), is_fresh(value)) children=form />
        </ui::Sheet>
    }
}

/// What can be done with a record beside editing it.
fn extras(desk: Desk, value: &Value, gone: Callback<()>) -> Option<AnyView> {
    let saved = !is_fresh(value) && is_active(value);
    let id = text(value, "id").to_string();
    let extra = match desk.spec.kind {
        "users" if saved && may("users.invite") => id.parse().ok().map(|id| view! { <InviteBox id /> }.into_any()),
        "service_products" if !is_fresh(value) => Some(view! { <LevelsBox slas=value["slas"].clone() /> }.into_any()),
        "pairs" if !is_fresh(value) => {
            id.parse().ok().map(|id| view! { <PairBox id active=saved merged=gone /> }.into_any())
        }
        "assets" if saved => Some(view! { <LabelBox id serial=text(value, "serial").to_string() /> }.into_any()),
        _ => None,
    };
    let devices = (desk.spec.kind == "users" && saved && may("users.devices"))
        .then(|| text(value, "id").parse().ok().map(|id| view! { <DevicesBox id /> }));
    let personal = (desk.spec.kind == "contacts" && !is_fresh(value) && may("contacts.personal_data")).then(|| {
        text(value, "id").parse().ok().map(|id| view! { <PersonalBox id name=text(value, "name").to_string() gone /> })
    });
    let i18n = use_i18n();
    let history = (saved && may("audit.list")).then(|| {
        view! { <p class="record-history"><a href=format!("/admin/audit?object={}", text(value, "id"))>{i18n.t(key!(admin.history))}</a></p> }
    });
    let inside = ["company_id", "firm_id"].into_iter().all(|field| text(value, field).is_empty());
    let schedule = (desk.spec.kind == "users" && saved && inside && may("schedules.get")).then(|| {
        view! { <p class="record-history"><a href=format!("/schedules/{}", text(value, "id"))>{i18n.t(key!(schedules.title))}</a></p> }
    });
    let contracts = (desk.spec.kind == "companies" && saved && may("contracts.survey")).then(|| {
        view! { <p class="record-history"><a href=format!("/admin/contracts?company={}", text(value, "id"))>{i18n.t(key!(words.records.contracts))}</a></p> }
    });
    let escalation = (desk.spec.kind == "companies" && saved)
        .then(|| text(value, "id").parse().ok().map(|id| view! { <AccountBox id /> }));
    Some(view! { {escalation}{extra}{devices}{personal}{schedule}{contracts}{history} }.into_any())
}

fn look_up(desk: Desk, id: String, current: RwSignal<Option<Value>>, missing: RwSignal<bool>) {
    let Some(door) = door(desk.spec.kind) else { return };
    leptos::task::spawn_local(async move {
        match (door.get)(id).await {
            Ok(value) => drop(current.try_set(Some(value))),
            Err(_) => drop(missing.try_set(true)),
        }
    });
}

/// Customers and partners make people of their own company or firm: the one they belong to themselves.
fn own_people(desk: Desk) -> Option<Memo<Option<Value>>> {
    let me = use_boot().with_value(|boot| (boot.me.kind, boot.me.user_id));
    let id = me.1.filter(|_| desk.spec.kind == "users" && me.0 != ActorKind::Staff && may("users.get"))?;
    let own = fetch_once(move || Some(GetRecord::<User>::new(id.0)));
    Some(Memo::new(move |_| own.data.with(|user| user.as_ref().and_then(|user| serde_json::to_value(user).ok()))))
}
