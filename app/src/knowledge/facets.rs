//! The fields of what is said beside the text: kind, readers, product, region, how often it is verified.

use leptos::prelude::*;
use yingda_shared::catalog::{Category, Product};
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::knowledge::articles::{ArticleKind, ArticleNames, Audience, Facets, Governance};
use yingda_shared::organisation::Unit;

use super::tools::choices;
use crate::cases::{Pick, RecordPicker};
use crate::i18n::use_i18n;
use crate::ui::{Checkbox, Select, TextInput};
use crate::{key, t};

#[derive(Clone, Copy)]
pub struct FacetsEdit {
    pub kind: RwSignal<String>,
    pub audience: RwSignal<String>,
    pub governance: RwSignal<String>,
    pub product: Pick,
    pub only_owners: RwSignal<bool>,
    pub category: Pick,
    pub unit: Pick,
    pub months: RwSignal<String>,
}

impl FacetsEdit {
    pub fn of(now: Option<(Facets, ArticleNames)>) -> FacetsEdit {
        let plain = Facets {
            kind: ArticleKind::Fault,
            audience: Audience::Internal,
            governance: Governance::Experience,
            product_id: None,
            only_owners: false,
            category_id: None,
            unit_id: None,
            verify_months: None,
        };
        let (facets, names) = now.unwrap_or((plain, ArticleNames::default()));
        let id = |id: Option<String>| id.unwrap_or_default();
        FacetsEdit {
            kind: RwSignal::new(facets.kind.to_string()),
            audience: RwSignal::new(facets.audience.to_string()),
            governance: RwSignal::new(facets.governance.to_string()),
            product: Pick::new(id(facets.product_id.map(|one| one.to_string())), names.product),
            only_owners: RwSignal::new(facets.only_owners),
            category: Pick::new(id(facets.category_id.map(|one| one.to_string())), names.category),
            unit: Pick::new(id(facets.unit_id.map(|one| one.to_string())), names.unit),
            months: RwSignal::new(facets.verify_months.map(|months| months.to_string()).unwrap_or_default()),
        }
    }

    pub fn kind(self) -> ArticleKind {
        self.kind.with(|word| ArticleKind::parse(word)).unwrap_or(ArticleKind::Fault)
    }

    pub fn read(self) -> Facets {
        Facets {
            kind: untrack(|| self.kind()),
            audience: self.audience.with_untracked(|word| Audience::parse(word)).unwrap_or(Audience::Internal),
            governance: self
                .governance
                .with_untracked(|word| Governance::parse(word))
                .unwrap_or(Governance::Experience),
            product_id: self.product.get(),
            only_owners: self.only_owners.get_untracked(),
            category_id: self.category.get(),
            unit_id: self.unit.get(),
            verify_months: self.months.with_untracked(|months| months.trim().parse().ok()),
        }
    }

    /// Words in the fields that name nothing.
    pub fn faults(self) -> [Option<FieldFault>; 4] {
        let odd = self.months.with_untracked(|months| {
            let months = months.trim();
            !months.is_empty() && months.parse::<u16>().is_err()
        });
        [
            self.product.fault("facets/product_id"),
            self.category.fault("facets/category_id"),
            self.unit.fault("facets/unit_id"),
            odd.then(|| FieldFault::new("/facets/verify_months", "malformed")),
        ]
    }
}

#[component]
pub fn FacetFields(edit: FacetsEdit, fault: Signal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let error = move |name: &'static str| {
        MaybeProp::derive(move || {
            let fault = fault.get()?;
            let field = fault.fields().iter().find(|field| field.pointer == format!("/facets/{name}"))?;
            Some(i18n.field_fault(field))
        })
    };
    let kinds = choices(ArticleKind::ALL.iter().map(|one| one.as_str()).collect(), "words.article_kind");
    let audiences = choices(Audience::ALL.iter().map(|one| one.as_str()).collect(), "words.article_audience");
    let governances = choices(Governance::ALL.iter().map(|one| one.as_str()).collect(), "words.article_governance");
    let help = move |key| MaybeProp::derive(move || Some(i18n.say(key)));
    view! {
        <div class="form-pair">
            <Select name="facets/kind" label=t!(i18n, knowledge.kind) choices=kinds value=edit.kind />
            <Select name="facets/audience" label=t!(i18n, knowledge.audience) choices=audiences value=edit.audience />
        </div>
        <div class="form-pair">
            <Select name="facets/governance" label=t!(i18n, knowledge.governance) choices=governances value=edit.governance />
            <TextInput name="facets/verify_months" label=t!(i18n, knowledge.verify_months) value=edit.months inputmode="numeric" error=error("verify_months") help=help(key!(knowledge.verify_help)) />
        </div>
        <RecordPicker<Product> name="facets/product_id" label=t!(i18n, fields.product_id) pick=edit.product offer=|row| row.active.then(|| row.code.clone()) error=error("product_id") />
        <Checkbox name="facets/only_owners" label=t!(i18n, knowledge.only_owners) checked=edit.only_owners />
        <RecordPicker<Category> name="facets/category_id" label=t!(i18n, fields.category_id) pick=edit.category offer=|row| row.active.then(String::new) error=error("category_id") />
        <RecordPicker<Unit> name="facets/unit_id" label=t!(i18n, knowledge.region) pick=edit.unit offer=|row| row.active.then(String::new) error=error("unit_id") help=help(key!(knowledge.region_help)) />
    }
}
