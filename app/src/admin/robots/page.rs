//! One robot.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{RobotId, Uuid};
use yingda_shared::robots::Robot;

use super::edit::blank;
use super::form::RobotForm;
use crate::admin::one::one;
use crate::admin::rules::fresh::Fresh;
use crate::boot::may;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{t, ui};

/// `/admin/robots/{id}`; `new` is one to be made.
#[component]
pub fn RobotPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || match (id.get().as_str(), id.with(|id| id.parse::<RobotId>())) {
        ("new", _) if may("robots.save") => view! {
            <Head title=t!(i18n, robots.new) />
            <Fresh><RobotForm named=RwSignal::default() robot=blank(RobotId(Uuid::now_v7())) /></Fresh>
        }
        .into_any(),
        (_, Ok(id)) => one(
            id,
            |robot: &Robot| robot.name.clone(),
            |title| view! { <Head title /> }.into_any(),
            |robot, named| view! { <RobotForm robot named /> }.into_any(),
        ),
        _ => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
    }
}

/// The head of a robot, with the way back to all of them.
#[component]
fn Head(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let over = MaybeProp::derive(move || Some(i18n.word("words.records", "robots")));
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over>
            <ui::LinkButton label=t!(i18n, robots.all) icon="chevron-left" kind=ui::Kind::Plain href="/admin/robots" />
        </ui::PageHeader>
    }
}
