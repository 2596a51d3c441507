//! Where a contract stands, as a chip.

use leptos::prelude::*;
use yingda_shared::contracts::{OverBecause, Standing};

use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Chip, Tone};

/// The word with its sign; why it is over stands behind it.
#[component]
pub fn StandingChip(standing: Standing, #[prop(optional)] bare: bool) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, icon) = sign(&standing);
    let said = Signal::derive(move || word(i18n, &standing));
    view! { <Chip text=said tone icon bare /> }
}

fn sign(standing: &Standing) -> (Tone, &'static str) {
    match standing {
        Standing::InForce { used_up } if used_up.is_empty() => (Tone::Ok, "check-circle"),
        Standing::InForce { .. } => (Tone::Warn, "alert"),
        Standing::NotBegun { .. } => (Tone::Info, "clock"),
        Standing::Suspended => (Tone::Warn, "pause-circle"),
        Standing::Over { .. } => (Tone::Danger, "alert"),
        Standing::Draft => (Tone::Neutral, "edit"),
        Standing::Cancelled => (Tone::Neutral, "ban"),
        Standing::Archived => (Tone::Neutral, "box"),
    }
}

fn word(i18n: I18n, standing: &Standing) -> String {
    let because = |words: Vec<&str>| {
        let said = words.into_iter().map(|word| i18n.word("words.over_because", word)).collect::<Vec<_>>();
        said.join(&i18n.say(key!(common.comma)))
    };
    match standing {
        Standing::Over { because: reasons } if !reasons.is_empty() => {
            because(reasons.iter().map(|r| r.as_str()).collect())
        }
        Standing::InForce { used_up } if !used_up.is_empty() => {
            because(used_up.iter().map(|measure| OverBecause::from(*measure).as_str()).collect())
        }
        standing => i18n.word("words.standing", name(standing)),
    }
}

fn name(standing: &Standing) -> &'static str {
    match standing {
        Standing::Draft => "draft",
        Standing::NotBegun { .. } => "not_begun",
        Standing::InForce { .. } => "in_force",
        Standing::Suspended => "suspended",
        Standing::Over { .. } => "over",
        Standing::Cancelled => "cancelled",
        Standing::Archived => "archived",
    }
}
