use super::{chip::Tone, icon::Icon};
use leptos::prelude::*;

/// Something true about the whole page: offline, a new version, a paused clock. Not for what just happened
/// (that is a toast). Announced politely; danger at once.
#[component]
pub fn Banner(
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] tone: Tone,
    /// Replaces the tone's own icon.
    #[prop(optional)]
    icon: &'static str,
    /// Rounded, for use inside a page instead of at its top.
    #[prop(optional)]
    card: bool,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon = if icon.is_empty() { tone.icon() } else { icon };
    view! {
        <div
            class=if card { "banner banner-card" } else { "banner" }
            data-tone=tone.name()
            role=if tone == Tone::Danger { "alert" } else { "status" }
        >
            <Icon name=icon/>
            <div class="banner-body">{text}</div>
            {children.map(|children| view! { <div class="banner-actions">{children()}</div> })}
        </div>
    }
    .into_any()
}
