//! The first page: for a customer what is open, what needs them, their things; for a guest how to begin.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use yingda_shared::cases::listing::CaseList;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::notices::{ListNotices, Notices};

use super::assets::MyAssets;
use super::case_cards::CaseCards;
use super::contracts::MyContracts;
use super::fault::PartFault;
use super::frame::PortalFrame;
use super::guest_home::GuestHome;
use super::promise::Standing;
use crate::boot::use_boot;
use crate::data::{Answer, load};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Disclosure, EmptyState, Kind, LinkButton, LoadMore, Size, Skeleton};

/// Open cases shown; nobody has more of them on a phone.
const OPEN_MAX: u32 = 100;
/// Closed cases of the first page, and each further one.
const CLOSED_STEP: u32 = 10;

/// The portal's root.
#[component]
pub fn HomePage() -> impl IntoView {
    let i18n = use_i18n();
    let signed_in = use_boot().with_value(|boot| boot.me.user_id.is_some());
    view! {
        <Title text=t!(i18n, portal.desk) />
        <PortalFrame here="home">
            {if signed_in { view! { <CustomerHome /> }.into_any() } else { view! { <GuestHome /> }.into_any() }}
        </PortalFrame>
    }
}

/// What a customer comes for.
#[component]
fn CustomerHome() -> impl IntoView {
    let i18n = use_i18n();
    let name = use_boot().with_value(|boot| boot.me.name.clone());
    view! {
        <main class="portal-main" id="main" tabindex="-1">
            <section class="portal-hero">
                <h1>{move || i18n.fill(crate::key!(portal.greeting), &[("name", &name)])}</h1>
                <LinkButton kind=Kind::Primary size=Size::Large class="btn-wide" icon="edit" label=t!(i18n, portal.submit) href="/submit" />
            </section>
            <OpenCases />
            <ClosedCases />
            <MyContracts />
            <MyAssets />
            <p class="small"><a href="/help">{t!(i18n, help.title)}</a></p>
            <p class="small"><a href="/complain">{t!(i18n, complaints.enter)}</a></p>
        </main>
    }
}

fn unread_cases(notices: Answer<ListNotices>) -> Vec<CaseId> {
    let rows = notices.map(|notices: Notices| notices.rows).unwrap_or_default();
    rows.into_iter().filter(|notice| !notice.read).filter_map(|notice| notice.case_id).collect()
}

/// Open cases, those that need the customer first.
#[component]
fn OpenCases() -> impl IntoView {
    let i18n = use_i18n();
    let cases =
        load(|| ListCases { state: Some("open,resolved".into()), limit: Some(OPEN_MAX), ..ListCases::default() });
    let notices = load(|| ListNotices {});
    let shown = move || {
        Suspend::new(async move {
            let unread = unread_cases(notices.await);
            match cases.await {
                Err(fault) => view! { <PartFault fault /> }.into_any(),
                Ok(list) if list.rows.is_empty() => {
                    view! { <EmptyState icon="check-circle" title=t!(i18n, portal.nothing_open) text=Signal::derive(t!(i18n, portal.nothing_open_text)) /> }.into_any()
                }
                Ok(CaseList { mut rows, .. }) => {
                    rows.sort_by_key(|row| (!Standing::from(row).needs_you(), !unread.contains(&row.id)));
                    view! { <CaseCards rows unread /> }.into_any()
                }
            }
        })
    };
    view! {
        <section aria-labelledby="open-title">
            <h2 id="open-title">{t!(i18n, portal.my_service)}</h2>
            <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=3 height="120px" /> }>{shown}</Transition>
        </section>
    }
}

/// What is over, below a fold; more of it by a link that works without script.
#[component]
fn ClosedCases() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let navigate = StoredValue::new(use_navigate());
    let asked = move || query.with(|query| query.get("closed").and_then(|text| text.parse::<u32>().ok()));
    let count = move || asked().unwrap_or(CLOSED_STEP).clamp(1, 500);
    let cases = load(move || ListCases {
        state: Some("closed,cancelled,merged,duplicate".into()),
        limit: Some(count()),
        ..ListCases::default()
    });
    let shown = move || {
        Suspend::new(async move {
            match cases.await {
                Err(fault) => view! { <PartFault fault /> }.into_any(),
                Ok(list) if list.rows.is_empty() => {
                    view! { <p class="quiet">{t!(i18n, portal.nothing_closed)}</p> }.into_any()
                }
                Ok(list) => {
                    let (number, more) = (list.rows.len().to_string(), list.next.is_some());
                    let href = Signal::derive(move || format!("/?closed={}", count() + CLOSED_STEP));
                    let more_of_it = move |()| {
                        let options = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
                        navigate.with_value(|navigate| navigate(&href.get_untracked(), options));
                    };
                    let shown = move || i18n.fill(crate::key!(common.shown), &[("n", &number)]);
                    view! {
                        <CaseCards rows=list.rows unread=Vec::new() />
                        <LoadMore label=t!(i18n, common.load_more) shown more=Signal::stored(more) href on_press=more_of_it />
                    }
                    .into_any()
                }
            }
        })
    };
    let open = untrack(asked).is_some();
    view! {
        <Disclosure summary=t!(i18n, portal.closed) open=open>
            <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=2 height="96px" /> }>{shown}</Transition>
        </Disclosure>
    }
}
