//! Stub.
mod quick_open;
pub use quick_open::QuickOpenSheet;
use leptos::prelude::*;
#[component]
pub fn CasesPage() -> impl IntoView { view! { <p>"CasesPage"</p> } }
#[component]
pub fn NoCase() -> impl IntoView { view! { <p>"NoCase"</p> } }
#[component]
pub fn CasePane() -> impl IntoView { view! { <p>"CasePane"</p> } }
#[component]
pub fn NoticesPage() -> impl IntoView { view! { <p>"NoticesPage"</p> } }
