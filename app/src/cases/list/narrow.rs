//! What narrows the list beyond states and people: a menu to choose it, a chip for each that is on.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use leptos::prelude::*;
use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::contract::Operation;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;
use yingda_shared::record::{self, List, Record};

use super::state::ListState;
use crate::api::call;
use crate::boot::may;
use crate::cases::filters::ListView;
use crate::i18n::{I18n, Key, use_i18n};
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

/// Words of a filter that few choose from: the filter, the namespace of its words, the words.
type Few = (&'static str, &'static str, &'static [&'static str]);
const FEW: &[Few] = &[
    ("due", "words.due", &["overdue", "risk", "today", "day"]),
    ("waits", "words.waits", &["customer"]),
    ("priority", "words.priority", &["p1", "p2", "p3", "p4"]),
    ("channel", "words.channel", &["portal", "phone", "email", "branch", "guest", "api"]),
    ("created", "words.period", &["today", "7d", "30d"]),
    ("updated", "words.period", &["today", "7d", "30d"]),
];
/// Of these one value is enough.
const SINGLE: [&str; 3] = ["created", "updated", "waits"];

/// Name of a filter.
fn filter_name(i18n: I18n, key: &str) -> String {
    match key {
        "due" => i18n.say(key!(cases.filter.due)),
        "waits" => i18n.say(key!(cases.filter.waits)),
        "channel" => i18n.say(key!(cases.column.channel)),
        "created" => i18n.say(key!(cases.filter.created)),
        "updated" => i18n.say(key!(cases.filter.updated)),
        "assignee" => i18n.word("fields", "assignee_id"),
        key => i18n.word("fields", key),
    }
}

/// A word in its namespace. Keys begin with a letter, lengths of time with a number.
fn said(i18n: I18n, namespace: &str, word: &str) -> String {
    match word.strip_suffix('d').filter(|number| ["7", "30"].contains(number)) {
        Some(number) => i18n.word(namespace, &format!("d{number}")),
        None => i18n.word(namespace, word),
    }
}

/// One of few in words; a period somebody wrote stays as it was written.
fn few_word(i18n: I18n, key: &str, word: &str) -> Option<String> {
    let (_, namespace, _) = FEW.iter().find(|(known, ..)| *known == key)?;
    Some(said(i18n, namespace, word))
}

/// A value of several, put in or taken out. What was asked for by "all but" is asked for anew.
fn toggled(view: &ListView, key: &str, word: &str) -> String {
    let mut words = view.words(key);
    words.retain(|known| !known.starts_with('!'));
    match words.iter().position(|known| known == word) {
        Some(at) => drop(words.remove(at)),
        None if SINGLE.contains(&key) => words = vec![word.to_string()],
        // Being at risk is asked for alone: what is overdue is at risk, too.
        None if key == "due" && (word == "risk" || words.iter().any(|known| known == "risk")) => {
            words = vec![word.to_string()]
        }
        None => words.push(word.to_string()),
    }
    words.join(",")
}

/// What is due, who waits, priorities, ways in, times; teams, products, units.
#[component]
pub fn NarrowMenu(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let (teams, units, products) = (Offered::new(Vec::new()), Offered::new(Vec::new()), Offered::new(Vec::new()));
    let asked = StoredValue::new(false);
    let rights = [may(List::<Team>::NAME), may(List::<Unit>::NAME), may(List::<Product>::NAME)];
    // Few ever open it: its lists are asked for then, once.
    let open = move |_| {
        if !list.desk.partner && !asked.get_value() {
            asked.set_value(true);
            if rights[0] {
                learn::<Team>(teams, |team| team.active);
            }
            if rights[1] {
                learn::<Unit>(units, |unit| unit.active);
            }
            if rights[2] {
                learn::<Product>(products, |product| product.active);
            }
        }
    };
    let item = move |key: &'static str, word: String, label: Signal<String>| {
        let same = word.clone();
        let on = Signal::derive(move || list.view.with(|view| view.words(key).contains(&same)));
        let press = move |()| {
            let next = list.view.with_untracked(|view| toggled(view, key, &word));
            list.change(key, &next, false);
        };
        view! { <MenuItem label checked=on on_press=press /> }
    };
    let few = move |(key, namespace, words): &Few| {
        let (key, namespace) = (*key, *namespace);
        let items = words
            .iter()
            .copied()
            .map(|word| item(key, word.to_string(), Signal::derive(move || said(i18n, namespace, word))));
        view! { <p class="menu-title" role="presentation">{move || filter_name(i18n, key)}</p>{items.collect_view()} }
    };
    // What one keeps an eye on, and what was put off.
    let eye = move |key: &'static str, value: &'static str| {
        let on = Signal::derive(move || list.view.with(|view| view.get(key) == value));
        let press = move |()| list.change(key, if on.get_untracked() { "" } else { value }, false);
        let label = Signal::derive(move || eye_name(key).map(|name| i18n.say(name)).unwrap_or_default());
        view! { <MenuItem label checked=on on_press=press /> }
    };
    let section = move |key: &'static str, offered: Offered| {
        move || {
            let offered = offered.get();
            (!offered.is_empty()).then(|| {
                let items = offered.into_iter().map(|(id, name)| item(key, id, Signal::stored(name)));
                view! { <p class="menu-title" role="presentation">{move || filter_name(i18n, key)}</p>{items.collect_view()} }
            })
        }
    };
    view! {
        <span class="list-filter" on:click=open>
            <Menu id="list-narrow" label=t!(i18n, cases.list.filter) icon="filter" show_label=true class="filter-chip">
                {(!list.desk.partner).then(|| view! { {eye("follower", "me")}{eye("snoozed", "only")}<hr /> })}
                {FEW.iter().map(few).collect_view()}
                {section("team_id", teams)}
                {section("product_id", products)}
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

/// Filters of one value are called by it.
fn eye_name(key: &str) -> Option<Key> {
    match key {
        "follower" => Some(key!(cases.snooze.following)),
        "snoozed" => Some(key!(cases.snooze.only)),
        _ => None,
    }
}

/// Filters that can ask for all but what they name.
fn may_not(key: &str) -> bool {
    !["due", "waits", "created", "updated", "follower", "snoozed"].contains(&key)
}

/// A chip for each thing that narrows the list; a link from elsewhere may have set it. The chip turns it round,
/// the cross takes it away.
#[component]
pub fn Narrowings(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let names = RwSignal::new(BTreeMap::<Uuid, String>::new());
    let asked = StoredValue::new(Vec::<Uuid>::new());
    let active = Memo::new(move |_| list.view.with(|view| view.narrowings()));
    Effect::new(move |_| {
        for (key, value) in active.get() {
            for id in value.trim_start_matches('!').split(',').filter_map(|word| word.parse::<Uuid>().ok()) {
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
                    "product_id" => name_of::<Product>(id, names),
                    "firm_id" => name_of::<Firm>(id, names),
                    _ => name_of::<User>(id, names),
                }
            }
        }
    });
    let one = move |key: &str, word: &str| {
        if let Some(said) = few_word(i18n, key, word) {
            return said;
        }
        match word {
            "none" => i18n.say(key!(cases.list.nobody)),
            "me" => i18n.say(key!(cases.list.mine)),
            word => {
                let id = word.parse::<Uuid>().unwrap_or_default();
                let known = names.with(|names| names.get(&id).cloned());
                known.or_else(|| list.rows.names.with(|names| names.get(&id).cloned())).unwrap_or_default()
            }
        }
    };
    let chip = move |(key, value): (&'static str, String)| {
        let not = value.starts_with('!');
        let turned = if not { value[1..].to_string() } else { format!("!{value}") };
        let words = move || {
            if let Some(name) = eye_name(key) {
                return i18n.say(name);
            }
            let named =
                value.trim_start_matches('!').split(',').map(|word| one(key, word)).filter(|word| !word.is_empty());
            let (what, name) = (filter_name(i18n, key), named.collect::<Vec<_>>().join(" · "));
            let by = if not { key!(cases.filter.not) } else { key!(cases.list.by) };
            if name.is_empty() { what } else { i18n.fill(by, &[("what", &what), ("name", &name)]) }
        };
        let turn = may_not(key).then_some(turned);
        let inner = match turn {
            Some(turned) => view! {
                <button type="button" class="chip-turn" title=t!(i18n, cases.filter.turn) on:click=move |_| list.change(key, &turned, false)>{words}</button>
            }
            .into_any(),
            None => view! { <span>{words}</span> }.into_any(),
        };
        view! {
            <span class="filter-chip chip-narrowing" data-not=not.then_some("")>
                {inner}
                <button type="button" class="chip-off" title=t!(i18n, cases.list.unfilter) on:click=move |_| list.change(key, "", false)>
                    <Icon name="x" /><span class="vh">{t!(i18n, cases.list.unfilter)}</span>
                </button>
            </span>
        }
    };
    move || active.get().into_iter().map(chip).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_filter_add_up_and_single_ones_change_places() {
        let view = ListView::default();
        let view = view.with("priority", &toggled(&view, "priority", "p1"));
        let view = view.with("priority", &toggled(&view, "priority", "p2"));
        assert_eq!(view.get("priority"), "p1,p2");
        assert_eq!(toggled(&view, "priority", "p1"), "p2");
        assert_eq!(toggled(&view.with("priority", "!p4"), "priority", "p1"), "p1");
        let view = view.with("created", "7d");
        assert_eq!((toggled(&view, "created", "30d"), toggled(&view, "created", "7d")), ("30d".into(), String::new()));
    }
}
