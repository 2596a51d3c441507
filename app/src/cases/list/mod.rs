//! The list of cases.

mod acting;
mod arrange;
mod board;
mod cell;
mod columns;
mod heads;
mod keys;
mod lines;
mod narrow;
mod row;
mod rows;
mod state;
mod table;
mod table_row;
mod tools;

use leptos::prelude::*;

use self::acting::Acting;
use self::arrange::Arrange;
use self::board::Board;
use self::keys::bind_keys;
use self::lines::{Heading, Line, heading};
use self::row::Row;
pub use self::rows::{PAGE, use_rows};
pub use self::state::ListState;
use self::table::Table;
use self::tools::{Chips, Search};
use crate::cases::bulk::BulkBar;
use crate::cases::filters::{Layout, ListView};
use crate::cases::run::RunStart;
use crate::cases::views::{Keeping, Opened, SaveDialog, ViewMenu, ViewSwitch, ViewsSide};
use crate::console::use_quick_open;
use crate::exports::{ExportButton, query_of};
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Banner, Button, EmptyState, Icon, Kind, Size, Skeleton, Tone, VirtualRows};
use crate::unloaded::Unloaded;
use crate::{key, t};

/// The left pane: tools and rows.
#[component]
pub fn ListPane(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    bind_keys(list);
    view! {
        <section class="pane pane-list" aria-label=t!(i18n, cases.list.label)>
            <Head list />
            <BulkBar list />
            <Failed list />
            <Body list table=false />
        </section>
    }
}

/// The list over the whole width: a table or a board, with the views beside it where there is room.
#[component]
pub fn WidePage(list: ListState) -> impl IntoView {
    bind_keys(list);
    let board = Memo::new(move |_| {
        let there = !matches!(list.saved.opened(), Opened::Absent | Opened::Unloaded(_));
        there && list.view.with(ListView::layout) == Layout::Board
    });
    view! {
        <div class="with-views">
            <ViewsSide list />
            <div class="wide-page">
                <Head list />
                <BulkBar list />
                <Failed list />
                <div class="wide-body">
                    {move || match board.get() {
                        true => view! { <Board list /> }.into_any(),
                        false => view! { <Body list table=true /> }.into_any(),
                    }}
                </div>
            </div>
        </div>
        <Acting list />
    }
}

/// Title, search, filters.
#[component]
fn Head(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let keeping = Keeping::new(list);
    let title = Signal::derive(move || {
        if let Opened::View(view) = list.saved.opened() {
            return view.name.clone();
        }
        let name = list.view.with(|view| match (view.get("assignee"), view.state()) {
            _ if !view.narrowings().is_empty() => key!(cases.list.chosen),
            ("me", _) => key!(cases.list.mine),
            ("none", _) => key!(cases.list.unassigned),
            ("", "open") => key!(cases.list.open),
            ("", "all") => key!(cases.list.all),
            _ => key!(cases.list.chosen),
        });
        i18n.say(name)
    });
    let differs = move || {
        list.view
            .with(ListView::differs)
            .then(|| view! { <span class="view-differs faint small">{t!(i18n, cases.views.differs)}</span> })
    };
    let loaded = move || {
        let count = list.rows.rows.with(Vec::len);
        let plus = if list.rows.more.get() { "+" } else { "" };
        (!list.rows.first.get()).then(|| format!("{count}{plus}"))
    };
    let query = Signal::derive(move || list.view.with(|view| query_of(&view.question(list.desk.partner))));
    view! {
        <div class="pane-head">
            <ViewSwitch list title />
            <span class="faint small" role="status">{loaded}</span>
            {differs}
            <span class="push row nowrap list-arrange">
                <RunStart list name=title />
                <ExportButton list="cases" query />
                <ViewMenu keeping />
                <Arrange list />
            </span>
        </div>
        <div class="pane-tools list-find"><Search list /></div>
        <div class="pane-tools list-chips"><Chips list /></div>
        <SaveDialog keeping />
    }
}

/// Identity of a line: it is drawn anew when it changes.
fn key(list: ListState, at: usize) -> String {
    list.lines.with(|lines| match lines.get(at) {
        Some(Line::Case(row)) => list
            .rows
            .rows
            .with(|rows| rows.get(*row).map_or_else(|| format!("row:{row}"), |row| format!("{}:{}", row.id, row.rv))),
        Some(Line::Head(head)) => format!("head:{}:{}:{}", head.word, head.count, head.more),
        None => format!("line:{at}"),
    })
}

/// Rows are here, but the newest question about them failed.
#[component]
fn Failed(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let shown = Memo::new(move |_| list.rows.fault.with(Option::is_some) && !list.rows.rows.with(Vec::is_empty));
    let text = Signal::derive(move || {
        list.rows.fault.with(|fault| fault.as_ref().map(|fault| i18n.fault(fault))).unwrap_or_default()
    });
    move || {
        shown.get().then(|| {
            view! {
                <Banner text tone=Tone::Warn icon="cloud-off">
                    <Button label=t!(i18n, common.retry) size=Size::Small icon="rotate" on_press=move |()| list.rows.retry() />
                </Banner>
            }
        })
    }
}

/// Rows, or what stands in their place.
#[component]
fn Body(list: ListState, table: bool) -> impl IntoView {
    let i18n = use_i18n();
    let state = Memo::new(move |_| {
        match list.saved.opened() {
            Opened::Absent => return 4,
            Opened::Unloaded(_) => return 5,
            _ => {}
        }
        match (list.rows.first.get(), list.lines.with(Vec::is_empty), list.rows.fault.with(Option::is_some)) {
            (true, ..) => 0,
            (_, true, true) => 1,
            (_, true, false) => 2,
            _ => 3,
        }
    });
    move || {
        match state.get() {
        0 => view! { <div class="pane-body"><Skeleton label=t!(i18n, common.loading) rows=12 height="calc(var(--row-h) + 20px)" /></div> }.into_any(),
        1 => {
            view! { <div class="pane-body"><Unloaded fault=list.rows.fault again=Callback::new(move |()| list.rows.refresh()) /></div> }.into_any()
        }
        2 => view! { <div class="pane-body"><Nothing list /></div> }.into_any(),
        4 => view! { <div class="pane-body"><NoView list /></div> }.into_any(),
        5 => {
            let fault = Signal::derive(move || match list.saved.opened() {
                Opened::Unloaded(fault) => Some(fault),
                _ => None,
            });
            view! { <div class="pane-body"><Unloaded fault again=Callback::new(move |()| list.saved.refresh()) /></div> }.into_any()
        }
        _ if table => view! { <Table list /> }.into_any(),
        _ => rows(i18n, list).into_any(),
    }
    }
}

fn rows(i18n: I18n, list: ListState) -> impl IntoView {
    let row = Callback::new(move |at: Signal<usize>| {
        match list.lines.with_untracked(|lines| lines.get(at.get_untracked()).cloned()) {
            Some(Line::Case(index)) => {
                list.rows.touch(index);
                let case = list.rows.rows.with_untracked(|rows| rows.get(index).cloned());
                case.map(|row| view! { <Row row at list /> }).into_any()
            }
            Some(Line::Head(head)) => {
                view! { <div class="case-group" role="listitem">{group_head(i18n, list, head)}</div> }.into_any()
            }
            None => ().into_any(),
        }
    });
    view! {
        <VirtualRows
            label=t!(i18n, cases.list.label)
            count=Signal::derive(move || list.lines.with(Vec::len))
            key=Callback::new(move |at| key(list, at))
            row
            role="list"
            show=list.place()
            on_end=Callback::new(move |()| list.rows.go_on())
        />
    }
}

/// The heading of a group folds it.
fn group_head(i18n: I18n, list: ListState, head: Heading) -> impl IntoView {
    let Heading { word, count, more } = head;
    let by = list.view.with_untracked(|view| view.get("group").to_string());
    let name = word.clone();
    let words = move || heading(i18n, &by, &name, list.rows.names);
    let count = format!("{count}{}", if more && list.rows.more.get_untracked() { "+" } else { "" });
    let group = word.clone();
    // The line stays the same, and the focus with it.
    let expanded = move || if list.folded.with(|folded| folded.contains(&group)) { "false" } else { "true" };
    view! {
        <button type="button" class="group-fold" aria-expanded=expanded on:click=move |_| list.fold(&word)>
            <Icon name="chevron-right" /><b>{words}</b><span class="faint">{count}</span>
        </button>
    }
}

/// The address names a view that is not there, or not for this person: both read the same.
#[component]
fn NoView(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let away = move |()| list.show(&ListView::default(), true);
    view! {
        <EmptyState icon="search" title=t!(i18n, cases.views.absent_title) text=Signal::derive(t!(i18n, cases.views.absent_text))>
            <Button label=t!(i18n, cases.views.all_open) icon="inbox" on_press=away />
        </EmptyState>
    }
}

/// Nothing matches: why, and the way on.
#[component]
fn Nothing(list: ListState) -> impl IntoView {
    let i18n = use_i18n();
    let quick = use_quick_open();
    let may_open = crate::boot::may("cases.quick_open");
    let narrowed = list.view.with_untracked(ListView::narrowed);
    let clear = move |()| list.show(&list.view.get_untracked().cleared(), false);
    if narrowed {
        view! {
            <EmptyState icon="search" title=t!(i18n, cases.list.none_title) text=Signal::derive(t!(i18n, cases.list.none_text))>
                <Button label=t!(i18n, cases.list.clear) icon="x" on_press=clear />
            </EmptyState>
        }
        .into_any()
    } else {
        let act = may_open.then(|| view! { <Button label=t!(i18n, cases.open.title) kind=Kind::Primary icon="plus" on_press=move |()| quick.0.set(true) /> });
        view! { <EmptyState icon="check-circle" title=t!(i18n, cases.list.empty_title) text=Signal::derive(t!(i18n, cases.list.empty_text))>{act}</EmptyState> }.into_any()
    }
}
