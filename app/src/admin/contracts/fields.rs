//! The fields of a contract, part by part.

use leptos::prelude::*;
use yingda_shared::cases::Channel;
use yingda_shared::catalog::{Asset, Category, Product};
use yingda_shared::contracts::{CallKind, Combine, Contract, Measure, OnDepletion, ServiceProduct};
use yingda_shared::customers::{Company, Department};
use yingda_shared::organisation::Unit;
use yingda_shared::partners::Firm;
use yingda_shared::record::List;

use super::edit::Edit;
use super::many::ManyPicker;
use super::wrong::{Wrong, id_of, limit_name};
use crate::admin::records::names::Names;
use crate::cases::RecordPicker;
use crate::i18n::{Key, use_i18n};
use crate::{key, t, ui};

/// Who has bought what, from when until when.
#[component]
pub fn Basics(edit: Edit, wrong: Wrong, begun: bool) -> impl IntoView {
    let i18n = use_i18n();
    let help = move |key: Key| MaybeProp::derive(move || Some(i18n.say(key)));
    // From its second state on a contract keeps its customer.
    let company = match begun {
        true => view! {
            <ui::TextInput name="company_id" id=id_of("company_id") label=t!(i18n, fields.company_id) value=edit.company.text readonly=true
                help=help(key!(contracts.company_fixed)) error=wrong.at("company_id") />
        }
        .into_any(),
        false => view! {
            <RecordPicker<Company> name="contract-company_id" label=t!(i18n, fields.company_id) pick=edit.company error=wrong.at("company_id")
                offer=|row| row.active.then(|| row.code.clone()) />
        }
        .into_any(),
    };
    view! {
        <ui::SectionCard id="contract-basics" title=t!(i18n, contracts.basics)>
            <div class="contract-pair">
                <ui::TextInput name="name" id=id_of("name") label=t!(i18n, admin.field.name) value=edit.name required=true error=wrong.at("name") />
                <ui::TextInput name="code" id=id_of("code") label=t!(i18n, contracts.code) value=edit.code error=wrong.at("code") />
                {company}
                <RecordPicker<ServiceProduct> name="contract-service_product_id" label=t!(i18n, contracts.service_product) pick=edit.service
                    error=wrong.at("service_product_id") offer=|row| row.active.then(|| row.code.clone()) />
                <ui::TextInput name="starts_at" id=id_of("starts_at") kind="date" label=t!(i18n, contracts.starts) value=edit.starts.text required=true error=wrong.at("starts_at") />
                <ui::TextInput name="ends_at" id=id_of("ends_at") kind="date" label=t!(i18n, contracts.ends) value=edit.ends.text
                    help=help(key!(contracts.ends_help)) error=wrong.at("ends_at") />
                <RecordPicker<Unit> name="contract-supplier_unit_id" label=t!(i18n, contracts.supplier_unit) pick=edit.unit
                    error=wrong.at("supplier_unit_id") offer=|row| row.active.then(String::new) />
                <RecordPicker<Firm> name="contract-supplier_firm_id" label=t!(i18n, contracts.supplier_firm) pick=edit.firm
                    error=wrong.at("supplier_firm_id") offer=|row| row.active.then(String::new) />
            </div>
            <ui::TextArea name="note" id=id_of("note") label=t!(i18n, fields.note) value=edit.note rows=2 error=wrong.at("note") />
        </ui::SectionCard>
    }
}

/// How much there is, and what happens when it is gone.
#[component]
pub fn Limited(edit: Edit, wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    let help = move |key: Key| MaybeProp::derive(move || Some(i18n.say(key)));
    let limit = move |(measure, value): (Measure, RwSignal<String>)| {
        let name = limit_name(measure);
        let label = move || i18n.word("words.measure", measure.as_str());
        let (help, mode) = match measure {
            Measure::Calls => (key!(contracts.limit_calls_help), "numeric"),
            Measure::Hours => (key!(contracts.limit_hours_help), "decimal"),
            Measure::Money => (key!(contracts.limit_money_help), "decimal"),
        };
        let help = MaybeProp::derive(move || Some(i18n.say(help)));
        view! { <ui::TextInput name=name id=id_of(name) label value inputmode=mode autocomplete="off" help error=wrong.at(name) /> }
    };
    let limits = Measure::ALL.iter().copied().zip(edit.limits).map(limit).collect_view();
    let combine = Signal::derive(move || {
        let choice = |way: &Combine| ui::Choice::new(way.as_str(), i18n.word("words.combine", way.as_str()));
        Combine::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let then = Signal::derive(move || {
        let choice = |way: &OnDepletion| ui::Choice::new(way.as_str(), i18n.word("words.on_depletion", way.as_str()));
        OnDepletion::ALL.iter().map(choice).collect::<Vec<_>>()
    });
    let goes_over = move || edit.on_depletion.with(|word| word != OnDepletion::Next.as_str());
    let of_company = Callback::new(move |()| List::<Contract> {
        company_id: edit.company.id.with_untracked(|id| id.parse().ok()),
        ..List::default()
    });
    view! {
        <ui::SectionCard id="contract-limits" title=t!(i18n, contracts.limits)>
            <p class="quiet">{t!(i18n, contracts.limits_text)}</p>
            <div class="contract-pair">{limits}</div>
            <ui::RadioGroup name="contract-combine" label=t!(i18n, contracts.combine) choices=combine value=edit.combine look=ui::RadioLook::Column error=wrong.at("combine") />
            <ui::RadioGroup name="contract-on_depletion" label=t!(i18n, contracts.on_depletion) choices=then value=edit.on_depletion look=ui::RadioLook::Column error=wrong.at("on_depletion") />
            <div hidden=goes_over>
                <RecordPicker<Contract> name="contract-next_id" label=t!(i18n, contracts.next) pick=edit.next narrow=of_company
                    error=wrong.at("next_id") help=help(key!(contracts.next_help)) offer=|row| row.active.then(|| row.code.clone()) />
            </div>
            <ui::TextInput name="thresholds" id=id_of("thresholds") label=t!(i18n, contracts.thresholds) value=edit.thresholds
                help=help(key!(contracts.thresholds_help)) error=wrong.at("thresholds") class="field-narrow" />
        </ui::SectionCard>
    }
}

/// Which cases are drawn from it.
#[component]
pub fn Covered(edit: Edit, wrong: Wrong, names: Names) -> impl IntoView {
    let i18n = use_i18n();
    let company = move || edit.company.id.with_untracked(|id| id.parse().ok());
    let departments = Callback::new(move |()| List::<Department> { company_id: company(), ..List::default() });
    let assets = Callback::new(move |()| List::<Asset> { company_id: company(), ..List::default() });
    let kind = move |(kind, on): (&CallKind, RwSignal<bool>)| {
        let word = kind.as_str();
        view! { <ui::Checkbox name=format!("contract-kind-{word}") label=move || i18n.word("words.call_kind", word) checked=on /> }
    };
    let channel = move |(channel, on): (&Channel, RwSignal<bool>)| {
        let word = channel.as_str();
        view! { <ui::Checkbox name=format!("contract-channel-{word}") label=move || i18n.word("words.channel", word) checked=on /> }
    };
    view! {
        <ui::SectionCard id="contract-covered" title=t!(i18n, contracts.covers)>
            <p class="quiet">{t!(i18n, contracts.covers_text)}</p>
            <div class="contract-pair">
                <ManyPicker<Product> name="products" label=t!(i18n, contracts.products) many=edit.products names error=wrong.at("products") />
                <ManyPicker<Asset> name="assets" label=t!(i18n, contracts.assets) many=edit.assets names narrow=assets error=wrong.at("assets") />
                <ManyPicker<Department> name="departments" label=t!(i18n, contracts.departments) many=edit.departments names narrow=departments error=wrong.at("departments") />
                <ManyPicker<Category> name="categories" label=t!(i18n, contracts.categories) many=edit.categories names error=wrong.at("categories") />
            </div>
            <fieldset class="field" id=id_of("kinds") tabindex="-1">
                <legend class="field-label">{t!(i18n, contracts.kinds)}</legend>
                <div class="contract-checks">{CallKind::ALL.iter().zip(edit.kinds.get_value()).map(kind).collect_view()}</div>
                <p class="field-help">{t!(i18n, contracts.kinds_help)}</p>
            </fieldset>
            <fieldset class="field" id=id_of("channels") tabindex="-1">
                <legend class="field-label">{t!(i18n, contracts.channels)}</legend>
                <div class="contract-checks">{Channel::ALL.iter().zip(edit.channels.get_value()).map(channel).collect_view()}</div>
                <p class="field-help">{t!(i18n, contracts.channels_help)}</p>
            </fieldset>
        </ui::SectionCard>
    }
}

/// What one call draws.
#[component]
pub fn Drawn(edit: Edit, wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ui::SectionCard id="contract-drawn" title=t!(i18n, contracts.drawn)>
            <div class="contract-pair">
                <Number name="call_hours" label=key!(contracts.call_hours) help=key!(contracts.call_hours_help) value=edit.call_hours wrong />
                <Number name="call_charge" label=key!(contracts.call_charge) help=key!(contracts.charge_help) value=edit.call_charge wrong />
                <Number name="hour_charge" label=key!(contracts.hour_charge) help=key!(contracts.charge_help) value=edit.hour_charge wrong />
            </div>
        </ui::SectionCard>
    }
}

/// What it brings in and costs.
#[component]
pub fn Money(edit: Edit, wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ui::SectionCard id="contract-prices" title=t!(i18n, contracts.money)>
            <p class="quiet">{t!(i18n, contracts.money_text)}</p>
            <div class="contract-pair">
                <Number name="price" label=key!(contracts.price) help=key!(contracts.yuan) value=edit.price wrong />
                <Number name="cost" label=key!(contracts.cost) help=key!(contracts.yuan) value=edit.cost wrong />
                <Number name="hour_cost" label=key!(contracts.hour_cost) help=key!(contracts.yuan) value=edit.hour_cost wrong />
            </div>
        </ui::SectionCard>
    }
}

#[component]
fn Number(name: &'static str, label: Key, help: Key, value: RwSignal<String>, wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    let help = MaybeProp::derive(move || Some(i18n.say(help)));
    view! { <ui::TextInput name=name id=id_of(name) label=i18n.t(label) value inputmode="decimal" autocomplete="off" help error=wrong.at(name) /> }
}
