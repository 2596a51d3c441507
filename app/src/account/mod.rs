//! Stub.
use leptos::prelude::*;
#[component]
pub fn SignInPage() -> impl IntoView { view! { <p>"SignInPage"</p> } }
#[component]
pub fn InvitationPage() -> impl IntoView { view! { <p>"InvitationPage"</p> } }
#[component]
pub fn ClaimPage() -> impl IntoView { view! { <p>"ClaimPage"</p> } }
#[component]
pub fn AccountPage() -> impl IntoView { view! { <p>"AccountPage"</p> } }
