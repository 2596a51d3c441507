//! What stands over every page while nothing of this device may be shown: the PIN is asked, or the server.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::limits::PIN_TRIES;
use yingda_shared::sync::pin::{After, fit};

use super::status::{Lock, use_status};
use crate::boot::use_boot;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Banner, Button, Disclosure, Icon, Kind, TextInput, Tone};
use crate::{key, t};

/// Empty in the first render: the browser alone knows whether it is locked. Everything else is hidden
/// while it is there (`body[data-locked]`).
#[component]
pub fn LockScreen() -> impl IntoView {
    let status = use_status();
    Effect::new(move |_| {
        let Some(body) = document().body() else { return };
        let _ = match status.lock.with(Option::is_some) {
            true => body.set_attribute("data-locked", ""),
            false => body.remove_attribute("data-locked"),
        };
    });
    move || {
        let lock = status.lock.get()?;
        let inside = match lock {
            Lock::Pin { after, waiting } => view! { <AskPin after waiting /> }.into_any(),
            Lock::Lease { waiting } => view! { <AskServer waiting /> }.into_any(),
            Lock::Forgotten => view! { <Forgotten /> }.into_any(),
        };
        Some(view! { <div class="lock narrow"><main class="narrow-box">{inside}</main></div> })
    }
}

/// What a wrong PIN is told.
pub fn said(i18n: I18n, after: After, waiting: usize) -> Option<String> {
    match after {
        After::Left(PIN_TRIES) => None,
        After::Left(n) => Some(i18n.fill(key!(lock.wrong), &[("n", &n.to_string())])),
        After::Last if waiting > 0 => Some(i18n.fill(key!(lock.last_waiting), &[("n", &waiting.to_string())])),
        After::Last => Some(i18n.say(key!(lock.last))),
        After::Forgotten => Some(i18n.say(key!(lock.forgotten_text))),
    }
}

#[component]
fn AskPin(after: After, waiting: usize) -> impl IntoView {
    let i18n = use_i18n();
    let name = use_boot().with_value(|boot| boot.me.name.clone());
    let (pin, busy, tried) = (RwSignal::new(String::new()), RwSignal::new(false), RwSignal::new(after));
    let failed = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() && !pin.with_untracked(String::is_empty) {
            try_pin(pin, tried, failed, busy);
        }
    };
    let error = MaybeProp::derive(move || match failed.get() {
        true => Some(i18n.say(key!(lock.failed))),
        false => said(i18n, tried.get(), waiting).filter(|_| tried.get() != After::Last),
    });
    let warned = move || {
        let text = said(i18n, tried.get(), waiting).filter(|_| tried.get() == After::Last)?;
        Some(view! { <Banner card=true tone=Tone::Danger text /> })
    };
    view! {
        <h1 id="lock-title"><Icon name="lock" />{t!(i18n, lock.title)}</h1>
        <p>{move || i18n.fill(key!(lock.text), &[("name", &name)])}</p>
        <form class="form" on:submit=submit novalidate>
            {warned}
            <TextInput name="pin" kind="password" label=t!(i18n, lock.pin) value=pin error autocomplete="off" autofocus=true />
            <div class="form-actions"><Button kind=Kind::Primary submit=true label=t!(i18n, lock.open) busy /></div>
        </form>
        <Disclosure summary=t!(i18n, lock.forgot)><Recover /></Disclosure>
        <p class="narrow-more"><Button kind=Kind::Plain icon="logout" label=t!(i18n, common.sign_out) on_press=move |()| sign_out() /></p>
    }
}

/// The way for those who forgot the PIN and know the password.
#[component]
fn Recover() -> impl IntoView {
    let i18n = use_i18n();
    let login = use_boot().with_value(|boot| boot.me.login.clone());
    let (password, new, again) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (busy, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let pressed = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        pressed.set(true);
        let ready = choice(i18n, new, again) == (None, None);
        if !busy.get_untracked() && ready {
            recover(login.clone(), password, new, fault, busy);
        }
    };
    let error = move |second: bool| {
        MaybeProp::derive(move || {
            let (first, repeated) = choice(i18n, new, again);
            pressed.get().then_some(if second { repeated } else { first }).flatten()
        })
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <p class="quiet small">{t!(i18n, lock.forgot_text)}</p>
            {move || fault.get().map(|fault| view! { <Banner card=true tone=Tone::Danger text=forgot_fault(i18n, &fault) /> })}
            <TextInput name="password" kind="password" label=t!(i18n, account.password) value=password autocomplete="current-password" />
            <TextInput name="pin-new" kind="password" label=t!(i18n, lock.new_pin) value=new error=error(false) autocomplete="off" />
            <TextInput name="pin-again" kind="password" label=t!(i18n, lock.again) value=again error=error(true) autocomplete="off" />
            <div class="form-actions"><Button submit=true label=t!(i18n, lock.recover) busy /></div>
        </form>
    }
}

fn forgot_fault(i18n: I18n, fault: &Fault) -> String {
    match fault {
        Fault::Offline => i18n.say(key!(lock.needs_server)),
        Fault::NotFound => i18n.say(key!(lock.no_spare)),
        Fault::Invalid { .. } => i18n.fault(&Fault::refused("sign_in_failed")),
        fault => i18n.fault(fault),
    }
}

/// What is wrong with a chosen PIN, and with its repetition.
pub fn choice(i18n: I18n, new: RwSignal<String>, again: RwSignal<String>) -> (Option<String>, Option<String>) {
    let unfit = new.with(|pin| fit(pin).err()).map(|unfit| i18n.word("words.pin", unfit.as_str()));
    let other = (unfit.is_none() && new.get() != again.get()).then(|| i18n.say(key!(lock.not_same)));
    (unfit, other)
}

#[component]
fn AskServer(waiting: usize) -> impl IntoView {
    let i18n = use_i18n();
    let back = leptos_router::hooks::use_location().pathname.get_untracked();
    let kept = (waiting > 0)
        .then(|| view! { <p>{move || i18n.fill(key!(lock.lease_waiting), &[("n", &waiting.to_string())])}</p> });
    view! {
        <h1 id="lock-title"><Icon name="lock" />{t!(i18n, lock.lease_title)}</h1>
        <p>{t!(i18n, lock.lease_text)}</p>
        {kept}
        <div class="form-actions">
            <a class="btn btn-primary" href=format!("/sign-in?back={back}") rel="external">{t!(i18n, offline.sign_in)}</a>
        </div>
    }
}

#[component]
fn Forgotten() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <h1 id="lock-title"><Icon name="lock" />{t!(i18n, lock.forgotten_title)}</h1>
        <p>{t!(i18n, lock.forgotten_text)}</p>
        <div class="form-actions"><Button kind=Kind::Primary label=t!(i18n, lock.go_on) on_press=move |()| go_on() /></div>
    }
}

#[cfg(not(feature = "hydrate"))]
mod acting {
    use super::*;
    pub fn try_pin(_: RwSignal<String>, _: RwSignal<After>, _: RwSignal<bool>, _: RwSignal<bool>) {}
    pub fn recover(_: String, _: RwSignal<String>, _: RwSignal<String>, _: RwSignal<Option<Fault>>, _: RwSignal<bool>) {
    }
    pub fn sign_out() {}
    pub fn go_on() {}
}

#[cfg(feature = "hydrate")]
mod acting {
    use yingda_shared::identity::operations::SignOut;

    use super::*;
    use crate::offline::unlocking::{self, Tried};

    pub fn try_pin(pin: RwSignal<String>, tried: RwSignal<After>, failed: RwSignal<bool>, busy: RwSignal<bool>) {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let outcome = unlocking::try_pin(&pin.get_untracked()).await;
            failed.try_set(outcome == Tried::Failed);
            if let Tried::Wrong(after) = outcome {
                tried.try_set(after);
                pin.try_set(String::new());
            }
            busy.try_set(false);
        });
    }

    pub fn recover(
        login: String,
        password: RwSignal<String>,
        new: RwSignal<String>,
        fault: RwSignal<Option<Fault>>,
        busy: RwSignal<bool>,
    ) {
        busy.set(true);
        leptos::task::spawn_local(async move {
            let done = unlocking::recover(login, password.get_untracked(), &new.get_untracked()).await;
            fault.try_set(done.err());
            busy.try_set(false);
        });
    }

    pub fn sign_out() {
        leptos::task::spawn_local(async move {
            if crate::api::call(SignOut { keep: false }).await.is_ok() {
                crate::routes::go("/sign-in");
            }
        });
    }

    pub fn go_on() {
        crate::pwa::reload();
    }
}

use acting::{go_on, recover, sign_out, try_pin};
