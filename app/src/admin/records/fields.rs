//! The control of one field.

use leptos::prelude::*;
use yingda_shared::identity::{ActorKind, Role};

use super::draft::{Draft, Held};
use super::names::Names;
use super::reference::{ManyField, OneField};
use super::shown::role_name;
use super::spec::Input;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::{key, ui};

/// The control that a field's input asks for.
#[component]
pub fn FieldControl(
    draft: Draft,
    held: Held,
    names: Names,
    roles: Signal<Vec<Role>>,
    #[prop(into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let field = held.field;
    let label = i18n.t(field.label);
    let help = MaybeProp::derive(move || field.help.map(|help| i18n.say(help)));
    let wrong = MaybeProp::derive(move || error.get());
    let note = MaybeProp::derive(move || (!field.required).then(|| i18n.say(key!(common.optional))));
    let plain = move |kind: &'static str| {
        view! {
            <ui::TextInput name=field.name id=held.id() label=label value=held.text kind help=help error=wrong note=note required=field.required />
        }
        .into_any()
    };
    let area = move |rows: u8| {
        view! { <ui::TextArea name=field.name id=held.id() label=label value=held.text rows help=help error=wrong note=note required=field.required /> }
            .into_any()
    };
    match field.input {
        Input::Text => plain("text"),
        Input::Phone => plain("tel"),
        Input::Email => plain("email"),
        Input::Multiline | Input::Lines => area(3),
        Input::Long => area(7),
        Input::Switch => {
            view! { <ui::Checkbox name=field.name id=held.id() label=label checked=held.on help=help error=wrong /> }
                .into_any()
        }
        Input::Words(namespace, words) => {
            let choices = Signal::derive(move || {
                words().into_iter().map(|word| ui::Choice::new(word, i18n.word(namespace, word))).collect::<Vec<_>>()
            });
            let blank = MaybeProp::derive(move || Some(i18n.say(key!(common.none))));
            view! { <ui::Select name=field.name id=held.id() label=label choices value=held.text blank help=help error=wrong note=note /> }.into_any()
        }
        Input::One(kind) => view! { <OneField draft held kind names error /> }.into_any(),
        Input::Many(kind) => view! { <ManyField draft held kind names error /> }.into_any(),
        Input::Role => view! { <RoleField held roles error=wrong /> }.into_any(),
    }
}

/// The role of a user: what may be chosen at all; the server says who may hand out which.
#[component]
fn RoleField(held: Held, roles: Signal<Vec<Role>>, error: MaybeProp<String>) -> impl IntoView {
    let i18n = use_i18n();
    let own = use_boot().with_value(|boot| boot.me.kind);
    let choices = Signal::derive(move || {
        let now = held.text.get();
        let offered = |role: &&Role| {
            let side = own == ActorKind::Staff || role.kind == own;
            side && role.kind != ActorKind::Guest && (role.active || role.id.to_string() == now)
        };
        let choice = |role: &Role| {
            let name = role_name(i18n, role);
            let kind = i18n.word("words.kind", role.kind.as_str());
            ui::Choice::new(
                role.id.to_string(),
                if own == ActorKind::Staff { format!("{name} · {kind}") } else { name },
            )
        };
        roles.with(|roles| roles.iter().filter(offered).map(choice).collect::<Vec<_>>())
    });
    let blank = MaybeProp::derive(move || Some(i18n.say(key!(admin.choose))));
    view! { <ui::Select name=held.field.name id=held.id() label=i18n.t(held.field.label) choices value=held.text blank error required=true /> }
}
