//! `/leave`: asking for leave, what became of it, what waits for one's decision, and who is away.

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::identity::ActorKind;
use yingda_shared::schedules::{ListLeaves, ListLeavesToDecide};

use super::ask::AskCard;
use super::away::AwayCard;
use super::own::OwnCard;
use super::waiting::WaitingCard;
use crate::boot::{may, use_boot};
use crate::console::ConsoleFrame;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn LeavePage() -> impl IntoView {
    let i18n = use_i18n();
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
    view! {
        <Title text=t!(i18n, schedules.leave) />
        {match staff && may("leaves.list") {
            true => view! { <ConsoleFrame section="account"><Cards /></ConsoleFrame> }.into_any(),
            false => view! { <crate::portal::NotFoundPage /> }.into_any(),
        }}
    }
}

#[component]
fn Cards() -> impl IntoView {
    let i18n = use_i18n();
    let own = fetch(|| Some(ListLeaves {}));
    let decides = may("leaves.waiting") && may("leaves.decide");
    let waiting = fetch(move || decides.then_some(ListLeavesToDecide {}));
    let me = use_boot().with_value(|boot| boot.me.user_id);
    let schedule = me.filter(|_| may("schedules.get")).map(|me| {
        view! { <ui::LinkButton label=t!(i18n, schedules.own) icon="calendar" kind=ui::Kind::Plain href=format!("/schedules/{me}") /> }
    });
    view! {
        <div class="page account-page leave-page" id="leave-page" tabindex="-1">
            <ui::PageHeader title=t!(i18n, schedules.leave) lead=MaybeProp::derive(move || Some(i18n.say(key!(schedules.leave_lead))))>
                {schedule}
            </ui::PageHeader>
            <WaitingCard waiting />
            {may("leaves.ask").then(|| view! { <AskCard own /> })}
            <OwnCard own />
            {may("leaves.away").then(|| view! { <AwayCard /> })}
        </div>
    }
}
