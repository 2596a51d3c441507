//! Stub.
use leptos::prelude::*;
#[component]
pub fn PartnerPage() -> impl IntoView { view! { <p>"PartnerPage"</p> } }
