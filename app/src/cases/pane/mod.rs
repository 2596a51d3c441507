//! One case: head, conversation, composer, and the panel beside it.

mod acting;
mod copy;
mod head;
mod open;
mod place;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::queries::GetCase;

use self::acting::ThumbActs;
use self::head::Head;
pub use self::open::{OpenCase, Other, name};
use super::acts::ActDialog;
use super::composer::Composer;
use super::context::Context;
use super::desk::{Ask, use_desk};
use super::filters::{ListView, use_view};
use super::run::RunBar;
use super::timeline::Timeline;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::ui::{Banner, LinkButton, Skeleton, Tone};
use crate::unloaded::Unloaded;
use crate::{key, t};

/// `/cases/{number}` and `/partner/{number}`. Another number is another case, with parts of its own.
#[component]
pub fn CasePane() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| params.with(|params| params.get("number").unwrap_or_default()));
    move || {
        let number = number.get();
        view! { <Shown number /> }
    }
}

/// The case with this number.
#[component]
fn Shown(number: String) -> impl IntoView {
    let i18n = use_i18n();
    let desk = use_desk();
    let asked = number.clone();
    let data = fetch(move || Some(GetCase { id: asked.clone() }));
    let case = OpenCase::new(desk, data).with_escalation();
    let loaded = Memo::new(move |_| case.detail.with(Option::is_some));
    // What a key of the list asked for before the case was here.
    Effect::new(move |_| {
        if !loaded.get() {
            return;
        }
        let mine = desk.asked.get().filter(|(wanted, _)| *wanted == number);
        let Some((_, ask)) = mine else { return };
        desk.asked.set(None);
        match ask {
            Ask::Act(act) if case.with(|detail| detail.may(act.operation())) == Some(true) => case.run(act),
            Ask::Act(_) => {}
            Ask::States => case.states.update(|n| *n += 1),
            Ask::Reply => case.reply.update(|n| *n += 1),
        }
    });
    let failed = Memo::new(move |_| data.fault.get().filter(|_| !loaded.get()));
    let title =
        move || case.follow(|detail| format!("{} {}", detail.case.number, detail.case.subject)).unwrap_or_default();
    view! {
        <Title text=title />
        {move || match (loaded.get(), failed.get()) {
            (true, _) => view! { <Parts case /> }.into_any(),
            (_, Some(fault)) => view! {
                <Frame>
                    <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| data.refresh())>
                        <LinkButton label=t!(i18n, common.back) href=desk.base />
                    </Unloaded>
                </Frame>
            }.into_any(),
            _ => view! { <Frame><Skeleton label=t!(i18n, common.loading) rows=6 height="88px" /></Frame> }.into_any(),
        }}
    }
}

/// The pane around what is not a case yet.
#[component]
fn Frame(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let desk = use_desk();
    view! {
        <section class="pane pane-case" aria-label=t!(i18n, cases.one)>
            <div class="pane-head only-phone"><a class="btn btn-plain btn-icon" href=desk.base aria-label=t!(i18n, common.back)><crate::ui::Icon name="chevron-left" /></a></div>
            <div class="pane-body pane-empty">{children()}</div>
        </section>
    }
}

/// Says that the case one asked for is read in this one, or where it went.
#[component]
fn Led(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let (asked, merged, number) = case.follow(|detail| {
            let merged = detail.case.state == CaseState::Merged;
            (detail.asked.clone(), merged, detail.case.number.clone())
        })?;
        let (words, number) = match asked {
            Some(asked) => (key!(cases.ties.led), asked.number),
            None if merged => (key!(cases.ties.led_offline), number),
            None => return None,
        };
        let text = Signal::derive(move || i18n.fill(words, &[("number", &number)]));
        Some(view! { <Banner text tone=Tone::Info icon="merge" /> })
    }
}

/// The parts of a case that is here.
#[component]
fn Parts(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    place::tell_place(case);
    let view = use_view();
    let back = Signal::derive(move || format!("{}{}", case.desk.base, view.with(ListView::query)));
    let label = move || case.follow(|detail| detail.case.number.clone()).unwrap_or_default();
    view! {
        <section class="pane pane-case" aria-label=label>
            <RunBar case />
            <Head case back />
            <Led case />
            <div class="pane-body" id="case-body" tabindex="0" role="region" aria-label=t!(i18n, cases.timeline.label)><Timeline case /></div>
            <Composer case />
            <ThumbActs case />
        </section>
        <Context case />
        <ActDialog case />
    }
}
