//! The frame itself: what stays while pages change, and what any page in it may ask for.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::identity::ActorKind;
use yingda_shared::knowledge::pairs::Pair;
use yingda_shared::notices::ListNotices;
use yingda_shared::tasks::CountTasks;

use super::account::AccountMenu;
use super::go::bind_places;
use super::keys::{use_command, use_keyboard};
use super::keys_sheet::{Caps, KeysSheet};
use super::nav::{BottomNav, RailItems, Waiting};
use crate::boot::use_boot;
use crate::data::{Fetch, fetch};
use crate::i18n::use_i18n;
use crate::offline::OfflineNotice;
use crate::t;
use crate::tabs::TabStrip;

/// Whether the sheet that opens a case is shown, words that its subject begins with, and the standard description it is
/// filled with; any page of the console may open it.
#[derive(Clone, Copy)]
pub struct QuickOpen(pub RwSignal<bool>, pub RwSignal<String>, pub RwSignal<Option<Pair>>);

impl QuickOpen {
    fn closed() -> QuickOpen {
        QuickOpen(RwSignal::new(false), RwSignal::new(String::new()), RwSignal::new(None))
    }
}

/// Kept by the app, like the sheet itself.
pub fn provide_quick_open() -> QuickOpen {
    let quick = QuickOpen::closed();
    provide_context(quick);
    quick
}

/// The sheet's switch.
pub fn use_quick_open() -> QuickOpen {
    use_context().unwrap_or_else(QuickOpen::closed)
}

/// The notices the frame keeps for its bell.
pub fn use_notices() -> Fetch<ListNotices> {
    use_context().unwrap_or_else(|| fetch(|| Some(ListNotices {})))
}

/// Rail on desks, bottom navigation on phones, and the page between them. `section` is the word of the
/// place shown: `cases`, `partner`, `tasks`, `notices`, `admin` or `account`.
#[component]
pub fn ConsoleFrame(section: &'static str, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let quick = use_quick_open();
    let keyboard = use_keyboard();
    use_command("help", Callback::new(move |()| keyboard.sheet.set(true)));
    bind_places();
    let notices = fetch(|| Some(ListNotices {}));
    provide_context(notices);
    let boot = use_boot();
    let (may_open, first_unread, kind) =
        boot.with_value(|boot| (boot.may("cases.quick_open"), boot.me.unread, boot.me.kind));
    // The next section's frame begins with what this one knew.
    Effect::new(move |_| {
        if let Some(unread) = notices.data.with(|data| data.as_ref().map(|data| data.unread)) {
            boot.update_value(|boot| boot.me.unread = unread);
        }
    });
    let unread =
        Signal::derive(move || notices.data.with(|data| data.as_ref().map_or(first_unread, |data| data.unread)));
    let counts = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff && boot.may("tasks.count"));
    let counted = fetch(move || counts.then_some(CountTasks {}));
    let tasks = Signal::derive(move || counted.data.with(|data| data.as_ref().map_or(0, |data| data.open)));
    let waiting = Waiting { unread, tasks };
    if may_open {
        use_command("create", Callback::new(move |()| quick.0.set(true)));
        // The installed app's own entry leads here.
        let wanted = use_query_map().with_untracked(|query| query.get("new").is_some());
        Effect::new(move |_| {
            if wanted && section == "cases" {
                quick.0.set(true);
            }
        });
    }
    let home = match kind {
        ActorKind::Partner => "/partner",
        ActorKind::Customer => "/",
        _ => "/cases",
    };
    view! {
        <a class="skip-link" href="#main" rel="external">{t!(i18n, common.skip_link)}</a>
        <div class="console">
            <nav class="rail" aria-label=t!(i18n, common.main_nav)>
                <a class="rail-mark" href=home><img src="/favicon.svg" alt=t!(i18n, common.product) /></a>
                <RailItems section waiting quick />
                <div class="rail-end"><AccountMenu section /></div>
            </nav>
            <div class="console-notice"><OfflineNotice /></div>
            <div class="console-tabs"><TabStrip /></div>
            <main class="console-main" id="main" tabindex="-1">{children()}</main>
            <BottomNav section waiting quick />
        </div>
        <KeysSheet />
        <Begun />
    }
}

/// The first press of a shortcut of two, while it waits for the second.
#[component]
fn Begun() -> impl IntoView {
    let keyboard = use_keyboard();
    let keys = Signal::derive(move || {
        keyboard.begun.with(|begun| begun.iter().map(|stroke| stroke.text()).collect::<Vec<_>>().join(" "))
    });
    view! { <p class="keys-begun" role="status">{move || (!keys.with(String::is_empty)).then(|| view! { <Caps keys /><span aria-hidden="true">"…"</span> })}</p> }
}
