//! The axes of an article as chips.

use leptos::prelude::*;
use yingda_shared::knowledge::articles::{Audience, Confidence, Governance, Stage, Workflow};

use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Chip, Tone};

fn look(state: Workflow) -> (Tone, &'static str) {
    match state {
        Workflow::Draft => (Tone::Neutral, "edit"),
        Workflow::InReview => (Tone::Warn, "eye"),
        Workflow::Approved => (Tone::Info, "check"),
        Workflow::Scheduled => (Tone::Info, "clock"),
        Workflow::Published => (Tone::Ok, "check-circle"),
        Workflow::Outdated => (Tone::Warn, "alert"),
        Workflow::PendingRetirement => (Tone::Warn, "clock"),
        Workflow::Retired => (Tone::Neutral, "ban"),
    }
}

#[component]
pub fn StateChip(state: Workflow, #[prop(optional)] bare: bool) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, icon) = look(state);
    view! { <Chip tone icon bare text=Signal::derive(move || i18n.word("words.article_state", state.as_str())) /> }
}

/// Where a version stands.
#[component]
pub fn StageChip(stage: Stage) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, icon) = match stage {
        Stage::Superseded => (Tone::Neutral, "circle"),
        stage => look(stage.workflow()),
    };
    view! { <Chip tone icon text=Signal::derive(move || i18n.word("words.article_state", stage.as_str())) /> }
}

#[component]
pub fn ConfidenceChip(confidence: Confidence) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, icon) = match confidence {
        Confidence::InWork => (Tone::Neutral, "edit"),
        Confidence::NotValidated => (Tone::Warn, "help"),
        Confidence::Validated => (Tone::Ok, "shield"),
    };
    view! { <Chip tone icon text=Signal::derive(move || i18n.word("words.article_confidence", confidence.as_str())) /> }
}

#[component]
pub fn AudienceChip(audience: Audience) -> impl IntoView {
    let i18n = use_i18n();
    let icon = match audience {
        Audience::Internal => "lock",
        Audience::Partner => "building",
        Audience::Customer => "users",
        Audience::Public => "globe",
    };
    view! { <Chip icon text=Signal::derive(move || i18n.word("words.article_audience", audience.as_str())) /> }
}

#[component]
pub fn GovernanceChip(governance: Governance) -> impl IntoView {
    let i18n = use_i18n();
    let icon = match governance {
        Governance::Experience => "bulb",
        Governance::Compliance => "shield",
    };
    view! { <Chip icon text=Signal::derive(move || i18n.word("words.article_governance", governance.as_str())) /> }
}

/// Nobody looked for too long whether it still holds.
#[component]
pub fn UnverifiedChip() -> impl IntoView {
    let i18n = use_i18n();
    view! { <Chip tone=Tone::Warn icon="clock" text=Signal::derive(t!(i18n, knowledge.unverified)) /> }
}
