//! The views as a list: in a column beside tables and boards, in a menu of the title everywhere.

use leptos::prelude::*;
use yingda_shared::kernel::id::ViewId;
use yingda_shared::views::{SavedView, ViewScope};

use super::{Opened, Saved, use_saved};
use crate::cases::list::ListState;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Icon, Menu, MenuLink};
use crate::{key, t};

fn icon(view: &SavedView) -> &'static str {
    match view.scope {
        ViewScope::Personal => "user",
        ViewScope::Team => "users",
        ViewScope::Organisation => "building",
    }
}

/// A heading with the views under it.
#[derive(Clone, PartialEq)]
struct Section {
    name: Key,
    views: Vec<SavedView>,
}

/// Pinned ones first and only there; the others by who sees them.
fn sections(saved: Saved) -> Vec<Section> {
    let (rows, pinned) = (saved.rows(), saved.pinned());
    let of_pins = pinned.iter().filter_map(|id| rows.iter().find(|view| view.id == *id).cloned()).collect();
    let of = |scope: ViewScope| {
        rows.iter().filter(|view| view.scope == scope && !pinned.contains(&view.id)).cloned().collect()
    };
    let all = [
        Section { name: key!(cases.views.pinned), views: of_pins },
        Section { name: key!(cases.views.personal), views: of(ViewScope::Personal) },
        Section { name: key!(cases.views.team), views: of(ViewScope::Team) },
        Section { name: key!(cases.views.organisation), views: of(ViewScope::Organisation) },
    ];
    all.into_iter().filter(|section| !section.views.is_empty()).collect()
}

/// Where a view is; the layout is its own.
pub(super) fn href(list: ListState, id: Option<ViewId>) -> String {
    match id {
        Some(id) => format!("{}?view={id}", list.desk.base),
        None => list.desk.base.to_string(),
    }
}

fn is_open(saved: Saved, id: Option<ViewId>) -> bool {
    match saved.opened() {
        Opened::View(view) => Some(view.id) == id,
        Opened::Plain => id.is_none(),
        _ => false,
    }
}

/// The column beside a wide list; screens without room have the menu alone.
#[component]
pub fn ViewsSide(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let saved = use_saved();
    let sections = Memo::new(move |_| sections(saved));
    let link = move |id: Option<ViewId>, icon: &'static str, name: AnyView| {
        let count = move || {
            let count = id.and_then(|id| saved.count(id))?;
            Some(view! { <span class="view-count">{count}</span> })
        };
        view! {
            <a href=href(list, id) aria-current=move || is_open(saved, id).then_some("page")>
                <Icon name=icon /><span class="grow ellipsis">{name}</span>{count}
            </a>
        }
    };
    let section = move |section: Section| {
        let views = section.views.into_iter().map(|view| {
            let name = view.name.clone();
            link(Some(view.id), icon(&view), view! { <span title=name.clone()>{name.clone()}</span> }.into_any())
        });
        view! { <p class="side-nav-title">{i18n.t(section.name)}</p>{views.collect_view()} }
    };
    saved.is_kept().then(|| {
        view! {
            <nav class="views-side side-nav" aria-label=t!(i18n, cases.views.label)>
                {link(None, "inbox", view! { <span>{t!(i18n, cases.views.all_open)}</span> }.into_any())}
                {move || sections.get().into_iter().map(section).collect_view()}
                {move || sections.with(Vec::is_empty).then(|| view! { <p class="views-none">{t!(i18n, cases.views.none)}</p> })}
            </nav>
        }
    })
}

/// The title of the list, which opens the views.
#[component]
pub fn ViewSwitch(list: ListState, #[prop(into)] title: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let saved = use_saved();
    if !saved.is_kept() {
        return view! { <h2>{title}</h2> }.into_any();
    }
    let sections = Memo::new(move |_| sections(saved));
    let item = move |view: SavedView| {
        let (id, name, sign) = (view.id, view.name.clone(), icon(&view));
        let note = Signal::derive(move || saved.count(id));
        let current = Signal::derive(move || is_open(saved, Some(id)));
        view! { <MenuLink label=Signal::stored(name) href=href(list, Some(id)) icon=sign current note /> }
    };
    let section = move |section: Section| {
        view! {
            <p class="menu-title" role="presentation">{i18n.t(section.name)}</p>
            {section.views.into_iter().map(item).collect_view()}
        }
    };
    let plain = Signal::derive(move || is_open(saved, None));
    view! {
        <h2 class="view-switch">
            <Menu id="list-views" label=title icon="" show_label=true class="view-switch-button">
                <MenuLink label=t!(i18n, cases.views.all_open) href=href(list, None) icon="inbox" current=plain />
                {move || sections.get().into_iter().map(section).collect_view()}
            </Menu>
        </h2>
    }
    .into_any()
}
