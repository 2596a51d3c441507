//! The page of one kind of records: search, list, and the form in a sheet. The address holds it all:
//! `?q=`, `?all`, `?id=`, `?new`.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use serde_json::Value;
use yingda_shared::catalog::Category;
use yingda_shared::identity::Role;
use yingda_shared::record::List;

use super::door::{Ask, door};
use super::listing::{Listing, listing};
use super::names::Names;
use super::rows::RecordRows;
use super::sheet::RecordSheet;
use super::spec::Spec;
use crate::admin::roles::offered_roles;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::knowledge::pairs::FoldNotice;
use crate::{key, t, ui};

/// Categories that a list may be narrowed to.
const CATEGORIES: u32 = 500;

/// What list and sheet share.
#[derive(Clone, Copy)]
pub struct Desk {
    pub spec: &'static Spec,
    pub listing: Listing,
    pub names: Names,
    pub roles: Signal<Vec<Role>>,
    pub q: RwSignal<String>,
    pub all: RwSignal<bool>,
    /// The category whose records are shown; empty for all.
    pub parent: RwSignal<String>,
    go: Callback<(String, bool)>,
}

impl Desk {
    /// The address of this list, with one more thing open.
    pub fn address(self, open: &str) -> String {
        let mut address = format!("/admin/{}", self.spec.kind);
        let mut parts = Vec::new();
        let q = self.q.get();
        if !q.is_empty() {
            let mut part = String::from("q=");
            yingda_shared::contract::push_encoded(&mut part, &q);
            parts.push(part);
        }
        if self.all.get() {
            parts.push("all=1".to_string());
        }
        let parent = self.parent.get();
        if !parent.is_empty() {
            parts.push(format!("category={parent}"));
        }
        if !open.is_empty() {
            parts.push(open.to_string());
        }
        if !parts.is_empty() {
            address.push('?');
            address.push_str(&parts.join("&"));
        }
        address
    }

    /// What narrows the list now, as its operation takes it.
    fn filters(self) -> String {
        let mut query = format!("all={}", self.all.get());
        let q = self.q.get();
        if !q.is_empty() {
            query.push_str("&q=");
            yingda_shared::contract::push_encoded(&mut query, &q);
        }
        let parent = self.parent.get();
        if !parent.is_empty() {
            query.push_str(&format!("&parent_id={parent}"));
        }
        query
    }

    /// Goes there; `replace` leaves no step back.
    pub fn open(self, open: &str, replace: bool) {
        self.go.run((untrack(|| self.address(open)), replace));
    }

    /// For toasts, which outlive the page.
    pub fn reopen(self, open: &str) {
        if !self.q.is_disposed() {
            self.open(open, false);
        }
    }

    pub fn may_save(self) -> bool {
        may(&format!("{}.save", self.spec.kind))
    }
}

/// One kind.
#[component]
pub fn KindPage(spec: &'static Spec) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let q = RwSignal::new(query.with_untracked(|query| query.get("q").unwrap_or_default()));
    let all = RwSignal::new(query.with_untracked(|query| query.get("all").is_some()));
    let settled = RwSignal::new(q.get_untracked());
    let navigate = use_navigate();
    let go = Callback::new(move |(address, replace): (String, bool)| {
        navigate(&address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
    });
    let parent = RwSignal::new(query.with_untracked(|query| query.get("category").unwrap_or_default()));
    let ask = Signal::derive(move || Ask { q: settled.get(), all: all.get(), parent: parent.get(), ..Ask::default() });
    let Some(door) = door(spec.kind) else { return ().into_any() };
    let desk = Desk {
        spec,
        listing: listing(door, ask),
        names: Names::new(),
        roles: offered_roles(spec.kind == "users"),
        q,
        all,
        parent,
        go,
    };
    let typed = Callback::new(ui::resting(std::time::Duration::from_millis(200), move |text: String| {
        settled.set(text);
        desk.open("", true);
    }));
    let title = move || i18n.word("words.records", spec.kind);
    let exported = crate::i18n::find(&format!("words.export_list.{}", spec.kind)).is_some();
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title=title lead=MaybeProp::derive(move || Some(i18n.say(spec.lead)))>
            {(spec.kind == "assets").then(|| view! { <a class="btn btn-quiet" href="/admin/labels"><ui::Icon name="qr" /><span>{t!(i18n, admin.labels)}</span></a> })}
            {exported.then(|| view! { <crate::exports::ExportButton list=spec.kind query=Signal::derive(move || desk.filters()) /> })}
            {desk.may_save().then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" kind=ui::Kind::Primary href=move || desk.address("new") /> })}
        </ui::PageHeader>
        <div class="record-tools" role="search">
            <ui::TextInput name="q" id="record-search" label=t!(i18n, common.search) kind="search" value=q hide_label=true on_input=typed
                placeholder=MaybeProp::derive(move || Some(i18n.say(key!(common.search)))) />
            {(spec.kind == "pairs").then(|| view! { <CategoryFilter desk /> })}
            <ui::Checkbox name="all" label=t!(i18n, admin.show_inactive) checked=all on_change=move |_: bool| desk.open("", true) />
        </div>
        {(spec.kind == "categories").then(|| view! { <FoldNotice folded=Callback::new(move |()| desk.listing.refresh()) /> })}
        <RecordRows desk />
        <RecordSheet desk />
    }
    .into_any()
}

/// One category's records alone.
#[component]
fn CategoryFilter(desk: Desk) -> impl IntoView {
    let i18n = use_i18n();
    let found =
        fetch_once(|| may("categories.list").then(|| List::<Category> { limit: Some(CATEGORIES), ..List::default() }));
    let choices = Signal::derive(move || {
        let rows = found.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        rows.into_iter().map(|row| ui::Choice::new(row.id.to_string(), row.name)).collect::<Vec<_>>()
    });
    view! {
        <ui::Select name="category" label=t!(i18n, pairs.category) choices value=desk.parent hide_label=true
            blank=MaybeProp::derive(move || Some(i18n.say(key!(pairs.any_category)))) on_change=move |_: String| desk.open("", true) />
    }
}

/// The rows that changed are shown under the names of what they point at.
pub fn references(spec: &'static Spec, rows: &[Value]) -> Vec<(&'static str, Vec<String>)> {
    let fields = spec.fields.iter().filter(|field| spec.columns.contains(&field.name));
    let of = |field: &'static super::spec::Field| {
        let kind = field.refers().filter(|kind| *kind != "roles")?;
        let mut ids: Vec<String> =
            rows.iter().flat_map(|row| super::spec::ids(row.get(field.name).unwrap_or(&Value::Null))).collect();
        ids.sort();
        ids.dedup();
        Some((kind, ids))
    };
    fields.filter_map(of).collect()
}
