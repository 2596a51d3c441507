//! What a contract covers, who gives the service, and at which levels.

use leptos::prelude::*;
use yingda_shared::contracts::{Contract, ServiceProduct};
use yingda_shared::record::Get as GetRecord;

use super::page::Open;
use crate::boot::may;
use crate::data::fetch_once;
use crate::i18n::{I18n, Key, use_i18n};
use crate::{key, t, ui};

#[component]
pub fn CoverCard(open: Open) -> impl IntoView {
    let i18n = use_i18n();
    Effect::new(move |_| {
        let Some(contract) = open.contract.get() else { return };
        for (kind, ids) in named(&contract) {
            open.names.want(kind, ids);
        }
    });
    let product = Memo::new(move |_| open.contract.with(|one| one.as_ref().and_then(|one| one.service_product_id)));
    let service = fetch_once(move || {
        let id = product.get().filter(|_| may("service_products.get"))?;
        Some(GetRecord::<ServiceProduct>::new(id.0))
    });
    let levels = move || {
        let service = service.data.get()?;
        let comma = i18n.say(key!(common.comma));
        let slas = service.slas.iter().map(|promise| promise.name.clone()).collect::<Vec<_>>().join(&comma);
        let slas = (!slas.is_empty()).then(|| view! { <small class="quiet">{slas}</small> });
        Some(
            view! { <ui::Fact name=t!(i18n, contracts.service_product)><span class="stack stack-2"><span>{service.name}</span>{slas}</span></ui::Fact> },
        )
    };
    let facts = move || {
        let contract = open.contract.get()?;
        let things = [
            (key!(contracts.departments), texts(&contract.departments)),
            (key!(contracts.products), texts(&contract.products)),
            (key!(contracts.assets), texts(&contract.assets)),
            (key!(contracts.categories), texts(&contract.categories)),
        ];
        let fact = move |(label, ids): (Key, Vec<String>)| {
            let said = move || match ids.is_empty() {
                true => i18n.say(key!(common.all)),
                false => joined(i18n, ids.iter().map(|id| open.names.of(id).unwrap_or_else(|| "…".into()))),
            };
            view! { <ui::Fact name=i18n.t(label)>{said}</ui::Fact> }
        };
        let kinds: Vec<&str> = contract.kinds.iter().map(|kind| kind.as_str()).collect();
        let kinds = move || match kinds.is_empty() {
            true => i18n.say(key!(contracts.no_complaints)),
            false => joined(i18n, kinds.iter().map(|word| i18n.word("words.call_kind", word))),
        };
        let channels: Vec<&str> = contract.channels.iter().map(|channel| channel.as_str()).collect();
        let channels = move || match channels.is_empty() {
            true => i18n.say(key!(common.all)),
            false => joined(i18n, channels.iter().map(|word| i18n.word("words.channel", word))),
        };
        let supplier =
            contract.supplier_firm_id.map(|id| id.to_string()).or(contract.supplier_unit_id.map(|id| id.to_string()));
        let supplier = supplier.map(|id| {
            view! { <ui::Fact name=t!(i18n, contracts.supplier)>{move || open.names.of(&id).unwrap_or_else(|| "…".into())}</ui::Fact> }
        });
        let note = (!contract.note.is_empty()).then(|| {
            view! { <ui::Fact name=t!(i18n, fields.note)><span class="plain-text">{contract.note.clone()}</span></ui::Fact> }
        });
        Some(view! {
            {things.map(fact).into_iter().collect_view()}
            <ui::Fact name=t!(i18n, contracts.kinds)>{kinds}</ui::Fact>
            <ui::Fact name=t!(i18n, contracts.channels)>{channels}</ui::Fact>
            {supplier}
            {note}
        })
    };
    view! {
        <ui::SectionCard id="contract-cover" title=t!(i18n, contracts.covers)>
            <ui::DescriptionList>{levels}{facts}</ui::DescriptionList>
        </ui::SectionCard>
    }
}

fn texts<T: std::fmt::Display>(ids: &[T]) -> Vec<String> {
    ids.iter().map(T::to_string).collect()
}

fn joined(i18n: I18n, words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(&i18n.say(key!(common.comma)))
}

/// Ids that a contract names, kind by kind.
pub fn named(contract: &Contract) -> [(&'static str, Vec<String>); 6] {
    [
        ("departments", texts(&contract.departments)),
        ("products", texts(&contract.products)),
        ("assets", texts(&contract.assets)),
        ("categories", texts(&contract.categories)),
        ("units", texts(contract.supplier_unit_id.as_slice())),
        ("firms", texts(contract.supplier_firm_id.as_slice())),
    ]
}
