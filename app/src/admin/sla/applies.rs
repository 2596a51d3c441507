//! Cases that a policy is for.

use leptos::prelude::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::catalog::{Category, Product};
use yingda_shared::customers::Company;
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::sla::{Applies, CaseKind};

use super::edit::Edit;
use super::form::Wrong;
use super::picks::{Picked, picks};
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// A list of ids among the conditions.
fn listed<I: Id>(edit: Edit, list: fn(&mut Applies) -> &mut Vec<I>) -> Picked {
    Picked {
        ids: Signal::derive(move || {
            let mut applies = edit.applies.get();
            list(&mut applies).iter().map(|id| id.uuid()).collect()
        }),
        set: Callback::new(move |ids: Vec<Uuid>| {
            edit.applies.update(|applies| *list(applies) = ids.into_iter().map(I::from).collect());
        }),
    }
}

/// One of few words, each with a box of its own.
fn boxes<T: Copy + PartialEq + Send + Sync + 'static>(
    i18n: I18n,
    namespace: &'static str,
    all: &'static [T],
    word: fn(T) -> &'static str,
    edit: Edit,
    list: fn(&mut Applies) -> &mut Vec<T>,
    fixed: bool,
) -> impl IntoView {
    let each = move |one: &T| {
        let one = *one;
        let on = edit.applies.with_untracked(|applies| list(&mut applies.clone()).contains(&one));
        let change = Callback::new(move |_: bool| edit.applies.update(|applies| Edit::toggle(list(applies), one)));
        let name = format!("sla-{}", word(one));
        view! { <ui::Checkbox name=name label=Signal::derive(move || i18n.word(namespace, word(one))) checked=RwSignal::new(on) on_change=change disabled=fixed /> }
    };
    view! { <div class="row">{all.iter().map(each).collect_view()}</div> }
}

#[component]
pub fn AppliesTo(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let any = Some(key!(sla.any));
    let companies = listed(edit, |applies| &mut applies.companies);
    let products = listed(edit, |applies| &mut applies.products);
    let categories = listed(edit, |applies| &mut applies.categories);
    view! {
        <p class="small quiet">{t!(i18n, sla.applies_help)}</p>
        {picks::<Company>("sla-companies", key!(words.records.companies), any, companies, wrong.at("/applies/companies"), fixed)}
        {picks::<Product>("sla-products", key!(words.records.products), any, products, wrong.at("/applies/products"), fixed)}
        {picks::<Category>("sla-categories", key!(words.records.categories), any, categories, wrong.at("/applies/categories"), fixed)}
        <fieldset><legend>{t!(i18n, sla.kinds)}</legend>{boxes(i18n, "words.case_kind", CaseKind::ALL, CaseKind::as_str, edit, |applies| &mut applies.kinds, fixed)}</fieldset>
        <fieldset><legend>{t!(i18n, fields.priority)}</legend>{boxes(i18n, "words.priority", Priority::ALL, Priority::as_str, edit, |applies| &mut applies.priorities, fixed)}</fieldset>
    }
}
