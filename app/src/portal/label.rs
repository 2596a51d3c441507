//! The thing behind a scanned label, as the page of a report shows it.

use leptos::prelude::*;
use yingda_shared::portal::LabelledAsset;

use crate::i18n::use_i18n;
use crate::ui::{Banner, Icon, Tone};

/// Name, product and place of the thing; or that nobody knows this label.
#[component]
pub fn LabelledThing(serial: String, asset: Option<LabelledAsset>) -> impl IntoView {
    let i18n = use_i18n();
    match asset {
        Some(asset) => {
            let facts = [asset.product, asset.place]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect::<Vec<_>>()
                .join(" · ");
            view! {
                <div class="labelled" data-tone="accent">
                    <Icon name="box" />
                    <span class="labelled-text">
                        <b>{asset.name}</b>
                        <small>{facts}</small>
                        <small class="mono">{asset.serial.clone()}</small>
                    </span>
                    <input type="hidden" name="serial" value=asset.serial />
                </div>
            }
            .into_any()
        }
        None => {
            let text = move || i18n.fill(crate::key!(portal.unknown_label), &[("serial", &serial)]);
            view! { <Banner card=true tone=Tone::Warn icon="qr" text /> }.into_any()
        }
    }
}
