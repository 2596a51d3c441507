//! Who is away in a month, and the way to the schedules that one sets.

use leptos::prelude::*;
use yingda_shared::kernel::id::UserId;
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
    // The people of another month are not shown under this one.
    let gone = Memo::new(move |_| {
        let month = month.get();
        away.data.with(|data| {
            let data = data.as_ref().filter(|data| data.month == month)?;
            Some(data.rows.iter().filter(|person| !person.spans.is_empty()).cloned().collect::<Vec<_>>())
        })
    });
    let none = Memo::new(move |_| gone.with(|gone| gone.as_ref().map(Vec::is_empty)));
    let failed = Memo::new(move |_| !away.loading.get() && away.fault.with(Option::is_some));
    let body = move || match none.get() {
        Some(true) => view! { <p class="quiet">{t!(i18n, schedules.nobody_away)}</p> }.into_any(),
        Some(false) => {
            let gone = move || gone.get().unwrap_or_default();
            view! {
                <ul class="own-list">
                    <For each=gone key=|person| format!("{person:?}") children=move |person| view! { <Row person /> } />
                </ul>
            }
            .into_any()
        }
        None if failed.get() => {
            let again = Callback::new(move |()| away.refresh());
            view! { <Unloaded fault=Signal::derive(move || away.fault.get()) again /> }.into_any()
        }
        None => view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }.into_any(),
    };
    // Those whose schedules one sets are the same in any month.
    let set = Memo::new(move |_| {
        away.data.with(|data| {
            let rows = data.iter().flat_map(|data| &data.rows);
            rows.filter(|person| person.decides).map(|person| (person.id, person.name.clone())).collect::<Vec<_>>()
        })
    });
    let some = Memo::new(move |_| set.with(|set| !set.is_empty()));
    view! {
        <SectionCard id="leave-away" title=t!(i18n, schedules.who_is_away)>
            <div class="row spread">
                <IconButton label=t!(i18n, schedules.month_before) icon="chevron-left" on_press=move || turn(-1) />
                <b class="num" role="status">{move || month.get()}</b>
                <IconButton label=t!(i18n, schedules.month_after) icon="chevron-right" on_press=move || turn(1) />
            </div>
            {body}
            {move || some.get().then(|| view! { <Set people=set /> })}
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
fn Set(people: Memo<Vec<(UserId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let link = |(id, name): (UserId, String)| {
        view! { <li class="leave-row"><Icon name="calendar" /><span class="own-text"><a href=format!("/schedules/{id}")>{name}</a></span></li> }
    };
    view! {
        <Disclosure summary=t!(i18n, schedules.of_people)>
            <ul class="own-list"><For each=move || people.get() key=|person| person.clone() children=link /></ul>
        </Disclosure>
    }
}
