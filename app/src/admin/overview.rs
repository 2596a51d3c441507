//! The overview: what is there to keep, and on a fresh desk what to do first.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::frame::{Place, places};
use super::records::door::{Ask, door};
use crate::boot::may;
use crate::i18n::{I18n, Key, use_i18n};
use crate::{key, t, ui};

/// Enough to tell few from none; more is said as "50+".
const LOOKED_AT: u32 = 50;

/// How many there are, as far as looked.
#[derive(Clone, Copy, PartialEq)]
struct Count {
    n: usize,
    more: bool,
}

/// Counts by kind, as they come in.
type Counts = RwSignal<BTreeMap<&'static str, Count>>;

/// Counts the records of every kind that the person may list.
fn count_all() -> Counts {
    let counts = RwSignal::new(BTreeMap::new());
    let kinds = places().into_iter().flat_map(|(_, places)| places).map(|place| place.path);
    let kinds: Vec<_> = kinds.filter_map(|kind| Some((kind, door(kind)?))).collect();
    Effect::new(move |_| {
        for (kind, door) in kinds.clone() {
            leptos::task::spawn_local(async move {
                if let Ok(page) = (door.list)(Ask { limit: Some(LOOKED_AT), ..Ask::default() }).await {
                    counts.try_update(|counts| {
                        counts.insert(kind, Count { n: page.rows.len(), more: page.next.is_some() })
                    });
                }
            });
        }
    });
    counts
}

/// `/admin`
#[component]
pub fn OverviewPage() -> impl IntoView {
    let i18n = use_i18n();
    let counts = count_all();
    let card = move |place: Place| {
        let note = move || counts.with(|counts| counts.get(place.path).map(|count| counted(i18n, *count)));
        let hint = move || hint(i18n, place.path);
        view! {
            <li>
                <a class="admin-card" href=place.address()>
                    <ui::Icon name=place.icon />
                    <span class="admin-card-text"><b>{move || place.name(i18n)}</b><small>{hint}</small></span>
                    <span class="admin-card-count">{note}</span>
                </a>
            </li>
        }
    };
    let group = move |(name, places): (Key, Vec<Place>)| {
        view! {
            <section>
                <h2>{i18n.t(name)}</h2>
                <ul class="admin-cards">{places.into_iter().map(card).collect_view()}</ul>
            </section>
        }
    };
    view! {
        <leptos_meta::Title text=t!(i18n, admin.title) />
        <ui::PageHeader title=t!(i18n, admin.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(admin.lead_overview)))) />
        {may("units.save").then(|| view! { <Checklist counts /> })}
        <div class="admin-groups">{places().into_iter().map(group).collect_view()}</div>
    }
}

fn counted(i18n: I18n, count: Count) -> String {
    let more = if count.more { "+" } else { "" };
    i18n.fill(key!(admin.count), &[("n", &format!("{}{more}", count.n))])
}

fn hint(i18n: I18n, kind: &str) -> String {
    match kind {
        "units" => i18n.say(key!(admin.lead.units)),
        "roles" => i18n.say(key!(admin.lead.roles)),
        "calendars" => i18n.say(key!(calendars.lead)),
        "contracts" => i18n.say(key!(contracts.lead)),
        "sla-policies" => i18n.say(key!(sla.lead)),
        "rotas" => i18n.say(key!(rotas.lead)),
        "templates" => i18n.say(key!(templates.lead)),
        "rules" => i18n.say(key!(rules.lead)),
        "robots" => i18n.say(key!(robots.lead)),
        "escalation-policies" => i18n.say(key!(escalation_admin.lead)),
        "matrix" => i18n.say(key!(admin.lead.matrix)),
        "import" => i18n.say(key!(import.hint)),
        "devices" => i18n.say(key!(lock.policy_lead)),
        "audit" => i18n.say(key!(admin.lead.audit)),
        "retention" => i18n.say(key!(admin.lead.retention)),
        kind => super::records::spec(kind).map(|spec| i18n.say(spec.lead)).unwrap_or_default(),
    }
}

/// The first five things to do; gone when all are done.
#[component]
fn Checklist(counts: Counts) -> impl IntoView {
    let i18n = use_i18n();
    // One is there from the first start: the head office, and the administrator.
    let steps = [
        ("units", 2, key!(admin.first.units)),
        ("teams", 1, key!(admin.first.teams)),
        ("users", 2, key!(admin.first.users)),
        ("categories", 1, key!(admin.first.categories)),
        ("companies", 1, key!(admin.first.companies)),
    ];
    let done = move |at: usize| counts.with(|counts| counts.get(steps[at].0).map(|count| count.n >= steps[at].1));
    let known = move || (0..steps.len()).all(|at| done(at).is_some());
    let open = move || (0..steps.len()).filter(|at| done(*at) == Some(false)).count();
    let step = move |at: usize| {
        let (kind, _, words) = steps[at];
        let mark = move || {
            if done(at) == Some(true) {
                view! { <ui::Chip text=t!(i18n, admin.first.done) tone=ui::Tone::Ok icon="check-circle" bare=true /> }
                    .into_any()
            } else {
                view! { <ui::Chip text=t!(i18n, admin.first.open) icon="circle" bare=true /> }.into_any()
            }
        };
        view! { <li><a href=format!("/admin/{kind}")>{i18n.t(words)}</a>{mark}</li> }
    };
    let shown = Memo::new(move |_| known() && open() > 0);
    move || {
        shown.get().then(|| {
            let left = move || i18n.fill(key!(admin.first.left), &[("n", &open().to_string())]);
            view! {
                <section class="first-steps" aria-labelledby="first-title">
                    <h2 id="first-title">{t!(i18n, admin.first.title)}</h2>
                    <p class="quiet">{left}</p>
                    <ol>{(0..steps.len()).map(step).collect_view()}</ol>
                </section>
            }
        })
    }
}
