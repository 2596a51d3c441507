//! The page of one case, opened by its number or by a tracking link.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use yingda_shared::cases::queries::{GetCase, TRACKED};
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::fault::Fault;
use yingda_shared::notices::{ListNotices, ReadNotices};

use super::actions::ActionRow;
use super::conversation::Conversation;
use super::ending::Endings;
use super::fault::{LinkOver, PageFault};
use super::frame::PortalFrame;
use super::progress::{Progress, PromiseCard, Solution};
use super::promise::Standing;
use super::rating::RatingCard;
use super::remedy::{AnswerPromised, RemedyCard};
use super::reply::Reply;
use super::tracking_link::{Received, TrackingLink};
use super::why::Why;
use crate::api::call;
use crate::boot::{SetStatus, use_boot};
use crate::contracts::planned_for;
use crate::format::{ago, exact, use_now};
use crate::i18n::use_i18n;
use crate::live::use_live;
use crate::ui::{Banner, Skeleton, Time, Tone};
use crate::{key, t};

/// What every part of the page shares.
#[derive(Clone, Copy)]
pub struct Shown {
    pub detail: RwSignal<CaseDetail>,
    /// Reads the case again after one's own change.
    pub refresh: Callback<()>,
    /// The secret of the link, for a guest.
    pub track: StoredValue<Option<String>>,
}

impl Shown {
    pub fn standing(self) -> Standing {
        self.detail.with(|detail| Standing::from(&detail.case))
    }

    /// Whether rights and state allow an operation; changes only when the answer does.
    pub fn may(self, operation: &'static str) -> Memo<bool> {
        Memo::new(move |_| self.detail.with(|detail| detail.may(operation)))
    }

    pub fn id(self) -> String {
        self.detail.with_untracked(|detail| detail.case.id.to_string())
    }
}

/// `/my/{number}`, for whoever has an account.
#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    let id = Signal::derive(move || params.with(|params| params.get("number")).unwrap_or_default());
    view! { <DetailPage id track=None /> }
}

/// `/t/{track}`, for whoever holds the link.
#[component]
pub fn TrackPage() -> impl IntoView {
    let track = use_params_map().with_untracked(|params| params.get("track"));
    view! { <DetailPage id=Signal::stored(TRACKED.to_string()) track /> }
}

/// Loads the case once; later answers change what is shown without building it again, so that
/// nobody's half-written words are lost.
#[component]
fn DetailPage(id: Signal<String>, track: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let status = SetStatus::of_page();
    let track = StoredValue::new(track);
    let first = Resource::new(move || id.get(), |id| call(GetCase { id }));
    let shown = move || {
        let status = status.clone();
        Suspend::new(async move {
            match first.await {
                // A link that opens nothing makes one a stranger.
                Err(Fault::Unauthenticated | Fault::NotFound) if track.with_value(Option::is_some) => {
                    view! { <LinkOver status /> }.into_any()
                }
                Err(fault) => view! { <PageFault fault status /> }.into_any(),
                Ok(detail) => view! { <Detail detail id track /> }.into_any(),
            }
        })
    };
    let waiting = move || {
        view! { <main class="portal-main" id="main"><Skeleton label=t!(i18n, common.loading) rows=4 height="120px" /></main> }
    };
    view! {
        <PortalFrame title=t!(i18n, portal.progress)>
            <Suspense fallback=waiting>{shown}</Suspense>
        </PortalFrame>
    }
}

/// The case, from its promise down to the conversation.
#[component]
fn Detail(detail: CaseDetail, id: Signal<String>, track: StoredValue<Option<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (subject, created, case_id) = (detail.case.subject.clone(), detail.case.created_at, detail.case.id);
    let detail = RwSignal::new(detail);
    let number = move || detail.with(|detail| detail.case.number.clone());
    // The number of a case that began without a network is its own only until the server gives one.
    let asked = detail.with_untracked(|detail| detail.asked.as_ref().map(|asked| asked.id)).unwrap_or(case_id);
    let id = if track.with_value(Option::is_some) { id.get_untracked() } else { asked.to_string() };
    let (id, round) = (StoredValue::new(id), StoredValue::new(0u32));
    let refresh = Callback::new(move |()| {
        round.update_value(|round| *round += 1);
        let (mine, id) = (round.get_value(), id.get_value());
        leptos::task::spawn_local(async move {
            let answer = call(GetCase { id }).await;
            // Answers may overtake each other: only the newest question counts.
            if let Ok(newer) = answer
                && round.try_get_value() == Some(mine)
            {
                detail.try_set(newer);
            }
        });
    });
    follow(refresh);
    if track.with_value(Option::is_none) {
        mark_read(case_id);
        if asked != case_id {
            mark_read(asked);
        }
    }
    let shown = Shown { detail, refresh, track };
    let is_new = use_query_map().with_untracked(|query| query.get("new").is_some());
    let title = subject.clone();
    view! {
        <Title text=move || format!("{title} · {}", i18n.say(key!(portal.desk))) />
        <main class="portal-main case-detail" id="main" tabindex="-1">
            <header>
                <h1>{subject}</h1>
                <p class="quiet small">
                    <span class="mono">{number}</span>
                    " · "
                    <Time ms=created text=move || ago(i18n, created, now.get()) exact=exact(created) />
                </p>
            </header>
            <PlannedFor shown />
            <Led shown />
            {is_new.then(|| view! { <Received shown /> })}
            <PromiseCard shown />
            <Why shown />
            <section class="card" aria-label=t!(i18n, portal.progress)>
                <div class="card-body"><Progress shown /></div>
            </section>
            <AnswerPromised shown />
            <RemedyCard shown />
            <Solution shown />
            <RatingCard shown />
            <Conversation shown />
            <Reply shown />
            <Endings shown />
            <ComplainLink shown />
            <TrackingLink shown />
        </main>
        <ActionRow shown />
    }
}

/// What the case was planned as, and for when: nobody reported it.
#[component]
fn PlannedFor(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let planned = shown.detail.with(|detail| detail.case.planned.clone())?;
        let (day, minute, at, occasion) = (planned.day?, planned.minute, planned.at, planned.occasion);
        let text = Signal::derive(move || {
            let when = planned_for(i18n, day, minute, at);
            let what = i18n.word("words.occasion", occasion.as_str());
            format!("{what} · {}", i18n.fill(key!(plans.planned_for), &[("when", &when)]))
        });
        Some(view! { <Banner text tone=Tone::Info icon="calendar" card=true /> })
    }
}

/// Says that the case one asked for is handled in this one.
#[component]
fn Led(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let asked = shown.detail.with(|detail| detail.asked.clone())?;
        let text = Signal::derive(move || i18n.fill(key!(portal.merged.led), &[("number", &asked.number)]));
        Some(view! { <Banner text tone=Tone::Info icon="merge" card=true /> })
    }
}

/// The way to complain of how a case was handled; a complaint is answered on its own page.
#[component]
fn ComplainLink(shown: Shown) -> impl IntoView {
    let i18n = use_i18n();
    let may = use_boot().with_value(|boot| boot.me.user_id.is_some() && boot.may("complaints.submit"));
    let href = Memo::new(move |_| {
        let case = shown.detail.with(|detail| {
            (may && detail.case.complaint.is_none()).then(|| (detail.case.id, detail.case.number.clone()))
        });
        case.map(|(id, number)| format!("/complain?about={id}&number={number}"))
    });
    move || {
        let href = href.get()?;
        Some(view! { <p class="small"><a id="complain" href=href>{t!(i18n, complaints.enter_about)}</a></p> })
    }
}

/// Reads again whenever the live channel says that something changed.
fn follow(refresh: Callback<()>) {
    let live = use_live();
    Effect::new(move |before: Option<u32>| {
        let version = live.version.get();
        if before.is_some_and(|before| before != version) {
            refresh.run(());
        }
        version
    });
}

/// Notices of a case one looks at are read.
fn mark_read(case: yingda_shared::kernel::id::CaseId) {
    Effect::new(move |_| {
        leptos::task::spawn_local(async move {
            let Ok(list) = call(ListNotices {}).await else { return };
            for notice in list.rows.into_iter().filter(|notice| !notice.read && notice.case_id == Some(case)) {
                let _ = call(ReadNotices { id: Some(notice.id) }).await;
            }
        });
    });
}
