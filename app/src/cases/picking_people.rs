//! Picking several people, one after the other.

use leptos::prelude::*;
use yingda_shared::fault::FieldFault;
use yingda_shared::identity::User;

use super::picking::{Offer, Pick, RecordPicker};
use crate::i18n::use_i18n;
use crate::key;
use crate::ui::Icon;

/// Who was picked so far, as id and name, and what is being typed.
#[derive(Clone, Copy)]
pub struct Chosen {
    people: RwSignal<Vec<(String, String)>>,
    pick: Pick,
}

impl Chosen {
    pub fn none() -> Chosen {
        Chosen { people: RwSignal::new(Vec::new()), pick: Pick::none() }
    }

    pub fn ids<I: std::str::FromStr>(self) -> Vec<I> {
        self.people.with_untracked(|people| people.iter().filter_map(|(id, _)| id.parse().ok()).collect())
    }

    /// Words that name nobody must not be lost in silence.
    pub fn fault(self, field: &str) -> Option<FieldFault> {
        self.pick.fault(field)
    }
}

/// A field that finds people, and below it those who were found, each with a cross.
#[component]
pub fn PeoplePicker(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    chosen: Chosen,
    offer: Offer<User>,
    #[prop(into, optional)] error: MaybeProp<String>,
    #[prop(into, optional)] help: MaybeProp<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Chosen { people, pick } = chosen;
    Effect::new(move |_| {
        let id = pick.id.get();
        if id.is_empty() {
            return;
        }
        let text = pick.text.get_untracked();
        people.update(|people| {
            if people.iter().all(|(known, _)| *known != id) {
                people.push((id, text));
            }
        });
        pick.set(String::new(), String::new());
    });
    let field = name.clone();
    let tag = move |(id, text): (String, String)| {
        let (spoken, field) = (text.clone(), field.clone());
        let remove = move |_| {
            people.update(|people| people.retain(|(known, _)| *known != id));
            // The cross is gone: the focus goes on where the next one is picked.
            let input = document().query_selector(&format!("[name='{field}_text']")).ok().flatten();
            if let Some(input) =
                input.and_then(|input| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(input).ok())
            {
                let _ = input.focus();
            }
        };
        let label = move || i18n.fill(key!(escalation.unwatch), &[("name", &spoken)]);
        view! { <li class="tag"><span class="ellipsis">{text}</span><button type="button" class="tag-remove" aria-label=label on:click=remove><Icon name="x" /></button></li> }
    };
    let tags = move || {
        let people = people.get();
        (!people.is_empty()).then(|| view! { <ul class="tags" aria-label=move || label.get()>{people.into_iter().map(&tag).collect_view()}</ul> })
    };
    view! {
        <div class="people-picker">
            <RecordPicker<User> name label pick offer error help />
            {tags}
        </div>
    }
}
