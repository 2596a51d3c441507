//! Stub.
use leptos::prelude::*;
#[component]
pub fn AdminPage() -> impl IntoView { view! { <p>"AdminPage"</p> } }
#[component]
pub fn OverviewPage() -> impl IntoView { view! { <p>"OverviewPage"</p> } }
#[component]
pub fn MatrixPage() -> impl IntoView { view! { <p>"MatrixPage"</p> } }
#[component]
pub fn RolesPage() -> impl IntoView { view! { <p>"RolesPage"</p> } }
#[component]
pub fn UnitsPage() -> impl IntoView { view! { <p>"UnitsPage"</p> } }
#[component]
pub fn AuditPage() -> impl IntoView { view! { <p>"AuditPage"</p> } }
#[component]
pub fn RecordsPage() -> impl IntoView { view! { <p>"RecordsPage"</p> } }
