//! All rotas, with who is on call now.

use leptos::prelude::*;
use yingda_shared::escalation::{Rota, on_call};
use yingda_shared::record::{Details, List};

use super::shown::called;
use crate::admin::records::names::Names;
use crate::admin::rules::sentence::Say;
use crate::boot::may;
use crate::data::fetch;
use crate::format::use_now;
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

const ALL: u32 = 500;

/// `/admin/rotas`
#[component]
pub fn RotasPage() -> impl IntoView {
    let i18n = use_i18n();
    let say = Say { i18n, names: Names::new() };
    let rotas = fetch(|| Some(List::<Rota> { all: true, limit: Some(ALL), ..List::default() }));
    let rows =
        Memo::new(move |_| rotas.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default()));
    Effect::new(move |_| say.want(rows.with(|rows| rows.iter().flat_map(Details::references).collect())));
    let title = move || i18n.word("words.records", "rotas");
    let list = move || match (rotas.data.with(Option::is_some), rotas.fault.get()) {
        (true, _) if rows.with(Vec::is_empty) => {
            let text = MaybeProp::derive(move || Some(i18n.say(key!(rotas.none_text))));
            view! { <ui::EmptyState icon="phone" title=t!(i18n, rotas.none) text /> }.into_any()
        }
        (true, _) => {
            let row = move |rota: Rota| view! { <Row rota say /> };
            view! {
                <ul class="rule-list policy-list" aria-label=title>
                    <For each=move || rows.get() key=|rota| (rota.id, rota.rv) children=row />
                </ul>
            }
            .into_any()
        }
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| rotas.refresh()) /> }
                .into_any()
        }
        _ => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(rotas.lead))))>
            {may("rotas.save").then(|| view! { <ui::LinkButton label=t!(i18n, admin.add) icon="plus" kind=ui::Kind::Primary href="/admin/rotas/new" /> })}
        </ui::PageHeader>
        {list}
    }
}

#[component]
fn Row(rota: Rota, say: Say) -> impl IntoView {
    let i18n = say.i18n;
    let now = use_now();
    let (name, active, href) = (rota.name.clone(), rota.active, format!("/admin/rotas/{}", rota.id));
    let off = (!active).then(|| view! { <ui::Chip text=t!(i18n, admin.inactive) icon="pause" bare=true /> });
    let who = move || {
        let who = called(i18n, say.names, on_call(&rota, now.get()));
        i18n.fill(key!(rotas.now), &[("who", &who)])
    };
    view! {
        <li data-off=(!active).then_some("")>
            <div class="rule-said"><a class="rule-name" href=href>{name}</a><p>{active.then_some(who)}</p></div>
            <span class="rule-end">{off}</span>
        </li>
    }
}
