//! A password: hidden, shown on demand, and for a new one how good it is.

use leptos::prelude::*;
use yingda_shared::kernel::limits::PASSWORD_MIN;

use crate::i18n::use_i18n;
use crate::key;
use crate::ui::{Button, Field, Icon, described};

/// Characters from which a password is called good.
const GOOD: usize = 16;

/// One password. `fresh` says that it is being chosen.
#[component]
pub fn PasswordField(
    name: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] error: MaybeProp<String>,
    #[prop(optional)] fresh: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let visible = RwSignal::new(false);
    let length = RwSignal::new(0usize);
    let help = fresh
        .then(|| Signal::derive(move || i18n.fill(key!(account.password_help), &[("n", &PASSWORD_MIN.to_string())])));
    let help: MaybeProp<String> = help.map(MaybeProp::from).unwrap_or_default();
    let strength = move || match length.get() {
        0 => None,
        n if n < PASSWORD_MIN => {
            Some(("danger", "alert", i18n.fill(key!(account.too_short), &[("n", &(PASSWORD_MIN - n).to_string())])))
        }
        n if n < GOOD => Some(("warn", "check", i18n.say(key!(account.fair)))),
        _ => Some(("ok", "check-circle", i18n.say(key!(account.good)))),
    };
    let toggle = move || if visible.get() { i18n.say(key!(account.hide)) } else { i18n.say(key!(account.show)) };
    view! {
        <Field id=name label help error required=true>
            <div class="password">
                <input
                    class="input"
                    id=name
                    name=name
                    type=move || if visible.get() { "text" } else { "password" }
                    autocomplete=if fresh { "new-password" } else { "current-password" }
                    required=true
                    aria-describedby=described(name, help, error)
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    on:input=move |event| length.set(event_target_value(&event).chars().count())
                />
                <Button class="needs-wasm" label=toggle pressed=Signal::derive(move || visible.get()) on_press=move |()| visible.update(|on| *on = !*on) />
            </div>
            {fresh.then(|| view! {
                <p class="strength" role="status" data-tone=move || strength().map(|(tone, ..)| tone)>
                    {move || strength().map(|(_, icon, text)| view! { <Icon name=icon /> <span>{text}</span> })}
                </p>
            })}
        </Field>
    }
    .into_any()
}
