//! A customer's own things, each with the way to report it.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use yingda_shared::catalog::Asset;
use yingda_shared::contract::push_encoded;
use yingda_shared::record::List;

use crate::boot::may;
use crate::data::load;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{LoadMore, Skeleton};

const STEP: u32 = 5;

/// The list; nothing at all for whoever has no things or no right to see them.
#[component]
pub fn MyAssets() -> impl IntoView {
    may("assets.list").then(|| view! { <AssetList /> })
}

/// Name, place, serial number and one act.
#[component]
fn AssetList() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let navigate = StoredValue::new(use_navigate());
    let asked = move || query.with(|query| query.get("assets").and_then(|text| text.parse::<u32>().ok()));
    let count = move || asked().unwrap_or(STEP).clamp(1, 200);
    let assets = load(move || List::<Asset> { limit: Some(count()), ..List::default() });
    let shown = move || {
        Suspend::new(async move {
            let page = assets.await.unwrap_or_default();
            let (number, more) = (page.rows.len().to_string(), page.next.is_some());
            let href = Signal::derive(move || format!("/?assets={}", count() + 4 * STEP));
            let more_of_it = move |()| {
                let options = NavigateOptions { scroll: false, replace: true, ..NavigateOptions::default() };
                navigate.with_value(|navigate| navigate(&href.get_untracked(), options));
            };
            let shown = move || i18n.fill(crate::key!(common.shown), &[("n", &number)]);
            (!page.rows.is_empty()).then(|| {
                view! {
                    <section aria-labelledby="assets-title">
                        <h2 id="assets-title">{t!(i18n, portal.my_assets)}</h2>
                        <ul class="asset-list">{page.rows.into_iter().map(|asset| view! { <AssetRow asset /> }).collect_view()}</ul>
                        {more.then(|| view! { <LoadMore label=t!(i18n, common.load_more) shown more=Signal::stored(true) href on_press=more_of_it /> })}
                    </section>
                }
            })
        })
    };
    view! { <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=2 /> }>{shown}</Transition> }
}

/// One thing.
#[component]
fn AssetRow(asset: Asset) -> impl IntoView {
    let i18n = use_i18n();
    let mut href = String::from("/r/");
    push_encoded(&mut href, &asset.serial);
    let name = asset.name.clone();
    let place = (!asset.place.is_empty()).then(|| format!(" · {}", asset.place));
    let label = move || i18n.fill(crate::key!(portal.report_thing), &[("name", &name)]);
    view! {
        <li>
            <span class="asset-text">
                <b>{asset.name}</b>
                <small><span class="mono">{asset.serial}</span>{place}</small>
            </span>
            <a class="btn btn-quiet btn-sm" href=href aria-label=label>{t!(i18n, portal.report)}</a>
        </li>
    }
}
