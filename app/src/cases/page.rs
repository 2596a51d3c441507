//! The place of the list and the case: three panes, or a table over the whole width.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_query_map};
use yingda_shared::cases::listing::Names;

use super::bulk::provide_selection;
use super::desk::{Desk, provide_desk, use_desk, use_go};
use super::filters::{Layout, ListView, use_view};
use super::list::{ListPane, ListState, PAGE, WidePage, use_rows};
use super::views::{Opened, provide_saved};
use crate::console::{ConsoleFrame, use_quick_open};
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, EmptyState};

/// `/cases`: the console of agents, engineers and managers.
#[component]
pub fn CasesPage() -> impl IntoView {
    let i18n = use_i18n();
    let desk = provide_desk(false);
    view! {
        <Title text=t!(i18n, cases.title) />
        <ConsoleFrame section="cases"><Panes desk /></ConsoleFrame>
    }
}

/// List, case and context; which of them a phone shows is said by the address.
#[component]
pub fn Panes(desk: Desk) -> impl IntoView {
    let (location, query) = (use_location(), use_query_map());
    let saved = provide_saved(desk.partner);
    let view = use_view();
    let open = Memo::new(move |_| {
        let path = location.pathname.get();
        path.strip_prefix(desk.base).unwrap_or_default().trim_matches('/').to_string()
    });
    let wide = Memo::new(move |_| view.with(ListView::is_wide) && open.with(String::is_empty));
    let board = Memo::new(move |_| wide.get() && view.with(ListView::layout) == Layout::Board);
    let question = Memo::new(move |_| {
        let known = matches!(saved.opened(), Opened::Plain | Opened::View(_));
        // The columns of a board ask for themselves.
        (known && !board.get()).then(|| view.with(|view| view.question(desk.partner)))
    });
    let list =
        ListState::new(desk, view, use_rows(question.into(), PAGE, RwSignal::new(Names::new())), open.into(), use_go());
    provide_selection(list);
    let pane = move || match (open.with(String::is_empty), query.with(|query| query.get("context").is_some())) {
        (true, _) => "list",
        (_, true) => "context",
        _ => "case",
    };
    let context = move || if open.with(String::is_empty) { "closed" } else { desk.context.get() };
    move || match wide.get() {
        true => view! { <WidePage list /> }.into_any(),
        false => view! { <div class="panes" data-pane=pane data-context=context><ListPane list /><Outlet /></div> }
            .into_any(),
    }
}

/// Beside the list while no case is chosen.
#[component]
pub fn NoCase() -> impl IntoView {
    let i18n = use_i18n();
    let (desk, quick) = (use_desk(), use_quick_open());
    let may_open = crate::boot::may("cases.quick_open") && !desk.partner;
    view! {
        <section class="pane pane-case" aria-label=t!(i18n, cases.one)>
            <div class="pane-body pane-empty">
                <EmptyState icon="case" title=t!(i18n, cases.choose_title) text=Signal::derive(t!(i18n, cases.choose_text))>
                    {may_open.then(|| view! { <Button label=t!(i18n, cases.open.title) icon="plus" keys="C" on_press=move |()| quick.0.set(true) /> })}
                </EmptyState>
            </div>
        </section>
    }
}
