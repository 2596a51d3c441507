//! The controls of the audit: who, what, of what kind, which field, when.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::audit::ListAudit;
use yingda_shared::identity::User;
use yingda_shared::record::List;

use super::narrowed::{KEYS, Narrowed, file};
use super::values;
use crate::admin::records::spec;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::{I18n, use_i18n, words_of};
use crate::ui::Choice;
use crate::{key, t, ui};

/// Operations that leave a line: reading leaves none.
fn actions(i18n: I18n, kind: &str) -> Vec<Choice> {
    const READS: [&str; 13] = [
        "list",
        "get",
        "count",
        "timeline",
        "options",
        "policy",
        "devices",
        "find_caller",
        "similar",
        "items",
        "report",
        "preview",
        "whoami",
    ];
    let reads = |name: &str| name.split_once('.').is_none_or(|(_, verb)| READS.contains(&verb));
    let names = words_of("operations").filter(|name| !reads(name));
    let names = names.filter(|name| kind.is_empty() || name.split('.').next() == Some(kind));
    let said = |name: &'static str| {
        let group = values::kind_name(i18n, name.split('.').next().unwrap_or_default());
        Choice::new(name, format!("{group} · {}", i18n.word("operations", name)))
    };
    let mut choices: Vec<Choice> = names.map(said).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

const KINDS: [&str; 31] = [
    "cases",
    "articles",
    "rewards",
    "contacts",
    "companies",
    "departments",
    "users",
    "roles",
    "units",
    "teams",
    "firms",
    "products",
    "categories",
    "assets",
    "canned_texts",
    "pairs",
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
    "schedules",
    "leaves",
    "tasks",
    "settings",
    "audit",
];

/// Fields that lines of a kind are about.
fn fields(i18n: I18n, kind: &str) -> Vec<Choice> {
    let known: &[&str] = match kind {
        "cases" => &["state", "priority"],
        "units" => &["name", "parent_id", "kind", "active"],
        "roles" => &["name", "kind", "reach", "operations", "active"],
        "settings" => &[
            "cells",
            "staff_hours",
            "partner_hours",
            "customer_hours",
            "pin_required",
            "file_months",
            "audit_years",
            "notice_days",
            "session_days",
        ],
        "contacts" => &["active", "personal_data"],
        "rewards" => &["points", "hidden"],
        "audit" => &["content", "checkpoint", "lines"],
        _ => &["active"],
    };
    let kept = spec(kind).map(|spec| spec.fields.iter().map(|field| field.name)).into_iter().flatten();
    let extra: &[&str] = if kind == "users" { &["password", "invitation", "token"] } else { &[] };
    kept.chain(known.iter().copied())
        .chain(extra.iter().copied())
        .map(|field| Choice::new(field, values::field_of(i18n, kind, field)))
        .collect()
}

/// The controls above the list. On a phone they are folded away behind a button that counts them.
#[component]
pub fn AuditFilters(narrowed: Memo<Narrowed>, asked: Memo<ListAudit>) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let navigate = use_navigate();
    let set = Callback::new(move |(key, value): (&'static str, String)| {
        let now = narrowed.get_untracked();
        if now.get(key) == value.trim() {
            return;
        }
        let mut next = now.with(key, value.trim());
        if key == "kind" {
            // What belongs to another kind narrows to nothing.
            next = next.with("field", "");
            if !value.is_empty() && next.get("action").split('.').next() != Some(value.as_str()) {
                next = next.with("action", "");
            }
        }
        navigate(&next.address(), NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    let kind = Memo::new(move |_| narrowed.with(|narrowed| narrowed.get("kind").to_string()));
    let logins =
        fetch_once(move || may("users.list").then(|| List::<User> { all: true, limit: Some(500), ..List::default() }));
    let people = move || {
        let rows = logins.data.get().map(|page| page.rows).unwrap_or_default();
        rows.into_iter().map(|user| view! { <option value=user.login>{user.name}</option> }).collect_view()
    };
    let text = move |key: &'static str| {
        let value = RwSignal::new(narrowed.with_untracked(|narrowed| narrowed.get(key).to_string()));
        Effect::new(move |_| value.set(narrowed.with(|narrowed| narrowed.get(key).to_string())));
        value
    };
    let (by, from, until) = (text("by"), text("from"), text("until"));
    let (kinds, action, field) = (text("kind"), text("action"), text("field"));
    let changed = move |event: leptos::ev::Event| {
        use leptos::wasm_bindgen::JsCast;
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(input) = input
            && let Some(key) = KEYS.iter().find(|key| **key == input.name())
        {
            set.run((key, input.value()));
        }
    };
    let any = move || i18n.say(key!(admin.audit.any));
    let count = move || narrowed.with(Narrowed::count);
    let toggle = move || match count() {
        0 => i18n.say(key!(admin.audit.filter)),
        n => i18n.fill(key!(admin.audit.filter_n), &[("n", &n.to_string())]),
    };
    let shown = move || open.get().then_some("");
    view! {
        <form class="audit-filters" role="search" aria-label=t!(i18n, admin.audit.filter) method="get" action="/admin/audit" on:change=changed on:submit=move |event| event.prevent_default()>
            <div class="audit-tools">
                <button type="button" class="btn btn-quiet only-phone" aria-expanded=move || open.get().to_string() aria-controls="audit-fields" on:click=move |_| open.update(|open| *open = !*open)>
                    <ui::Icon name="filter" /><span>{toggle}</span>
                </button>
                <a class="btn btn-quiet push" href=move || asked.with(file) download="audit.csv" rel="external"><ui::Icon name="download" /><span>{t!(i18n, admin.audit.export)}</span></a>
            </div>
            <div class="audit-fields" id="audit-fields" data-open=shown>
                <ui::TextInput name="by" label=t!(i18n, admin.audit.who) value=by list="audit-logins" autocomplete="off" maxlength=64
                    placeholder=MaybeProp::derive(move || Some(i18n.say(key!(admin.audit.who_hint)))) />
                <datalist id="audit-logins">{people}</datalist>
                <ui::Select name="kind" label=t!(i18n, admin.audit.kind) value=kinds blank=MaybeProp::derive(move || Some(any()))
                    choices=Signal::derive(move || KINDS.iter().map(|kind| Choice::new(*kind, values::kind_name(i18n, kind))).collect())
                    on_change=move |value| set.run(("kind", value)) />
                <ui::Select name="action" label=t!(i18n, admin.audit.action) value=action blank=MaybeProp::derive(move || Some(any()))
                    choices=Signal::derive(move || kind.with(|kind| actions(i18n, kind))) on_change=move |value| set.run(("action", value)) />
                <ui::Select name="field" label=t!(i18n, admin.audit.field) value=field blank=MaybeProp::derive(move || Some(any()))
                    choices=Signal::derive(move || kind.with(|kind| fields(i18n, kind))) disabled=Signal::derive(move || kind.with(String::is_empty))
                    on_change=move |value| set.run(("field", value)) />
                <ui::TextInput name="from" kind="date" label=t!(i18n, admin.audit.from) value=from />
                <ui::TextInput name="until" kind="date" label=t!(i18n, admin.audit.until) value=until />
            </div>
        </form>
        {move || narrowed.with(|narrowed| narrowed.count() > 0).then(|| view! {
            <p class="row audit-narrowed">
                {move || narrowed.with(|narrowed| Some(narrowed.get("object").to_string()).filter(|object| !object.is_empty())).map(|object| view! {
                    <ui::Chip text=move || i18n.say(key!(admin.audit.one)) icon="filter" />
                    <span class="mono small ellipsis">{object}</span>
                })}
                <a href="/admin/audit">{t!(i18n, admin.audit.show_all)}</a>
            </p>
        })}
    }
}
