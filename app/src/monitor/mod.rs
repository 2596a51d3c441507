//! `/monitor`: the service monitor, a wall that keeps itself fresh. Read from three metres, on a desk and on a phone.

mod groups;
mod sound;
mod tiles;
mod waiting;

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::monitor::{Figure, GetMonitor, Monitor};

use crate::console::ConsoleFrame;
use crate::data::{Fetch, fetch};
use crate::format::{exact, use_now};
use crate::i18n::use_i18n;
use crate::ui::{Icon, IconButton, PageHeader, Skeleton};
use crate::unloaded::Unloaded;
use crate::{key, t};
use groups::Panels;
use tiles::Tiles;
use waiting::WaitingPanel;

/// What the parts of the wall read: the last answer, which stays while a newer one comes.
type Standing = RwSignal<Option<Monitor>>;

#[component]
pub fn MonitorPage() -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    // Promises run out by themselves: nothing needs to happen for a case to be late.
    let monitor = fetch(move || {
        now.track();
        Some(GetMonitor {})
    });
    let title = move || {
        let late = monitor.data.with(|data| data.as_ref().map_or(0, |data| data.figure(Figure::Overdue)));
        let name = i18n.say(key!(monitor.title));
        if late > 0 { format!("({late}) {name}") } else { name }
    };
    view! {
        <Title text=title />
        <ConsoleFrame section="monitor"><Wall monitor /></ConsoleFrame>
    }
}

#[component]
fn Wall(monitor: Fetch<GetMonitor>) -> impl IntoView {
    let i18n = use_i18n();
    let data = monitor.data;
    let loud = RwSignal::new(false);
    sound::call_out(data, loud);
    let there = Memo::new(move |_| data.with(Option::is_some));
    let body = move || match (there.get(), monitor.fault.get()) {
        (true, _) => view! { <Tiles data /><WaitingPanel data /><Panels data /> }.into_any(),
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| monitor.refresh()) /> }
                .into_any()
        }
        (false, None) => view! { <Skeleton label=t!(i18n, common.loading) rows=6 height="88px" /> }.into_any(),
    };
    view! {
        <div class="monitor" id="monitor">
            <PageHeader title=t!(i18n, monitor.title)>
                <Freshness monitor />
                <SoundSwitch loud />
                <IconButton label=t!(i18n, monitor.full_screen) icon="expand" on_press=sound::full_screen />
            </PageHeader>
            {body}
        </div>
    }
}

/// Of which moment the figures are, and that they are old where the server cannot be reached.
#[component]
fn Freshness(monitor: Fetch<GetMonitor>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let at = monitor.data.with(|data| data.as_ref().map(|data| data.at))?;
        let time = exact(at).split(' ').next_back().unwrap_or_default().to_string();
        let old = monitor.fault.with(Option::is_some);
        let words = if old { key!(monitor.stale) } else { key!(monitor.as_of) };
        let words = move || i18n.fill(words, &[("time", &time)]);
        Some(view! {
            <p class="monitor-fresh" role="status" data-tone=if old { "warn" } else { "neutral" } title=exact(at)>
                <Icon name=if old { "cloud-off" } else { "sync" } />{words}
            </p>
        })
    }
}

/// Silent until somebody wants it otherwise, each time the page is opened: browsers play nothing before a press.
#[component]
fn SoundSwitch(loud: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let press = move |_| {
        loud.update(|loud| *loud = !*loud);
        if loud.get_untracked() {
            sound::beep();
        }
    };
    view! {
        <button type="button" class="btn btn-quiet" aria-pressed=move || loud.get().to_string() on:click=press>
            {move || view! { <Icon name=if loud.get() { "volume" } else { "volume-off" } /> }}
            <span>{move || i18n.say(if loud.get() { key!(monitor.sound_on) } else { key!(monitor.sound_off) })}</span>
        </button>
    }
}
