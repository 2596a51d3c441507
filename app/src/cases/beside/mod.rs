//! Who else is at the case: told while the page is looked at, and shown with words.

#[cfg(not(feature = "ssr"))]
mod word;

use leptos::prelude::*;
use yingda_shared::workplace::presence::{Beside as Other, Doing};

use super::pane::OpenCase;
use crate::i18n::{I18n, use_i18n};
use crate::key;
use crate::ui::{Avatar, Icon};

/// Shown with their faces at most.
const FACES: usize = 3;

/// Faces and words of the others; nothing while nobody else is there.
#[component]
pub fn Beside(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let others = RwSignal::new(Vec::<Other>::new());
    #[cfg(not(feature = "ssr"))]
    word::give(case, others);
    let _ = case;
    let face = |other: &Other| {
        let typing = other.doing == Doing::Typing;
        let name = other.name.clone();
        view! { <span class="beside-face" data-typing=typing.then_some("")><Avatar name class="avatar-sm" /><Icon name=if typing { "edit" } else { "eye" } /></span> }
    };
    view! {
        <span class="beside" role="status">
            {move || {
                let others = others.get();
                (!others.is_empty()).then(|| {
                    let words = said(i18n, &others);
                    view! { {others.iter().take(FACES).map(face).collect_view()}<span class="beside-words" title=words.clone()>{words.clone()}</span> }
                })
            }}
        </span>
    }
}

/// Who writes is said before who looks.
fn said(i18n: I18n, others: &[Other]) -> String {
    let (typing, looking): (Vec<&Other>, Vec<&Other>) = others.iter().partition(|other| other.doing == Doing::Typing);
    let names = |some: &[&Other]| {
        let first: Vec<&str> = some.iter().take(2).map(|other| other.name.as_str()).collect();
        first.join(&i18n.say(key!(beside.and)))
    };
    let part = |some: &[&Other], one: crate::i18n::Key, many: crate::i18n::Key| match some.len() {
        0 => None,
        1 | 2 => Some(i18n.fill(one, &[("who", &names(some))])),
        n => Some(i18n.fill(many, &[("who", &names(some)), ("n", &n.to_string())])),
    };
    let parts = [
        part(&typing, key!(beside.typing), key!(beside.typing_many)),
        part(&looking, key!(beside.looking), key!(beside.looking_many)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
