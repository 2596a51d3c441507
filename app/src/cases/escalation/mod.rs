//! How a case is escalated, beside it: what was reached, who was told, who sees to it, and what was asked for.

mod account;
mod bearer;
mod done;
mod requests;
mod standing;
mod step;
mod words;

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{CaseEscalation, GetEscalation, Severity, Told, Trend};
use yingda_shared::fault::Fault;
use yingda_shared::jobs::ErrandState;

pub use self::account::AccountBox;
use self::bearer::Bearer;
use self::done::done;
use self::requests::{Stepping, requests};
use self::standing::standing;
use self::step::{Asked, StepDialog};
pub use self::words::fault as why_not;
pub use self::words::panel;
use super::acts::Act;
use super::pane::OpenCase;
use crate::boot::{may, use_boot};
use crate::format::exact;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Choice, Skeleton};
use crate::{key, t};

/// The id of the section, for links that lead to it.
pub const PANEL: &str = "case-escalation";

/// So long until what was about to be done is asked for.
const SETTLED: std::time::Duration = std::time::Duration::from_secs(3);

/// Where the section stands among the others.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    /// While there is something to tell.
    First,
    /// While all is quiet, and until that is known.
    Last,
}

/// The section, where this is its place now. For staff.
#[component]
pub fn Escalation(case: OpenCase, place: Place) -> impl IntoView {
    let Some(asked) = case.escalation.filter(|_| may(GetEscalation::NAME)) else { return ().into_any() };
    let told = Memo::new(move |_| asked.data.get());
    let quiet = Memo::new(move |_| told.with(|told| told.as_ref().is_none_or(CaseEscalation::is_quiet)));
    let fault = Memo::new(move |_| asked.fault.get().filter(|_| told.with(Option::is_none)));
    let here = Memo::new(move |_| quiet.get() == (place == Place::Last));
    let section = move || here.get().then(|| view! { <Section case told fault /> });
    view! { {section} }.into_any()
}

#[component]
fn Section(case: OpenCase, told: Memo<Option<CaseEscalation>>, fault: Memo<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let me = use_boot().with_value(|boot| boot.me.user_id);
    let acts = Memo::new(move |_| case.acts(me));
    let acknowledge = Memo::new(move |_| acts.with(|acts| acts.contains(&Act::AcknowledgeEscalation)));
    let request = Memo::new(move |_| acts.with(|acts| acts.contains(&Act::Escalate)));
    let asked = RwSignal::new(None::<Asked>);
    lead_here(case, told);
    settle(case, told);
    let body = move || match (told.get(), fault.get()) {
        (Some(told), _) if told.is_quiet() => {
            let said = move || match told.next_at {
                Some(at) => i18n.fill(key!(escalation.none_until), &[("time", &exact(at))]),
                None => i18n.say(key!(escalation.none)),
            };
            view! { <p class="faint">{said}</p> }.into_any()
        }
        (Some(told), _) => {
            let parts = (
                standing(i18n, case, &told, acknowledge),
                done(i18n, case, &told),
                requests(i18n, &told, Stepping { bearer: Bearer::Case(case), me, asked }),
            );
            parts.into_any()
        }
        (None, Some(fault)) => {
            let said = move || match &fault {
                Fault::Offline => i18n.say(key!(escalation.needs_server)),
                fault => i18n.fault(fault),
            };
            view! { <p class="faint">{said}</p> }.into_any()
        }
        (None, None) => {
            view! { <Skeleton label=t!(i18n, common.loading) rows=1 height="32px" single=true /> }.into_any()
        }
    };
    let old = move || {
        let old = case.is_away() && told.with(Option::is_some);
        old.then(|| view! { <p class="small faint">{t!(i18n, escalation.last_known)}</p> })
    };
    let button = move || {
        request.get().then(|| {
            view! { <Button label=t!(i18n, escalation.request) icon="arrow-up" class="esc-request-new" on_press=move |()| case.run(Act::Escalate) /> }
        })
    };
    view! {
        <section class="context-section escalation" id=PANEL tabindex="-1" aria-labelledby="case-escalation-title">
            <h3 id="case-escalation-title">{t!(i18n, escalation.title)}</h3>
            {old}
            {body}
            {button}
            <StepDialog bearer=Bearer::Case(case) asked />
        </section>
    }
}

/// Whoever followed a link to the section is led there once it is known what stands in it.
fn lead_here(case: OpenCase, told: Memo<Option<CaseEscalation>>) {
    let hash = use_location().hash;
    let meant =
        Memo::new(move |_| hash.with(|hash| hash.trim_start_matches('#') == PANEL) && told.with(Option::is_some));
    Effect::new(move |_| {
        if !meant.get() {
            return;
        }
        case.desk.context.set("open");
        request_animation_frame(|| {
            if let Some(section) = focused() {
                section.scroll_into_view();
            }
        });
    });
}

/// The section with the focus: what was pressed in it may be gone with the next answer.
fn focused() -> Option<web_sys::HtmlElement> {
    let section = document().get_element_by_id(PANEL)?.dyn_into::<web_sys::HtmlElement>().ok()?;
    let _ = section.focus();
    Some(section)
}

/// What is done right after a level was reached changes nothing that pages are told of: while that is awaited, they ask.
fn settle(case: OpenCase, told: Memo<Option<CaseEscalation>>) {
    let awaited = |one: &Told| {
        let letter = one.sent.iter().any(|sent| sent.state == ErrandState::Waiting);
        letter || one.state == ErrandState::Waiting
    };
    Effect::new(move |_| {
        let open = told.with(|told| told.as_ref().is_some_and(|told| told.done.iter().any(awaited)));
        if let Some(asked) = case.escalation.filter(|_| open && !case.is_away()) {
            // An answer that is another sets off the next question; the same one again waits for the live channel.
            set_timeout(move || asked.refresh(), SETTLED);
        }
    });
}

/// How grave it may be, for forms.
pub fn severities(i18n: I18n) -> Vec<Choice> {
    let choice = |word: &Severity| Choice::new(word.as_str(), i18n.say(words::severity(*word).0));
    Severity::ALL.iter().map(choice).collect()
}

fn trends(i18n: I18n) -> Vec<Choice> {
    let choice = |word: &Trend| Choice::new(word.as_str(), i18n.say(words::trend(*word)));
    Trend::ALL.iter().map(choice).collect()
}
