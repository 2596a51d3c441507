//! The organisation tree: head office, regions, branches, and the teams in each.

mod edit;
mod moving;

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use yingda_shared::kernel::id::UnitId;
use yingda_shared::organisation::{Team, Unit, UnitKind};
use yingda_shared::record::List;

use crate::boot::may;
use crate::data::{Fetch, fetch};
use crate::i18n::use_i18n;
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Units fit into one answer; a vendor has hundreds, not thousands.
const ALL: u32 = 500;

/// `/admin/units`; `?id=` is the chosen unit.
#[component]
pub fn UnitsPage() -> impl IntoView {
    let i18n = use_i18n();
    let units = fetch(|| Some(List::<Unit> { all: true, limit: Some(ALL), ..List::default() }));
    let teams = fetch(|| may("teams.list").then(|| List::<Team> { limit: Some(ALL), ..List::default() }));
    let query = use_query_map();
    let selected = RwSignal::new(query.with_untracked(|query| query.get("id").unwrap_or_default()));
    let navigate = use_navigate();
    Effect::new(move |before: Option<String>| {
        let id = selected.get();
        if before.is_some_and(|before| before != id) {
            navigate(
                &format!("/admin/units?id={id}"),
                NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() },
            );
        }
        id
    });
    // The head office until another is chosen.
    Effect::new(move |_| {
        let root = units.data.with(|page| {
            page.as_ref().and_then(|page| page.rows.iter().find(|unit| unit.parent_id.is_none()).map(|unit| unit.id))
        });
        if let Some(root) = root.filter(|_| selected.with_untracked(String::is_empty)) {
            selected.set(root.to_string());
        }
    });
    let nodes = Signal::derive(move || {
        let units = units.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
        let node = |(unit, depth): (&Unit, usize)| {
            let kind = i18n.word("words.unit", unit.kind.as_str());
            let note = if unit.active { kind } else { i18n.say(key!(admin.inactive)) };
            ui::TreeNode { key: unit.id.to_string(), depth, text: unit.name.clone(), note }
        };
        in_order(&units).into_iter().map(node).collect::<Vec<_>>()
    });
    let chosen = Memo::new(move |_| {
        let id = selected.get();
        units.data.with(|page| {
            page.as_ref().and_then(|page| page.rows.iter().find(|unit| unit.id.to_string() == id).cloned())
        })
    });
    let closed = RwSignal::new(BTreeSet::new());
    // Every poke brings new data: the tree is not built for each of them, or focus would be lost.
    let known = Memo::new(move |_| units.data.with(Option::is_some));
    let wrong = Memo::new(move |_| units.fault.get().filter(|_| !known.get()));
    // A row keeps the depth it was built with: another shape is another tree.
    let shape = Memo::new(move |_| {
        nodes.with(|nodes| nodes.iter().map(|node| (node.key.clone(), node.depth)).collect::<Vec<_>>())
    });
    let tree = move || match (shape.with(|_| known.get()), wrong.get()) {
        (true, _) => {
            view! { <ui::Tree label=move || i18n.word("words.records", "units") nodes selected closed /> }.into_any()
        }
        (false, Some(fault)) => {
            view! { <Unloaded fault=Signal::stored(Some(fault)) again=Callback::new(move |()| units.refresh()) /> }
                .into_any()
        }
        (false, None) => view! { <ui::Skeleton label=t!(i18n, common.loading) single=true /> }.into_any(),
    };
    let side = move |unit: Unit| {
        view! {
            <edit::UnitCard unit=unit.clone() units selected />
            <UnitTeams unit=unit.id teams />
        }
    };
    let title = move || i18n.word("words.records", "units");
    view! {
        <leptos_meta::Title text=title />
        <ui::PageHeader title lead=MaybeProp::derive(move || Some(i18n.say(key!(admin.lead.units)))) />
        <div class="editor">
            <div class="editor-tree">{tree}</div>
            <div class="stack stack-5"><For each=move || chosen.get() key=|unit| (unit.id, unit.rv) children=side /></div>
        </div>
    }
}

/// The tree in preorder, siblings by name, each with its depth.
fn in_order(units: &[Unit]) -> Vec<(&Unit, usize)> {
    fn below<'a>(units: &'a [Unit], parent: Option<UnitId>, depth: usize, out: &mut Vec<(&'a Unit, usize)>) {
        for unit in units.iter().filter(|unit| unit.parent_id == parent) {
            out.push((unit, depth));
            below(units, Some(unit.id), depth + 1, out);
        }
    }
    let mut out = Vec::with_capacity(units.len());
    below(units, None, 0, &mut out);
    out
}

/// Kinds that may stand below a kind.
fn kinds_below(kind: UnitKind) -> &'static [UnitKind] {
    match kind {
        UnitKind::Branch => &[UnitKind::Branch],
        _ => &[UnitKind::Region, UnitKind::Branch],
    }
}

/// The teams of a unit.
#[component]
fn UnitTeams(unit: UnitId, teams: Fetch<List<Team>>) -> impl IntoView {
    let i18n = use_i18n();
    let own = move || {
        teams.data.with(|page| {
            page.as_ref().map(|page| page.rows.iter().filter(|team| team.unit_id == unit).cloned().collect::<Vec<_>>())
        })
    };
    let row = |team: Team| {
        view! { <li><a href=format!("/admin/teams?id={}", team.id)><ui::Icon name="users" /><span class="grow">{team.name}</span><ui::Icon name="chevron-right" /></a></li> }
    };
    let add = may("teams.save").then(|| {
        view! { <ui::LinkButton label=t!(i18n, admin.new.teams) icon="plus" size=ui::Size::Small href=format!("/admin/teams?new&unit_id={unit}") /> }
    });
    may("teams.list").then(|| {
        view! {
            <section class="stack stack-2" aria-labelledby="unit-teams">
                <div class="row spread"><h2 id="unit-teams">{move || i18n.word("words.records", "teams")}</h2>{add}</div>
                {move || own().map(|own| match own.is_empty() {
                    true => view! { <p class="quiet">{t!(i18n, admin.no_teams)}</p> }.into_any(),
                    false => view! { <ul class="link-list">{own.into_iter().map(row).collect_view()}</ul> }.into_any(),
                })}
            </section>
        }
    })
}
