//! Roles: which rights each holds and how far it sees.

mod edit;
mod rights;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::identity::operations::ListOperations;
use yingda_shared::identity::{ActorKind, Reach, Role, roles::builtin};
use yingda_shared::kernel::id::{RoleId, Uuid};
use yingda_shared::record::List;

use super::records::shown::role_name;
use crate::boot::{may, use_boot};
use crate::data::{fetch, fetch_once};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 200;

/// The roles that people may be given: all of them, or, for those who may not list roles, the
/// built-in ones of their own side.
pub fn offered_roles(wanted: bool) -> Signal<Vec<Role>> {
    let list = fetch(move || {
        (wanted && may("roles.list")).then(|| List::<Role> { all: true, limit: Some(ALL), ..List::default() })
    });
    let own = use_boot().with_value(|boot| boot.me.kind);
    let known = StoredValue::new(match wanted && !may("roles.list") {
        true => builtin(&[]).into_iter().filter(|role| role.kind == own).collect(),
        false => Vec::new(),
    });
    Signal::derive(move || {
        list.data.with(|page| page.as_ref().map_or_else(|| known.get_value(), |page| page.rows.clone()))
    })
}

/// `/admin/roles`; `?id=` is the chosen role, `?new` a new one.
#[component]
pub fn RolesPage() -> impl IntoView {
    let i18n = use_i18n();
    let roles = fetch(|| Some(List::<Role> { all: true, limit: Some(ALL), ..List::default() }));
    let names = fetch_once(|| may("operations.list").then_some(ListOperations {}));
    let query = use_query_map();
    // A new role is made once for each visit of `?new`.
    let wanted =
        Memo::new(move |_| query.with(|query| (query.get("id").unwrap_or_default(), query.get("new").is_some())));
    let fresh = Memo::new(move |_| wanted.with(|(_, new)| *new).then(blank));
    let chosen = Memo::new(move |_| {
        let (id, _) = wanted.get();
        roles.data.with(|page| {
            let rows = &page.as_ref()?.rows;
            let first = || rows.iter().find(|role| role.builtin.as_deref() != Some("administrator"));
            let role = rows.iter().find(|role| role.id.to_string() == id).or_else(first).cloned();
            fresh.get().or(role)
        })
    });
    let row = move |role: Role| {
        let (id, builtin, active) = (role.id, role.builtin.is_some(), role.active);
        let current =
            move || chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.id == id)).then_some("page");
        let people = i18n.word("words.kind", role.kind.as_str());
        let reach = i18n.word("words.reach", role.reach.as_str());
        view! {
            <a href=format!("/admin/roles?id={id}") aria-current=current>
                <span class="grow">{role_name(i18n, &role)}<small class="role-facts">{format!("{people} · {reach}")}</small></span>
                {builtin.then(|| view! { <small class="faint">{t!(i18n, admin.builtin)}</small> })}
                {(!active).then(|| view! { <small class="faint">{t!(i18n, admin.inactive)}</small> })}
            </a>
        }
    };
    let list = move || {
        match roles.data.get() {
        Some(page) => view! { <nav class="side-nav role-list" aria-label=move || i18n.word("words.records", "roles")>{page.rows.into_iter().map(row).collect_view()}</nav> }.into_any(),
        None => match roles.fault.get() {
            Some(fault) => view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| roles.refresh()) /> }.into_any(),
            None => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
        },
    }
    };
    let form = move |role: Role| {
        let names =
            names.data.with_untracked(|names| names.as_ref().map(|names| names.names.clone()).unwrap_or_default());
        view! { <edit::RoleForm role names roles /> }
    };
    // Rights are drawn once it is known which there are.
    let ready = move || chosen.get().filter(|_| names.data.with(Option::is_some) || !may("operations.list"));
    let title = move || i18n.word("words.records", "roles");
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(admin.lead.roles))))>
            {may("roles.save").then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" href="/admin/roles?new" /> })}
        </ui::PageHeader>
        <div class="editor">
            <div class="editor-tree">{list}</div>
            // Keyed: another role gets controls of its own, and a later version does not undo typing.
            <div><For each=ready key=|role| (role.id, role.rv == 0) children=form /></div>
        </div>
    }
}

fn blank() -> Role {
    Role {
        id: RoleId(Uuid::now_v7()),
        rv: 0,
        active: true,
        name: String::new(),
        kind: ActorKind::Staff,
        reach: Reach::Team,
        operations: Vec::new(),
        builtin: None,
    }
}
