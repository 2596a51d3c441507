//! Stub.
use leptos::prelude::*;
#[component]
pub fn HomePage() -> impl IntoView { view! { <p>"HomePage"</p> } }
#[component]
pub fn SubmitPage() -> impl IntoView { view! { <p>"SubmitPage"</p> } }
#[component]
pub fn CasePage() -> impl IntoView { view! { <p>"CasePage"</p> } }
#[component]
pub fn TrackPage() -> impl IntoView { view! { <p>"TrackPage"</p> } }
#[component]
pub fn NotFoundPage() -> impl IntoView { view! { <p>"NotFoundPage"</p> } }
