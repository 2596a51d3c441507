//! The schedule of one person: calendar, shifts of their own, days that are different.

mod days;
mod edit;
mod form;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::schedules::{GetSchedule, PersonSchedule};

use self::form::ScheduleForm;
use crate::boot::{may, use_boot};
use crate::console::ConsoleFrame;
use crate::data::{Fetch, fetch_once};
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::leave::{off, stretch};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// `/schedules/{id}`: of oneself to look at, of those whom one leads to set.
#[component]
pub fn SchedulePage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<Uuid>().ok())));
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff) && may("schedules.get");
    let inside = move || match id.get().filter(|_| staff) {
        Some(id) => view! { <Person id /> }.into_any(),
        None => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
    };
    view! {
        <Title text=t!(i18n, schedules.title) />
        <ConsoleFrame section="account"><div class="page schedule-page">{inside}</div></ConsoleFrame>
    }
}

#[component]
fn Person(id: Uuid) -> impl IntoView {
    let i18n = use_i18n();
    let person = fetch_once(move || Some(GetSchedule { id }));
    let there = Memo::new(move |_| person.data.with(Option::is_some));
    let body = move || {
        // What comes later changes what is said of now, not the form.
        if let Some(found) = there.get().then(|| person.data.get_untracked()).flatten() {
            return view! { <Shown found person /> }.into_any();
        }
        match person.fault.get() {
            Some(fault) => {
                view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| person.refresh()) /> }
                    .into_any()
            }
            None => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
        }
    };
    let title =
        Signal::derive(move || person.data.with(|found| found.as_ref().map_or("…".into(), |one| one.name.clone())));
    let over = MaybeProp::derive(move || Some(i18n.say(key!(schedules.title))));
    view! {
        <ui::PageHeader title over>
            <ui::LinkButton label=t!(i18n, schedules.leave) icon="chevron-left" kind=ui::Kind::Plain href="/leave" />
        </ui::PageHeader>
        {body}
    }
}

/// How it stands now, leave to come, and the form.
#[component]
fn Shown(found: PersonSchedule, person: Fetch<GetSchedule>) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let standing = Memo::new(move |_| person.data.with(|found| found.as_ref().map(|one| one.now).unwrap_or_default()));
    let said = move || off(i18n, standing.get(), now.get()).unwrap_or_else(|| i18n.say(key!(schedules.at_work)));
    let spans =
        Memo::new(move |_| person.data.with(|found| found.as_ref().map(|one| one.leave.clone()).unwrap_or_default()));
    let chip = move || {
        let tone = if standing.get().off.is_some() { ui::Tone::Warn } else { ui::Tone::Ok };
        view! { <ui::Chip tone icon="clock" text=Signal::derive(said) /> }
    };
    let leave = move || {
        let spans = spans.get();
        (!spans.is_empty()).then(|| {
            let spans = spans.into_iter().map(|span| view! { <li class="num">{stretch(span)}</li> }).collect_view();
            view! { <ui::SectionCard id="schedule-leave" title=t!(i18n, schedules.leave_ahead)><ul class="schedule-leave">{spans}</ul></ui::SectionCard> }
        })
    };
    view! {
        <p id="schedule-now">{chip}</p>
        {leave}
        <ScheduleForm found again=Callback::new(move |()| person.refresh()) />
    }
}
