//! What narrows the list beyond states and people: a menu to choose it, a chip for each that is on.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use leptos::prelude::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::catalog::{Asset, Category};
use yingda_shared::contract::Operation;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::record::{self, List, Record};

use super::state::ListState;
use crate::api::call;
use crate::boot::may;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Icon, Menu, MenuItem};
use crate::{key, t};

/// So many of a kind stand in a menu; whoever has more finds the rest by the pages of the record.
const OFFERED: u32 = 30;

type Offered = RwSignal<Vec<(String, String)>>;

fn learn<R: Record>(into: Offered, active: fn(&R) -> bool) {
    leptos::task::spawn_local(async move {
        let question = List::<R> { limit: Some(OFFERED), ..List::default() };
        if let Ok(page) = call(question).await {
            let rows = page.rows.iter().filter(|row| active(row));
            into.set(rows.map(|row| (row.id().to_string(), row.name().to_string())).collect());
        }
    });
}

/// Priorities, teams, units.
#[component]
pub fn NarrowMenu(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let (teams, units) = (Offered::new(Vec::new()), Offered::new(Vec::new()));
    let asked = StoredValue::new(false);
    // Few ever open it: its lists are asked for then, once.
    let open = move |_| {
        if !list.desk.partner && !asked.get_value() {
            asked.set_value(true);
            if may(List::<Team>::NAME) {
                learn::<Team>(teams, |team| team.active);
            }
            if may(List::<Unit>::NAME) {
                learn::<Unit>(units, |unit| unit.active);
            }
        }
    };
    let picked = move || list.view.with(|view| view.words("priority"));
    let level = move |priority: Priority| {
        let word = priority.as_str();
        let on = Signal::derive(move || picked().iter().any(|known| known == word));
        let press = move |()| {
            let mut words = untrack(picked);
            match words.iter().position(|known| known == word) {
                Some(at) => drop(words.remove(at)),
                None => words.push(word.to_string()),
            }
            list.change("priority", &words.join(","), false);
        };
        view! { <MenuItem label=move || i18n.word("words.priority", word) checked=on on_press=press /> }
    };
    // What one keeps an eye on, and what was put off.
    let eye = move |key: &'static str, value: &'static str, name: Key| {
        let on = Signal::derive(move || list.view.with(|view| view.get(key) == value));
        let press = move |()| list.change(key, if on.get_untracked() { "" } else { value }, false);
        view! { <MenuItem label=i18n.t(name) checked=on on_press=press /> }
    };
    let section = move |key: &'static str, offered: Offered| {
        move || {
            let offered = offered.get();
            (!offered.is_empty()).then(|| {
                let items = offered.into_iter().map(|(id, name)| {
                    let same = id.clone();
                    let on = Signal::derive(move || list.view.with(|view| view.get(key) == same));
                    let press = move |()| list.change(key, if on.get_untracked() { "" } else { id.as_str() }, false);
                    view! { <MenuItem label=name checked=on on_press=press /> }
                });
                view! { <p class="menu-title" role="presentation">{move || i18n.word("fields", key)}</p>{items.collect_view()} }
            })
        }
    };
    view! {
        <span class="list-filter" on:click=open>
            <Menu id="list-narrow" label=t!(i18n, cases.list.filter) icon="filter" show_label=true class="filter-chip">
                {(!list.desk.partner).then(|| view! { {eye("follower", "me", key!(cases.snooze.following))}{eye("snoozed", "only", key!(cases.snooze.only))}<hr /> })}
                <p class="menu-title" role="presentation">{t!(i18n, fields.priority)}</p>
                {Priority::ALL.iter().map(|priority| level(*priority)).collect_view()}
                {section("team_id", teams)}
                {section("unit_id", units)}
            </Menu>
        </span>
    }
}

fn name_of<R: Record>(id: Uuid, into: RwSignal<BTreeMap<Uuid, String>>)
where
    record::Get<R>: Operation<Output = R>,
{
    if !may(record::Get::<R>::NAME) {
        return;
    }
    leptos::task::spawn_local(async move {
        if let Ok(record) = call(record::Get::<R> { id, kind: PhantomData }).await {
            into.update(|names| drop(names.insert(id, record.name().to_string())));
        }
    });
}

/// One removable chip for each thing that narrows the list; a link from elsewhere may have set it.
#[component]
pub fn Narrowings(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let names = RwSignal::new(BTreeMap::<Uuid, String>::new());
    let asked = StoredValue::new(Vec::<Uuid>::new());
    let active = Memo::new(move |_| list.view.with(|view| view.narrowings()));
    Effect::new(move |_| {
        for (key, value) in active.get() {
            let Ok(id) = value.parse::<Uuid>() else { continue };
            if asked.with_value(|asked| asked.contains(&id)) {
                continue;
            }
            asked.update_value(|asked| asked.push(id));
            match key {
                "team_id" => name_of::<Team>(id, names),
                "unit_id" => name_of::<Unit>(id, names),
                "company_id" => name_of::<Company>(id, names),
                "contact_id" => name_of::<Contact>(id, names),
                "asset_id" => name_of::<Asset>(id, names),
                "category_id" => name_of::<Category>(id, names),
                _ => name_of::<User>(id, names),
            }
        }
    });
    let say = move |key: &str, value: &str| {
        if key == "priority" {
            let words = value.split(',').map(|word| i18n.word("words.priority", word));
            return words.collect::<Vec<_>>().join(" · ");
        }
        let id = value.parse::<Uuid>().unwrap_or_default();
        let known = names.with(|names| names.get(&id).cloned());
        known.or_else(|| list.rows.names.with(|names| names.get(&id).cloned())).unwrap_or_default()
    };
    let chip = move |(key, value): (&'static str, String)| {
        if let "follower" | "snoozed" = key {
            let name = if key == "follower" { key!(cases.snooze.following) } else { key!(cases.snooze.only) };
            return removable(list, key, move || i18n.say(name)).into_any();
        }
        let field = if key == "assignee" { "assignee_id" } else { key };
        let words = move || {
            let (what, name) = (i18n.word("fields", field), say(key, &value));
            if name.is_empty() { what } else { i18n.fill(key!(cases.list.by), &[("what", &what), ("name", &name)]) }
        };
        removable(list, key, words).into_any()
    };
    move || active.get().into_iter().map(chip).collect_view()
}

fn removable(list: ListState, key: &'static str, words: impl Fn() -> String + Send + Sync + 'static) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <button type="button" class="filter-chip" aria-pressed="true" title=t!(i18n, cases.list.unfilter) on:click=move |_| list.change(key, "", false)>
            <span>{words}</span><Icon name="x" /><span class="vh">{t!(i18n, cases.list.unfilter)}</span>
        </button>
    }
}
