//! Beside the case: who asks, about what, what was before, and why it is due when it is due.

mod clocks;
pub mod complaint;
mod contract;
mod knowledge;
mod past;
mod ties;
mod why;

use leptos::prelude::*;
use yingda_shared::cases::Planned;
use yingda_shared::catalog::Asset;
use yingda_shared::record::Get as GetRecord;

use self::complaint::ComplaintFacts;
use self::contract::Entitled;
use self::knowledge::Knowledge;
use self::past::Past;
use self::ties::Ties;
use self::why::Why;
use super::escalation::{Escalation, Place};
use super::filters::use_view;
use super::pane::{OpenCase, name};
use crate::contracts::planned_for;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::t;
use crate::tasks::TasksBeside;
use crate::ui::{Avatar, DescriptionList, Fact, Icon, IconButton};

/// The panel.
#[component]
pub fn Context(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let view = use_view();
    let back = Signal::derive(move || {
        let number = case.follow(|detail| detail.case.number.clone()).unwrap_or_default();
        format!("{}/{number}{}", case.desk.base, view.with(|view| view.query()))
    });
    view! {
        <aside class="pane pane-context" aria-label=t!(i18n, cases.context.title)>
            <div class="pane-head">
                <a class="btn btn-plain btn-icon pane-back" href=move || back.get() aria-label=t!(i18n, common.back)><Icon name="chevron-left" /></a>
                <h2>{t!(i18n, cases.context.title)}</h2>
                <span class="push"><IconButton label=t!(i18n, cases.context.close) icon="x" class="only-desktop" on_press=move |()| case.desk.context.set("closed") /></span>
            </div>
            <div class="pane-body">
                <Escalation case place=Place::First />
                <ComplaintFacts case />
                <Customer case />
                <Thing case />
                {(!case.desk.partner).then(|| {
                    let id = Signal::derive(move || case.follow(|detail| detail.case.id.0));
                    view! { <TasksBeside case=id /> }
                })}
                {(!case.desk.partner).then(|| view! { <Entitled case /> <Knowledge case /> <Ties case /> <Past case /> })}
                <Escalation case place=Place::Last />
                <Why case />
            </div>
        </aside>
    }
}

/// The person, the company, the number to call.
#[component]
fn Customer(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let known = Memo::new(move |_| {
        case.follow(|detail| {
            let shown = &detail.case;
            (shown.contact_name.clone(), shown.contact_phone.clone(), name(detail, shown.company_id.map(|id| id.0)))
        })
        .unwrap_or_default()
    });
    let body = move || {
        let (person, phone, company) = known.get();
        if person.is_empty() && phone.is_empty() && company.is_empty() {
            return view! { <p class="faint">{t!(i18n, cases.context.no_customer)}</p> }.into_any();
        }
        let named = person.clone();
        let shown = if person.is_empty() { i18n.say(crate::key!(cases.context.no_name)) } else { person };
        let call = (!phone.is_empty()).then(|| {
            let href = format!("tel:{phone}");
            view! { <ul class="link-list"><li><a href=href><Icon name="phone" /><span class="grow">{phone}</span></a></li></ul> }
        });
        view! {
            <div class="person">
                <Avatar name=named />
                <span class="person-text"><b>{shown}</b><small>{company}</small></span>
            </div>
            {call}
        }
        .into_any()
    };
    view! { <section class="context-section"><h3>{t!(i18n, cases.context.customer)}</h3>{body}</section> }
}

/// The thing service is given for, and what it is.
#[component]
fn Thing(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let may = crate::boot::may("assets.get");
    let asset = Memo::new(move |_| case.follow(|detail| detail.case.asset_id).flatten());
    let record = fetch(move || asset.get().filter(|_| may).map(|id| GetRecord::<Asset>::new(id.0)));
    let facts = Memo::new(move |_| {
        case.follow(|detail| {
            let shown = &detail.case;
            let of = |id: Option<yingda_shared::kernel::id::Uuid>| name(detail, id);
            (
                of(shown.asset_id.map(|id| id.0)),
                of(shown.product_id.map(|id| id.0)),
                of(shown.category_id.map(|id| id.0)),
                shown.planned.clone(),
            )
        })
        .unwrap_or_default()
    });
    let body = move || {
        let (asset, product, category, planned) = facts.get();
        let planned = planned.map(|planned| said_of(i18n, &planned)).unwrap_or_default();
        let (serial, place) = record
            .data
            .with(|data| data.as_ref().map(|asset| (asset.serial.clone(), asset.place.clone())).unwrap_or_default());
        let rows = [
            (crate::key!(fields.asset_id), asset, false),
            (crate::key!(cases.context.serial), serial, true),
            (crate::key!(cases.context.place), place, false),
            (crate::key!(fields.product_id), product, false),
            (crate::key!(fields.category_id), category, false),
            (crate::key!(plans.basics), planned, false),
        ];
        let shown: Vec<_> = rows.into_iter().filter(|(_, text, _)| !text.is_empty()).collect();
        if shown.is_empty() {
            return view! { <p class="faint">{t!(i18n, cases.context.no_thing)}</p> }.into_any();
        }
        let row = move |(name, text, mono): (crate::i18n::Key, String, bool)| view! { <Fact name=i18n.t(name)><span class:mono=mono>{text}</span></Fact> };
        let rows = shown.into_iter().map(row).collect_view();
        view! { <DescriptionList>{rows}</DescriptionList> }.into_any()
    };
    view! { <section class="context-section"><h3>{t!(i18n, cases.context.thing)}</h3>{body}</section> }
}

/// What a plan opened the case for, and when that is.
fn said_of(i18n: crate::i18n::I18n, planned: &Planned) -> String {
    let what = i18n.word("words.occasion", planned.occasion.as_str());
    match planned.day {
        Some(day) => format!("{what} · {}", planned_for(i18n, day, planned.minute, planned.at)),
        None => what,
    }
}
