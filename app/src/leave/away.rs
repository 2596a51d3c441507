//! Who is away in a month, and the way to the schedules that one sets.

use leptos::prelude::*;
use yingda_shared::kernel::time;
use yingda_shared::schedules::{AwayPerson, ListAway};

use super::stretch;
use crate::boot::use_boot;
use crate::data::fetch;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Disclosure, Icon, IconButton, SectionCard, Skeleton};
use crate::unloaded::Unloaded;

/// Characters of a month such as `2026-12`.
const MONTH: usize = 7;

/// The month before or after one, as addresses and forms write it.
fn moved(month: &str, by: i32) -> String {
    let Some((first, next)) = (ListAway { month: month.to_string() }).days() else { return month.to_string() };
    let day = if by < 0 { first.after(-1) } else { next };
    day.to_string().chars().take(MONTH).collect()
}

#[component]
pub fn AwayCard() -> impl IntoView {
    let i18n = use_i18n();
    let offset = use_boot().with_value(|boot| boot.offset);
    let today = time::date(use_now().get_untracked(), offset);
    let month = RwSignal::new(today.chars().take(MONTH).collect::<String>());
    let away = fetch(move || Some(ListAway { month: month.get() }));
    let turn = move |by: i32| month.update(|month| *month = moved(month, by));
    let body = move || match (away.data.get(), away.fault.get()) {
        (Some(data), _) => {
            let (there, gone): (Vec<AwayPerson>, Vec<AwayPerson>) =
                data.rows.into_iter().partition(|person| person.spans.is_empty());
            let none = gone.is_empty().then(|| view! { <p class="quiet">{t!(i18n, schedules.nobody_away)}</p> });
            let set: Vec<AwayPerson> = gone.iter().chain(&there).filter(|person| person.decides).cloned().collect();
            let rows = gone.into_iter().map(|person| view! { <Row person /> }).collect_view();
            view! { <ul class="own-list">{rows}</ul>{none}{(!set.is_empty()).then(|| view! { <Set people=set /> })} }
                .into_any()
        }
        (None, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| away.refresh()) /> }
                .into_any()
        }
        _ => view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    view! {
        <SectionCard id="leave-away" title=t!(i18n, schedules.who_is_away)>
            <div class="row spread">
                <IconButton label=t!(i18n, schedules.month_before) icon="chevron-left" on_press=move || turn(-1) />
                <b class="num" role="status">{move || month.get()}</b>
                <IconButton label=t!(i18n, schedules.month_after) icon="chevron-right" on_press=move || turn(1) />
            </div>
            {body}
        </SectionCard>
    }
}

#[component]
fn Row(person: AwayPerson) -> impl IntoView {
    let spans =
        person.spans.into_iter().map(|span| view! { <small class="num">{stretch(span)}</small> }).collect_view();
    view! {
        <li class="leave-row">
            <Icon name="user" />
            <span class="own-text"><b>{person.name}</b>{spans}</span>
        </li>
    }
}

/// Those whose schedules one sets.
#[component]
fn Set(people: Vec<AwayPerson>) -> impl IntoView {
    let i18n = use_i18n();
    let link = |person: AwayPerson| {
        view! { <li class="leave-row"><Icon name="calendar" /><span class="own-text"><a href=format!("/schedules/{}", person.id)>{person.name}</a></span></li> }
    };
    view! {
        <Disclosure summary=t!(i18n, schedules.of_people)>
            <ul class="own-list">{people.into_iter().map(link).collect_view()}</ul>
        </Disclosure>
    }
}
