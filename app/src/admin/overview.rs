//! The overview: what is there to keep, and on a fresh desk what to do first.

use leptos::prelude::*;
use yingda_shared::catalog::Category;
use yingda_shared::contract::Operation;
use yingda_shared::customers::Company;
use yingda_shared::identity::User;
use yingda_shared::kernel::page::Page;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::record::{List, Record};

use super::frame::{Place, places};
use crate::boot::may;
use crate::data::fetch;
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

/// Counts the records of a kind that the person may list.
fn count<R: Record>() -> Signal<Option<Count>>
where
    List<R>: Operation<Output = Page<R>> + PartialEq,
{
    let list = fetch(|| may(R::LIST).then(|| List::<R> { limit: Some(LOOKED_AT), ..List::default() }));
    Signal::derive(move || list.data.with(|page| page.as_ref().map(|page| Count { n: page.rows.len(), more: page.next.is_some() })))
}

/// `/admin`
#[component]
pub fn OverviewPage() -> impl IntoView {
    let i18n = use_i18n();
    let counts = [
        ("units", count::<Unit>()),
        ("teams", count::<Team>()),
        ("users", count::<User>()),
        ("categories", count::<Category>()),
        ("companies", count::<Company>()),
    ];
    let many = move |kind: &str| counts.iter().find(|(name, _)| *name == kind).and_then(|(_, count)| count.get());
    let card = move |place: Place| {
        let note = move || many(place.path).map(|count| counted(i18n, count));
        let hint = move || (place.path != "matrix" && place.path != "audit").then(|| hint(i18n, place.path));
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
        kind => super::records::spec(kind).map(|spec| i18n.say(spec.lead)).unwrap_or_default(),
    }
}

/// The first five things to do; gone when all are done.
#[component]
fn Checklist(counts: [(&'static str, Signal<Option<Count>>); 5]) -> impl IntoView {
    let i18n = use_i18n();
    // One is there from the first start: the head office, and the administrator.
    let steps = [
        ("units", 2, key!(admin.first.units)),
        ("teams", 1, key!(admin.first.teams)),
        ("users", 2, key!(admin.first.users)),
        ("categories", 1, key!(admin.first.categories)),
        ("companies", 1, key!(admin.first.companies)),
    ];
    let done = move |at: usize| counts[at].1.get().map(|count| count.n >= steps[at].1);
    let known = move || (0..steps.len()).all(|at| done(at).is_some());
    let open = move || (0..steps.len()).filter(|at| done(*at) == Some(false)).count();
    let step = move |at: usize| {
        let (kind, _, words) = steps[at];
        let mark = move || {
            if done(at) == Some(true) {
                view! { <ui::Chip text=t!(i18n, admin.first.done) tone=ui::Tone::Ok icon="check-circle" bare=true /> }.into_any()
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
