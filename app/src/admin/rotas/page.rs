//! One rota.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use yingda_shared::escalation::Rota;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{RotaId, Uuid};
use yingda_shared::kernel::time;

use super::edit::blank;
use super::form::RotaForm;
use crate::admin::one::one;
use crate::admin::rules::fresh::Fresh;
use crate::boot::{may, use_boot};
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{t, ui};

/// `/admin/rotas/{id}`; `new` is one to be made.
#[component]
pub fn RotaPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    move || match (id.get().as_str(), id.with(|id| id.parse::<RotaId>())) {
        ("new", _) if may("rotas.save") => view! {
            <Head title=t!(i18n, rotas.new) />
            <New />
        }
        .into_any(),
        (_, Ok(id)) => one(
            id,
            |rota: &Rota| rota.name.clone(),
            |title| view! { <Head title /> }.into_any(),
            |rota, named| view! { <RotaForm rota named /> }.into_any(),
        ),
        _ => view! { <Unloaded fault=Signal::stored(Some(Fault::NotFound)) /> }.into_any(),
    }
}

/// One that begins with the week of today.
#[component]
fn New() -> impl IntoView {
    let offset = use_boot().with_value(|boot| boot.offset);
    let today = time::date(use_now().get_untracked(), offset).parse().unwrap_or(Day(0));
    view! { <Fresh><RotaForm named=RwSignal::default() rota=blank(RotaId(Uuid::now_v7()), today, offset) /></Fresh> }
}

/// The head of a rota, with the way back to all of them.
#[component]
fn Head(#[prop(into)] title: Signal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let over = MaybeProp::derive(move || Some(i18n.word("words.records", "rotas")));
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title over>
            <ui::LinkButton label=t!(i18n, rotas.all) icon="chevron-left" kind=ui::Kind::Plain href="/admin/rotas" />
        </ui::PageHeader>
    }
}
