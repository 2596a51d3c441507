//! All robots, with whose each is and where it leads.

use leptos::prelude::*;
use yingda_shared::record::List;
use yingda_shared::robots::Robot;

use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 500;

/// `/admin/robots`
#[component]
pub fn RobotsPage() -> impl IntoView {
    let i18n = use_i18n();
    let robots = fetch(|| Some(List::<Robot> { all: true, limit: Some(ALL), ..List::default() }));
    let rows =
        Memo::new(move |_| robots.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default()));
    let title = move || i18n.word("words.records", "robots");
    let list = move || match (robots.data.with(Option::is_some), robots.fault.get()) {
        (true, _) if rows.with(Vec::is_empty) => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(robots.none_text))));
            view! { <ui::EmptyState icon="message" title=t!(i18n, robots.none) text /> }.into_any()
        }
        (true, _) => {
            let row = move |robot: Robot| view! { <Row robot /> };
            view! {
                <ul class="rule-list policy-list" aria-label=title>
                    <For each=move || rows.get() key=|robot| (robot.id, robot.rv) children=row />
                </ul>
            }
            .into_any()
        }
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| robots.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(robots.lead))))>
            {may("robots.save").then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" kind=ui::Kind::Primary href="/admin/robots/new" /> })}
        </ui::PageHeader>
        {list}
    }
}

#[component]
fn Row(robot: Robot) -> impl IntoView {
    let i18n = use_i18n();
    let (name, active, href) = (robot.name.clone(), robot.active, format!("/admin/robots/{}", robot.id));
    let off = (!active).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) icon="pause" bare=true /> });
    let said = move || {
        let kind = i18n.word("words.robot_kind", robot.kind.as_str());
        i18n.fill(key!(robots.leads), &[("kind", &kind), ("host", &robot.host)])
    };
    view! {
        <li data-off=(!active).then_some("")>
            <div class="rule-said"><a class="rule-name" href=href>{name}</a><p>{said}</p></div>
            <span class="rule-end">{off}</span>
        </li>
    }
}
