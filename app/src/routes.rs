//! Every address of the product.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;
use yingda_shared::contract::push_encoded;
use yingda_shared::identity::ActorKind;

use crate::boot::{Boot, may, use_boot};
use crate::{
    account, admin, arrival, cases, console, format, knowledge, leave, live, monitor, offline, palette, partner,
    portal, preferences, pwa, tabs, tasks, ui,
};

#[component]
pub fn App(boot: Boot) -> impl IntoView {
    provide_meta_context();
    let dev = boot.dev;
    provide_context(StoredValue::new(boot));
    preferences::provide_preferences();
    format::provide_now();
    live::provide_live();
    offline::provide_status();
    portal::provide_unread();
    let quick = console::provide_quick_open();
    let at_desk = palette::is_for_me();
    console::provide_keyboard();
    palette::provide_palette();
    tabs::provide_tabs(at_desk);
    let status = offline::use_status();
    let may_open = may("cases.quick_open");
    let i18n = crate::i18n::use_i18n();
    cases::provide_watch();
    ui::provide_toasts();
    cases::provide_run();
    view! {
        <Title formatter=move |title: String| ui::title_in_head(status.titled(title)) text=crate::t!(i18n, common.product) />
        <Router>
            <Routes fallback=|| view! { <portal::NotFoundPage /> }>
                <Route path=path!("/") view=portal::HomePage />
                <Route path=path!("/submit") view=portal::SubmitPage />
                <Route path=path!("/complain") view=portal::ComplainPage />
                <Route path=path!("/r/:serial") view=portal::SubmitPage />
                <Route path=path!("/my/:number") view=portal::CasePage />
                <Route path=path!("/contracts") view=portal::ContractsPage />
                <Route path=path!("/contracts/:id") view=portal::ContractPage />
                <Route path=path!("/t/:track") view=portal::TrackPage />
                <Route path=path!("/sign-in") view=account::SignInPage />
                <Route path=path!("/invitation/:token") view=account::InvitationPage />
                <Route path=path!("/claim/:token") view=account::ClaimPage />
                <Route path=path!("/account") view=account::AccountPage />
                <ParentRoute path=path!("/cases") view=cases::CasesPage>
                    <Route path=path!("") view=cases::NoCase />
                    <Route path=path!(":number") view=cases::CasePane />
                </ParentRoute>
                <Route path=path!("/notices") view=NoticesPage />
                <Route path=path!("/monitor") view=monitor::MonitorPage />
                <Route path=path!("/tasks") view=tasks::TasksPage />
                <Route path=path!("/leave") view=leave::LeavePage />
                <Route path=path!("/pairs") view=knowledge::pairs::PairsPage />
                <Route path=path!("/help") view=portal::HelpListPage />
                <Route path=path!("/help/:slug") view=portal::HelpPage />
                <Route path=path!("/knowledge") view=knowledge::KnowledgePage />
                <Route path=path!("/knowledge/new") view=knowledge::NewPage />
                <Route path=path!("/knowledge/rules") view=knowledge::RulesPage />
                <Route path=path!("/knowledge/feedback") view=knowledge::FeedbackPage />
                <Route path=path!("/knowledge/health") view=knowledge::HealthPage />
                <Route path=path!("/knowledge/rewards") view=knowledge::RewardsPage />
                <Route path=path!("/knowledge/:id") view=knowledge::ArticlePage />
                <Route path=path!("/knowledge/:id/edit") view=knowledge::EditPage />
                <Route path=path!("/schedules/:id") view=admin::SchedulePage />
                <Route path=path!("/tray") view=offline::TrayPage />
                <ParentRoute path=path!("/partner") view=partner::PartnerPage>
                    <Route path=path!("") view=cases::NoCase />
                    <Route path=path!(":number") view=cases::CasePane />
                </ParentRoute>
                <ParentRoute path=path!("/admin") view=admin::AdminPage>
                    <Route path=path!("") view=admin::OverviewPage />
                    <Route path=path!("matrix") view=admin::MatrixPage />
                    <Route path=path!("calendars") view=admin::CalendarsPage />
                    <Route path=path!("contracts") view=admin::ContractsPage />
                    <Route path=path!("contracts/:id") view=admin::ContractPage />
                    <Route path=path!("service-plans/:id") view=admin::PlanPage />
                    <Route path=path!("sla-policies") view=admin::SlaPoliciesPage />
                    <Route path=path!("rules") view=admin::RulesPage />
                    <Route path=path!("rules/:id") view=admin::RulePage />
                    <Route path=path!("rules/:id/runs") view=admin::RuleRunsPage />
                    <Route path=path!("escalation-policies") view=admin::EscalationPoliciesPage />
                    <Route path=path!("escalation-policies/:id") view=admin::EscalationPolicyPage />
                    <Route path=path!("rotas") view=admin::RotasPage />
                    <Route path=path!("rotas/:id") view=admin::RotaPage />
                    <Route path=path!("robots") view=admin::RobotsPage />
                    <Route path=path!("robots/:id") view=admin::RobotPage />
                    <Route path=path!("templates") view=admin::TemplatesPage />
                    <Route path=path!("roles") view=admin::RolesPage />
                    <Route path=path!("units") view=admin::UnitsPage />
                    <Route path=path!("devices") view=admin::DevicesPage />
                    <Route path=path!("audit") view=admin::AuditPage />
                    <Route path=path!("satisfaction") view=admin::SatisfactionPage />
                    <Route path=path!("retention") view=admin::RetentionPage />
                    <Route path=path!("labels") view=admin::LabelsPage />
                    <Route path=path!("import") view=admin::ImportsPage />
                    <Route path=path!("import/:id") view=admin::ImportPage />
                    <Route path=path!(":kind") view=admin::RecordsPage />
                </ParentRoute>
                <Route path=path!("/ui") view=move || dev.then(|| view! { <ui::gallery::GalleryPage /> }) />
            </Routes>
            <arrival::Arrival />
            <pwa::AppNotices />
            // Outside of every page: what is typed into it outlives a change of section.
            {may_open.then(|| view! { <cases::QuickOpenSheet open=quick.0 /> })}
            {may("cases.bulk").then(|| view! { <cases::JobNotice /> })}
            {at_desk.then(|| view! { <cases::RunHost /><palette::PaletteDialog /> })}
        </Router>
        <offline::LeaveDialog />
        <offline::LockScreen />
        <ui::ToastStack close_label=crate::t!(i18n, common.close) />
    }
}

/// Where somebody of a kind is led who asks for an address: to the first page of their own, or to sign in
/// and back where nothing makes sense without an account.
pub fn elsewhere(kind: ActorKind, address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let own = [
        "/cases",
        "/admin",
        "/partner",
        "/my/",
        "/contracts",
        "/account",
        "/notices",
        "/monitor",
        "/tasks",
        "/leave",
        "/pairs",
        "/knowledge",
        "/schedules",
    ];
    match (kind, path) {
        (ActorKind::Staff, "/") => Some("/cases".to_string()),
        (ActorKind::Partner, "/") => Some("/partner".to_string()),
        (ActorKind::Guest, path) if own.iter().any(|prefix| path.starts_with(prefix)) => {
            let mut sign_in = String::from("/sign-in?back=");
            push_encoded(&mut sign_in, address);
            Some(sign_in)
        }
        _ => None,
    }
}

/// Customers read their notices in the portal, everyone else in the console.
#[component]
fn NoticesPage() -> impl IntoView {
    let customer = use_boot().with_value(|boot| boot.me.kind == ActorKind::Customer);
    if customer { view! { <portal::NoticesPage /> }.into_any() } else { view! { <cases::NoticesPage /> }.into_any() }
}

/// The secret in the address of a tracking page.
#[cfg(not(feature = "ssr"))]
pub fn track() -> Option<String> {
    let path = window().location().pathname().ok()?;
    path.strip_prefix("/t/").map(|rest| rest.split('/').next().unwrap_or_default().to_string())
}

/// Leads to a page by a full load: who is signed in, or which link is held, may have changed.
pub fn go(address: &str) {
    let _ = window().location().assign(address);
}
