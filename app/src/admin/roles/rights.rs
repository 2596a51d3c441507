//! The rights of a role: every operation there is, grouped by what it works on.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use crate::i18n::{I18n, use_i18n};
use crate::{key, t};

/// What is done all day comes first.
const ORDER: [&str; 36] = [
    "cases",
    "articles",
    "rewards",
    "files",
    "portal",
    "contacts",
    "companies",
    "departments",
    "assets",
    "products",
    "categories",
    "canned_texts",
    "pairs",
    "teams",
    "units",
    "users",
    "roles",
    "firms",
    "matrix",
    "calendars",
    "sla_policies",
    "service_products",
    "contracts",
    "service_plans",
    "escalation_policies",
    "escalations",
    "rules",
    "rotas",
    "robots",
    "templates",
    "schedules",
    "leaves",
    "tasks",
    "audit",
    "notices",
    "sessions",
];

/// `cases.take` belongs to `cases`; what is no kind of record has a name of its own.
fn group_name(i18n: I18n, prefix: &str) -> String {
    match prefix {
        "cases" => i18n.say(key!(admin.rights.cases)),
        "audit" => i18n.say(key!(admin.audit.title)),
        "matrix" => i18n.say(key!(admin.matrix.title)),
        "retention" => i18n.say(key!(kept.title)),
        "templates" => i18n.say(key!(templates.title)),
        "delivery" => i18n.say(key!(account.delivery.title)),
        "files" => i18n.say(key!(admin.rights.files)),
        "portal" => i18n.say(key!(admin.rights.portal)),
        "sessions" | "tokens" | "invitations" | "desk" => i18n.say(key!(admin.rights.access)),
        "notices" => i18n.say(key!(admin.rights.notices)),
        "views" => i18n.say(key!(admin.rights.views)),
        "operations" => i18n.word("words.records", "roles"),
        kind => i18n.word("words.records", kind),
    }
}

/// One box an operation, in groups that can be ticked as a whole.
#[component]
pub fn Rights(
    names: Vec<String>,
    held: RwSignal<BTreeSet<String>>,
    before: RwSignal<BTreeSet<String>>,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    // Rights of an older version that no operation answers to any more are kept out of sight.
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for name in names {
        let prefix = name.split('.').next().unwrap_or_default();
        let prefix = match prefix {
            "tokens" | "invitations" | "desk" | "devices" | "jobs" => "sessions",
            "operations" => "roles",
            other => other,
        };
        groups.entry(prefix.to_string()).or_default().push(name);
    }
    let one = move |name: String| {
        let (value, title, spoken) = (name.clone(), name.clone(), name.clone());
        let name = StoredValue::new(name);
        let on = Memo::new(move |_| name.with_value(|name| held.with(|held| held.contains(name))));
        let changed =
            move || (on.get() != name.with_value(|name| before.with(|before| before.contains(name)))).then_some("");
        let turn = move |event: leptos::ev::Event| {
            let wanted = event_target_checked(&event);
            held.update(|held| match wanted {
                true => drop(held.insert(name.get_value())),
                false => drop(held.remove(&name.get_value())),
            });
        };
        view! {
            <label class="check right" data-changed=changed title=title>
                <input type="checkbox" name="operations" value=value prop:checked=move || on.get() checked=on.get_untracked() disabled=fixed on:change=turn />
                <span>{move || i18n.word("operations", &spoken)}</span>
            </label>
        }
    };
    let group = move |(prefix, names): (String, Vec<String>)| {
        let all = StoredValue::new(names.clone());
        let counted = move || {
            let n = held.with(|held| all.with_value(|all| all.iter().filter(|name| held.contains(*name)).count()));
            i18n.fill(key!(admin.rights_of), &[("n", &n.to_string()), ("all", &all.with_value(Vec::len).to_string())])
        };
        let full = move || held.with(|held| all.with_value(|all| all.iter().all(|name| held.contains(name))));
        let whole = move |_| {
            let full = untrack(full);
            held.update(|held| {
                for name in all.get_value() {
                    if full {
                        held.remove(&name);
                    } else {
                        held.insert(name);
                    }
                }
            });
        };
        let heading = prefix.clone();
        view! {
            <fieldset class="right-group">
                <legend>{move || group_name(i18n, &heading)}<span class="faint small">{counted}</span></legend>
                {(!fixed).then(|| view! {
                    <button type="button" class="btn btn-plain btn-sm right-all" on:click=whole>
                        <span>{move || if full() { i18n.say(key!(admin.rights_none)) } else { i18n.say(key!(admin.rights_all)) }}</span>
                        <span class="vh">{move || group_name(i18n, &prefix)}</span>
                    </button>
                })}
                <div class="right-list">{names.into_iter().map(one).collect_view()}</div>
            </fieldset>
        }
    };
    let mut groups: Vec<(String, Vec<String>)> = groups.into_iter().collect();
    groups.sort_by_key(|(prefix, _)| ORDER.iter().position(|known| known == prefix).unwrap_or(ORDER.len()));
    view! { <section aria-label=t!(i18n, admin.rights.title)>{groups.into_iter().map(group).collect_view()}</section> }
}
