//! Places of the console by the person's rights: one list, shown as rail and as bottom navigation.

use leptos::prelude::*;
use yingda_shared::identity::ActorKind;

use super::frame::QuickOpen;
use crate::boot::{Boot, use_boot};
use crate::i18n::{I18n, Key, use_i18n};
use crate::palette::{is_for_me, use_palette};
use crate::ui::{Badge, Icon, Tone};
use crate::{key, t};

#[derive(Clone, Copy)]
struct Place {
    section: &'static str,
    href: &'static str,
    icon: &'static str,
    name: Key,
}

/// Rights that make the administration worth entering.
const ADMIN: &[&str] = &[
    "users.save",
    "roles.save",
    "matrix.save",
    "units.save",
    "teams.save",
    "companies.save",
    "categories.save",
    "products.save",
    "canned_texts.save",
    "pairs.save",
    "firms.save",
    "assets.save",
    "contracts.save",
    "service_products.save",
    "audit.list",
];

/// Whether the administration is worth entering.
pub fn administers(boot: &Boot) -> bool {
    boot.me.kind == ActorKind::Staff && ADMIN.iter().any(|right| boot.may(right))
}

/// Every page of the person's by icon, words and address.
pub fn places_of(boot: &Boot) -> Vec<(&'static str, Key, String)> {
    let mut all: Vec<(&'static str, Key, String)> =
        places(boot).into_iter().map(|place| (place.icon, place.name, place.href.to_string())).collect();
    let staff = boot.me.kind == ActorKind::Staff;
    if staff {
        all.insert(1, ("user", key!(cases.list.mine), "/cases?assignee=me".into()));
        all.insert(2, ("inbox", key!(cases.list.unassigned), "/cases?assignee=none".into()));
        all.insert(3, ("list", key!(cases.list.all), "/cases?state=all".into()));
    }
    if staff && boot.may("leaves.list") {
        all.push(("calendar", key!(schedules.leave), "/leave".into()));
    }
    if staff && boot.may("pairs.often") {
        all.push(("bulb", key!(pairs.often), "/pairs".into()));
    }
    all.push(("cloud-off", key!(keys.tray), "/tray".into()));
    all.push(("user", key!(console.my_account), "/account".into()));
    all
}

fn places(boot: &Boot) -> Vec<Place> {
    let own = match boot.me.kind {
        ActorKind::Partner => {
            Place { section: "partner", href: "/partner", icon: "inbox", name: key!(console.nav_partner) }
        }
        // Customers come here only to keep their own people.
        ActorKind::Customer => Place { section: "home", href: "/", icon: "home", name: key!(portal.my_service) },
        _ => Place { section: "cases", href: "/cases", icon: "inbox", name: key!(console.nav_cases) },
    };
    let mut places =
        vec![own, Place { section: "notices", href: "/notices", icon: "bell", name: key!(console.nav_notices) }];
    let staff = !matches!(boot.me.kind, ActorKind::Partner | ActorKind::Customer);
    if boot.me.kind == ActorKind::Staff && boot.may("tasks.list") {
        places.push(Place { section: "tasks", href: "/tasks", icon: "check-circle", name: key!(tasks.title) });
    }
    if boot.me.kind == ActorKind::Partner && boot.may("articles.help") {
        places.push(Place { section: "help", href: "/help", icon: "book", name: key!(help.title) });
    }
    if staff && boot.may("articles.list") {
        places.push(Place { section: "knowledge", href: "/knowledge", icon: "book", name: key!(knowledge.nav) });
    }
    if staff && boot.may("monitor.get") {
        places.push(Place { section: "monitor", href: "/monitor", icon: "chart", name: key!(monitor.nav) });
    }
    if administers(boot) {
        places.push(Place { section: "admin", href: "/admin", icon: "sliders", name: key!(console.nav_admin) });
    } else if !staff && boot.may("users.save") {
        places.push(Place { section: "admin", href: "/admin/users", icon: "users", name: key!(words.records.users) });
    }
    places
}

/// What waits for the person: notices that are unread, and tasks that are open.
#[derive(Clone, Copy)]
pub struct Waiting {
    pub unread: Signal<i64>,
    pub tasks: Signal<i64>,
}

fn link(i18n: I18n, place: Place, section: &'static str, class: &'static str, waiting: Waiting) -> impl IntoView {
    let badge = match place.section {
        "notices" => Some((waiting.unread, key!(console.unread), Tone::Danger)),
        "tasks" => Some((waiting.tasks, key!(tasks.open_count), Tone::Neutral)),
        _ => None,
    };
    let badge = badge.map(|(count, words, tone)| {
        let count = Signal::derive(move || u32::try_from(count.get()).unwrap_or(0));
        view! { <Badge count label=Signal::derive(move || i18n.say(words)) tone /> }
    });
    view! {
        <a class=class href=place.href aria-current=(place.section == section).then_some("page")>
            <Icon name=place.icon />
            <span class="nav-text">{i18n.t(place.name)}</span>
            {badge}
        </a>
    }
}

fn opener(i18n: I18n, class: &'static str, quick: QuickOpen) -> Option<impl IntoView> {
    use_boot().with_value(|boot| boot.may("cases.quick_open")).then(|| {
        view! {
            <button
                type="button"
                class=format!("{class} nav-open")
                title=t!(i18n, console.key_quick_open)
                aria-keyshortcuts="c"
                on:click=move |_| quick.0.set(true)
            >
                <Icon name="plus" />
                <span class="nav-text">{t!(i18n, console.nav_open)}</span>
            </button>
        }
    })
}

/// Opens the palette, for those without its keys.
fn finder(i18n: I18n, class: &'static str) -> impl IntoView {
    let palette = use_palette();
    view! {
        <button type="button" class=class title=t!(i18n, keys.palette) aria-haspopup="dialog" on:click=move |_| palette.open.set(true)>
            <Icon name="search" />
            <span class="nav-text">{t!(i18n, palette.open)}</span>
        </button>
    }
}

/// The rail's upper half.
#[component]
pub fn RailItems(section: &'static str, waiting: Waiting, quick: QuickOpen) -> impl IntoView {
    let i18n = use_i18n();
    let places = use_boot().with_value(places);
    view! {
        {opener(i18n, "rail-item", quick)}
        {is_for_me().then(|| finder(i18n, "rail-item"))}
        {places.into_iter().map(|place| link(i18n, place, section, "rail-item", waiting)).collect_view()}
    }
}

/// The same places at the thumb, and the account, which on desks is a menu of the rail.
#[component]
pub fn BottomNav(section: &'static str, waiting: Waiting, quick: QuickOpen) -> impl IntoView {
    let i18n = use_i18n();
    // What hangs on a wall does not need room at the thumb; the palette leads there. Where there are most places, whoever
    // administers finds their tasks in the palette, too.
    let places = use_boot().with_value(places);
    let full = places.iter().any(|place| place.section == "admin");
    let left_out = move |place: &Place| place.section == "monitor" || (full && place.section == "tasks");
    let places = places.into_iter().filter(move |place| !left_out(place));
    let account = Place { section: "account", href: "/account", icon: "user", name: key!(console.nav_account) };
    let mut links = places.chain([account]).map(|place| link(i18n, place, section, "nav-item", waiting).into_any());
    let first = links.next();
    view! {
        <nav class="bottom-nav" aria-label=t!(i18n, common.main_nav)>
            {first}
            {opener(i18n, "nav-item", quick)}
            {is_for_me().then(|| finder(i18n, "nav-item"))}
            {links.collect_view()}
        </nav>
    }
}
