//! QR labels of assets: on the asset's page, and as a sheet to print.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::catalog::Asset;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::record::{Get as GetRecord, List};

use crate::boot::use_boot;
use crate::data::fetch_once;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// Labels on one sheet.
const ON_A_SHEET: u32 = 100;

/// The code of one asset and where it leads.
#[component]
pub fn LabelBox(id: String, serial: String) -> impl IntoView {
    let i18n = use_i18n();
    let (image, page) = (format!("/qr/{serial}.svg"), format!("/r/{serial}"));
    view! {
        <section class="record-extra" aria-labelledby="label-title">
            <h3 id="label-title">{t!(i18n, admin.label_title)}</h3>
            <p class="quiet">{t!(i18n, admin.label_text)}</p>
            <div class="label-box">
                <img src=image width="132" height="132" alt=move || i18n.say(key!(admin.label_alt)) />
                <div class="stack stack-2">
                    <a href=page.clone()>{page.clone()}</a>
                    <ui::LinkButton label=t!(i18n, admin.print_label) icon="qr" href=format!("/admin/labels?id={id}") />
                </div>
            </div>
        </section>
    }
}

/// `/admin/labels`: labels of one asset (`?id=`) or of all that a search finds (`?q=`), ready to print.
#[component]
pub fn LabelsPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let id = Memo::new(move |_| query.with(|query| query.get("id").and_then(|id| id.parse::<Uuid>().ok())));
    let q = Memo::new(move |_| query.with(|query| query.get("q").filter(|q| !q.is_empty())));
    let one = fetch_once(move || id.get().map(GetRecord::<Asset>::new));
    let many = fetch_once(move || {
        id.get().is_none().then(|| List::<Asset> { q: q.get(), limit: Some(ON_A_SHEET), ..List::default() })
    });
    let address = StoredValue::new(use_boot().with_value(|boot| boot.public_url.clone()));
    let assets = move || match one.data.get() {
        Some(asset) => vec![asset],
        None => many.data.get().map(|page| page.rows).unwrap_or_default(),
    };
    let label = move |asset: Asset| {
        let link = address.with_value(|address| format!("{address}/r/{}", asset.serial));
        view! {
            <li class="label">
                <img src=format!("/qr/{}.svg", asset.serial) width="120" height="120" alt="" />
                <div>
                    <b>{asset.name}</b>
                    <span class="mono">{asset.serial}</span>
                    <span>{t!(i18n, admin.label_hint)}</span>
                    <small>{link}</small>
                </div>
            </li>
        }
    };
    let waiting = move || {
        (one.data.with(Option::is_none) && many.data.with(Option::is_none))
            .then(|| view! { <ui::Skeleton label=t!(i18n, common.loading) /> })
    };
    view! {
        <leptos_meta::Title text=t!(i18n, admin.labels) />
        <ui::PageHeader title=t!(i18n, admin.labels) lead=MaybeProp::derive(move || Some(i18n.say(key!(admin.labels_lead))))>
            <a class="btn btn-plain" href="/admin/assets"><ui::Icon name="chevron-left" /><span>{move || i18n.word("words.records", "assets")}</span></a>
            <ui::Button label=t!(i18n, admin.print) kind=ui::Kind::Primary on_press=move || drop(window().print()) />
        </ui::PageHeader>
        {waiting}
        <ul class="labels">{move || assets().into_iter().map(label).collect_view()}</ul>
    }
}
