//! The person's own corner of the rail: language, look, keys, account, leaving.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::identity::operations::SignOut;

use super::keys::use_keyboard;
use crate::boot::use_boot;
use crate::i18n::{Lang, use_i18n};
use crate::preferences::{set_density, set_language, set_theme, use_preferences};
use crate::t;
use crate::ui::{Menu, MenuItem, MenuLink, Tone, use_toasts};

/// Who is signed in, and what is theirs to set.
#[component]
pub fn AccountMenu(section: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let (name, role, firm) =
        use_boot().with_value(|boot| (boot.me.name.clone(), boot.me.role.clone(), boot.me.on_behalf_of.clone()));
    let preferences = use_preferences();
    let toasts = use_toasts();
    let keyboard = use_keyboard();
    let role = move || match firm.is_empty() {
        true => i18n.word("roles", &role),
        false => format!("{} · {firm}", i18n.word("roles", &role)),
    };
    let title = name.clone();
    let theme = move |name: &'static str| Signal::derive(move || preferences.theme.get() == name);
    let spoken = move |lang: Lang| Signal::derive(move || i18n.lang() == lang);
    let compact = Signal::derive(move || preferences.density.get() == "compact");
    let toggle_density =
        move |()| set_density(preferences, if compact.get_untracked() { "comfortable" } else { "compact" });
    let leave = move |()| {
        leptos::task::spawn_local(async move {
            match crate::api::call(SignOut { keep: false }).await {
                // Already signed out is signed out.
                Ok(_) | Err(Fault::Unauthenticated) => {
                    crate::pwa::forget();
                    crate::routes::go("/sign-in");
                }
                Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
            }
        });
    };
    let takes_leave = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff && boot.may("leaves.list"));
    view! {
        <Menu id="account-menu" label=move || title.clone() icon="user" class=if section == "account" { "rail-item rail-here" } else { "rail-item" }>
            <p class="menu-title"><b>{name}</b><br />{role}</p>
            <hr />
            <MenuItem label=t!(i18n, console.chinese) icon="globe" checked=spoken(Lang::Zh) on_press=move |()| set_language(i18n, Lang::Zh) />
            <MenuItem label=t!(i18n, console.english) icon="globe" checked=spoken(Lang::En) on_press=move |()| set_language(i18n, Lang::En) />
            <hr />
            <MenuItem label=t!(i18n, console.theme_system) icon="settings" checked=theme("system") on_press=move |()| set_theme(preferences, "system") />
            <MenuItem label=t!(i18n, console.theme_light) icon="sun" checked=theme("light") on_press=move |()| set_theme(preferences, "light") />
            <MenuItem label=t!(i18n, console.theme_dark) icon="moon" checked=theme("dark") on_press=move |()| set_theme(preferences, "dark") />
            <MenuItem label=t!(i18n, console.compact) icon="list" checked=compact on_press=toggle_density />
            <hr />
            <MenuItem label=t!(i18n, console.keys_title) icon="keyboard" keys="?" on_press=move |()| keyboard.sheet.set(true) />
            <MenuLink label=t!(i18n, console.my_account) href="/account" icon="user" />
            {takes_leave.then(|| view! { <MenuLink label=t!(i18n, schedules.leave) href="/leave" icon="calendar" /> })}
            <MenuItem label=t!(i18n, common.sign_out) icon="logout" on_press=leave />
        </Menu>
    }
}
