//! One's own setting on `/account`: the PIN that closes what this device keeps.

use leptos::prelude::*;
use yingda_shared::sync::pin::After;

use super::lock::{choice, said};
use super::status::{Pin, use_status};
use crate::boot::use_boot;
use crate::i18n::{Key, use_i18n};
use crate::ui::{Banner, Button, Disclosure, Kind, SectionCard, TextInput, Tone, use_toasts};
use crate::{key, t};

/// What came of an act of this card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the browser alone acts"))]
enum Told {
    Key(Key),
    Wrong(After),
}

#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the browser alone acts"))]
enum Act {
    Set,
    Change,
    Remove,
}

/// The card; what can be done depends on what the browser finds.
#[component]
pub fn PinCard() -> impl IntoView {
    let i18n = use_i18n();
    let status = use_status();
    let required = use_boot().with_value(|boot| boot.me.pin_required);
    let body = move || {
        match status.pin.get() {
        Pin::Unknown => view! { <p class="quiet small">{t!(i18n, lock.card_unknown)}</p> }.into_any(),
        Pin::None | Pin::Wanted => {
            let wanted = (status.pin.get_untracked() == Pin::Wanted)
                .then(|| view! { <Banner card=true tone=Tone::Warn text=t!(i18n, lock.wanted) /> });
            view! {
                {wanted}
                <p class="quiet small">{t!(i18n, lock.card_text)}</p>
                <PinForm act=Act::Set />
            }
            .into_any()
        }
        Pin::Set => view! {
            <p class="quiet small">{t!(i18n, lock.card_set)}</p>
            <Disclosure summary=t!(i18n, lock.change)><PinForm act=Act::Change /></Disclosure>
            {(!required).then(|| view! { <Disclosure summary=t!(i18n, lock.remove)><PinForm act=Act::Remove /></Disclosure> })}
        }
        .into_any(),
    }
    };
    view! { <SectionCard id="offline-lock" title=t!(i18n, lock.card)><div class="stack">{body}</div></SectionCard> }
}

#[component]
fn PinForm(act: Act) -> impl IntoView {
    let i18n = use_i18n();
    let (old, new, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, pressed, told) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<Told>));
    let toasts = use_toasts();
    let status = use_status();
    let user = use_boot().with_value(|boot| boot.me.user_id);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        pressed.set(true);
        let chosen = act == Act::Remove || untrack(|| choice(i18n, new, again)) == (None, None);
        if let (false, true, Some(user)) = (busy.get_untracked(), chosen, user) {
            let done = Callback::new(move |done: Option<Key>| {
                if let Some(done) = done {
                    [old, new, again].iter().for_each(|text| text.set(String::new()));
                    pressed.set(false);
                    toasts.show(Tone::Ok, i18n.say(done));
                }
            });
            run(act, user, status, (old, new), told, busy, done);
        }
    };
    let error = move |second: bool| {
        MaybeProp::derive(move || {
            let (first, repeated) = choice(i18n, new, again);
            pressed.get().then_some(if second { repeated } else { first }).flatten()
        })
    };
    let wrong = move || {
        told.get().map(|told| match told {
            Told::Key(key) => i18n.say(key),
            Told::Wrong(after) => said(i18n, after, status.waiting.get_untracked()).unwrap_or_default(),
        })
    };
    let (label, kind) = match act {
        Act::Set => (key!(lock.set), Kind::Primary),
        Act::Change => (key!(lock.change), Kind::Quiet),
        Act::Remove => (key!(lock.remove), Kind::Danger),
    };
    let id = move |name: &str| format!("{name}-{}", act as u8);
    view! {
        <form class="form" on:submit=submit novalidate>
            {move || wrong().map(|text| view! { <Banner card=true tone=Tone::Danger text /> })}
            {(act != Act::Set).then(|| view! {
                <TextInput name="pin-old" id=id("pin-old") kind="password" label=t!(i18n, lock.current_pin) value=old autocomplete="off" />
            })}
            {(act != Act::Remove).then(|| view! {
                <TextInput name="pin-new" id=id("pin-new") kind="password" label=t!(i18n, lock.new_pin) help=MaybeProp::derive(move || Some(i18n.say(key!(lock.pin_help)))) value=new error=error(false) autocomplete="off" />
                <TextInput name="pin-again" id=id("pin-again") kind="password" label=t!(i18n, lock.again) value=again error=error(true) autocomplete="off" />
            })}
            <div class="form-actions"><Button kind submit=true label=i18n.t(label) busy /></div>
        </form>
    }
}

#[cfg(not(feature = "hydrate"))]
fn run(
    _: Act,
    _: yingda_shared::kernel::id::UserId,
    _: super::Status,
    _: (RwSignal<String>, RwSignal<String>),
    _: RwSignal<Option<Told>>,
    _: RwSignal<bool>,
    _: Callback<Option<Key>>,
) {
}

#[cfg(feature = "hydrate")]
fn run(
    act: Act,
    user: yingda_shared::kernel::id::UserId,
    status: super::Status,
    (old, new): (RwSignal<String>, RwSignal<String>),
    told: RwSignal<Option<Told>>,
    busy: RwSignal<bool>,
    done: Callback<Option<Key>>,
) {
    use super::locking::{NotSet, change, remove, set};
    busy.set(true);
    leptos::task::spawn_local(async move {
        let (old, new) = (old.get_untracked(), new.get_untracked());
        let outcome = match act {
            Act::Set => set(user, status, &new).await.map(|()| None),
            Act::Change => change(user, status, &old, &new).await.map(|()| Some(key!(lock.changed))),
            Act::Remove => remove(user, status, &old).await.map(|()| {
                status.pin.try_set(Pin::None);
                Some(key!(lock.removed))
            }),
        };
        told.try_set(outcome.err().map(|not| match not {
            NotSet::Waiting => Told::Key(key!(lock.send_first)),
            NotSet::Others => Told::Key(key!(lock.others_first)),
            NotSet::Away => Told::Key(key!(lock.needs_server)),
            NotSet::Failed => Told::Key(key!(lock.failed)),
            NotSet::Wrong(After::Forgotten) => Told::Key(key!(lock.forgotten_text)),
            NotSet::Wrong(after) => Told::Wrong(after),
        }));
        busy.try_set(false);
        if let Ok(said) = outcome {
            done.try_run(said);
        }
    });
}
