//! The frame of administration: a side navigation of what the person may keep. On a phone the
//! overview is the navigation, and every page leads back to it.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;
use yingda_shared::identity::ActorKind;

use crate::boot::{may, use_boot};
use crate::console::ConsoleFrame;
use crate::i18n::{I18n, Key, use_i18n};
use crate::{key, t, ui};

/// A place of administration.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    /// Last part of the address.
    pub path: &'static str,
    pub icon: &'static str,
    /// The right that shows it.
    needs: &'static str,
}

const fn place(path: &'static str, icon: &'static str, needs: &'static str) -> Place {
    Place { path, icon, needs }
}

type Group = (Key, &'static [Place]);

static GROUPS: [Group; 4] = [
    (
        key!(admin.group.people),
        &[
            place("units", "tree", "units.list"),
            place("teams", "users", "teams.list"),
            place("users", "user", "users.list"),
            place("roles", "key", "roles.list"),
            place("firms", "wrench", "firms.list"),
        ],
    ),
    (
        key!(admin.group.customers),
        &[
            place("companies", "building", "companies.list"),
            place("departments", "layers", "departments.list"),
            place("contacts", "phone", "contacts.list"),
            place("contracts", "book", "contracts.survey"),
        ],
    ),
    (
        key!(admin.group.catalogue),
        &[
            place("products", "box", "products.list"),
            place("service_products", "layers", "service_products.list"),
            place("categories", "tag", "categories.list"),
            place("assets", "qr", "assets.list"),
            place("canned_texts", "message", "canned_texts.list"),
            place("pairs", "bulb", "pairs.list"),
            place("import", "upload", "imports.list"),
        ],
    ),
    (
        key!(admin.group.rules),
        &[
            place("matrix", "sliders", "matrix.get"),
            place("calendars", "calendar", "calendars.list"),
            place("sla-policies", "clock", "sla_policies.list"),
            place("escalation-policies", "bell", "escalation_policies.list"),
            place("rotas", "phone", "rotas.list"),
            place("rules", "bolt", "rules.list"),
            place("robots", "message", "robots.list"),
            place("templates", "message", "templates.list"),
            place("devices", "cloud-off", "devices.policy"),
            place("satisfaction", "star", "ratings.report"),
            place("audit", "shield", "audit.list"),
            place("retention", "clock", "retention.get"),
        ],
    ),
];

impl Place {
    pub fn name(self, i18n: I18n) -> String {
        self.words().map_or_else(|| self.path.to_string(), |words| i18n.say(words))
    }

    fn words(self) -> Option<Key> {
        match self.path {
            "matrix" => Some(key!(admin.matrix.title)),
            "import" => Some(key!(import.title)),
            "devices" => Some(key!(lock.policy_title)),
            "satisfaction" => Some(key!(complaints.satisfaction.title)),
            "audit" => Some(key!(admin.audit.title)),
            "retention" => Some(key!(kept.title)),
            "templates" => Some(key!(templates.title)),
            "sla-policies" => Some(key!(words.records.sla_policies)),
            "escalation-policies" => Some(key!(words.records.escalation_policies)),
            kind => crate::i18n::find(&format!("words.records.{kind}")),
        }
    }

    pub fn address(self) -> String {
        format!("/admin/{}", self.path)
    }

    /// Whether an address is this place, or below it.
    fn holds(self, path: &str) -> bool {
        path.strip_prefix(&self.address()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Customers and partners keep their own people, nothing else.
    fn is_open(self) -> bool {
        let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
        may(self.needs) && (staff || (self.path == "users" && may("users.save")))
    }
}

/// What the person may see, in groups.
pub fn places() -> Vec<(Key, Vec<Place>)> {
    let open = |places: &[Place]| places.iter().copied().filter(|place| place.is_open()).collect::<Vec<_>>();
    GROUPS.iter().map(|(name, places)| (*name, open(places))).filter(|(_, places)| !places.is_empty()).collect()
}

/// The same as icon, words and address, for those who lead there from elsewhere.
pub fn pages() -> Vec<(&'static str, Key, String)> {
    let open = places().into_iter().flat_map(|(_, places)| places);
    open.filter_map(|place| Some((place.icon, place.words()?, place.address()))).collect()
}

/// `/admin` and everything below it.
#[component]
pub fn AdminPage() -> impl IntoView {
    let i18n = use_i18n();
    let path = use_location().pathname;
    let link = move |place: Place| {
        let current = move || path.with(|path| place.holds(path)).then_some("page");
        view! { <a href=place.address() aria-current=current><ui::Icon name=place.icon /><span>{move || place.name(i18n)}</span></a> }
    };
    let group = move |(name, places): (Key, Vec<Place>)| {
        view! {
            <span class="side-nav-title">{i18n.t(name)}</span>
            {places.into_iter().map(link).collect_view()}
        }
    };
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
    let overview = move || path.with(|path| path.trim_end_matches('/') == "/admin").then_some("page");
    view! {
        <ConsoleFrame section="admin">
            <div class="page admin-page">
                <div class="page-split">
                    <nav class="side-nav only-desktop" aria-label=t!(i18n, admin.title)>
                        <a href="/admin" aria-current=overview><ui::Icon name="settings" /><span>{t!(i18n, admin.overview)}</span></a>
                        {places().into_iter().map(group).collect_view()}
                    </nav>
                    <div class="admin-main">
                        {move || (overview().is_none() && staff).then(|| view! { <BackLink /> })}
                        <Outlet />
                    </div>
                </div>
            </div>
        </ConsoleFrame>
    }
}

/// The way back to the overview, on phones.
#[component]
fn BackLink() -> impl IntoView {
    let i18n = use_i18n();
    view! { <a class="btn btn-plain btn-sm admin-back only-phone" href="/admin"><ui::Icon name="chevron-left" /><span>{t!(i18n, admin.title)}</span></a> }
}
