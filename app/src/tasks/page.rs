//! `/tasks`: one's own, one's teams' and all in sight, those that are open and those that ended.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use wasm_bindgen::JsCast;
use yingda_shared::identity::ActorKind;
use yingda_shared::tasks::{ListTasks, TaskWhose};

use super::acts::use_acts;
use super::line::TaskLine;
use super::quick::QuickAdd;
use super::sheet::TaskSheet;
use crate::boot::{may, use_boot};
use crate::console::{ConsoleFrame, use_key};
use crate::data::fetch;
use crate::i18n::{Key, use_i18n};
use crate::unloaded::Unloaded;
use crate::{key, t, ui};

/// Tasks that are asked for at first, how many more at each press, and at most.
const FIRST: u32 = 50;
const MOST: u32 = 500;

/// What is shown, as the address says it.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    whose: TaskWhose,
    ended: bool,
}

impl Place {
    /// The address that more may be put behind.
    fn base(self) -> String {
        let whose = match self.whose {
            TaskWhose::Mine => String::new(),
            whose => format!("whose={whose}&"),
        };
        format!("/tasks?{whose}{}", if self.ended { "ended=1&" } else { "" })
    }

    fn address(self) -> String {
        self.base().trim_end_matches(['?', '&']).to_string()
    }
}

#[component]
pub fn TasksPage() -> impl IntoView {
    let i18n = use_i18n();
    let staff = use_boot().with_value(|boot| boot.me.kind == ActorKind::Staff);
    view! {
        <Title text=t!(i18n, tasks.title) />
        {match staff && may("tasks.list") {
            true => view! { <ConsoleFrame section="tasks"><Tasks /></ConsoleFrame> }.into_any(),
            false => view! { <crate::portal::NotFoundPage /> }.into_any(),
        }}
    }
}

#[component]
fn Tasks() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let place = Memo::new(move |_| {
        query.with(|query| Place {
            whose: query.get("whose").and_then(|word| TaskWhose::parse(&word)).unwrap_or(TaskWhose::Mine),
            ended: query.get("ended").is_some(),
        })
    });
    let wanted = Memo::new(move |_| query.with(|query| query.get("task")));
    let limit = RwSignal::new(FIRST);
    let list = fetch(move || {
        let Place { whose, ended } = place.get();
        Some(ListTasks { whose: Some(whose), ended, limit: Some(limit.get()), ..ListTasks::default() })
    });
    // Another list begins at its beginning.
    Effect::new(move |_| {
        place.track();
        limit.set(FIRST);
    });
    let changed = Callback::new(move |()| list.refresh());
    let base = Signal::derive(move || place.get().base());
    let back = Signal::derive(move || place.get().address());
    use_key("j", key!(cases.keys.next), Callback::new(move |()| step(true)));
    use_key("k", key!(cases.keys.previous), Callback::new(move |()| step(false)));
    let new = may("tasks.open").then(|| {
        view! { <ui::LinkButton label=t!(i18n, tasks.new) icon="plus" href=move || format!("{}task=new", base.get()) /> }
    });
    let add = may("tasks.open").then(|| view! { <QuickAdd about=Signal::stored(None) name="task-title" changed /> });
    view! {
        <div class="page tasks-page">
            <ui::PageHeader title=t!(i18n, tasks.title) lead=MaybeProp::derive(move || Some(i18n.say(key!(tasks.lead))))>{new}</ui::PageHeader>
            <Places place />
            {add}
            <List place list limit base changed />
            <TaskSheet wanted back changed />
        </div>
    }
}

/// Whose, and which: places of the same page.
#[component]
fn Places(place: Memo<Place>) -> impl IntoView {
    let i18n = use_i18n();
    let link = move |to: fn(Place) -> Place, words: Key| {
        let href = move || to(place.get()).address();
        let here = move || (to(place.get()) == place.get()).then_some("page");
        view! { <a class="tab" href=href aria-current=here>{i18n.t(words)}</a> }
    };
    view! {
        <div class="row spread task-places">
            <nav class="tabs" aria-label=t!(i18n, tasks.whose)>
                {link(|place| Place { whose: TaskWhose::Mine, ..place }, key!(tasks.mine))}
                {link(|place| Place { whose: TaskWhose::Team, ..place }, key!(tasks.team))}
                {link(|place| Place { whose: TaskWhose::All, ..place }, key!(tasks.all))}
            </nav>
            <nav class="tabs" aria-label=t!(i18n, tasks.which)>
                {link(|place| Place { ended: false, ..place }, key!(tasks.open))}
                {link(|place| Place { ended: true, ..place }, key!(tasks.ended))}
            </nav>
        </div>
    }
}

#[component]
fn List(
    place: Memo<Place>,
    list: crate::data::Fetch<ListTasks>,
    limit: RwSignal<u32>,
    base: Signal<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let acts = use_acts(changed);
    let known = Memo::new(move |_| {
        let asked_anew = list.loading.get() && limit.get() == FIRST;
        list.data.with(|page| page.as_ref().map(|page| page.rows.len())).filter(|_| !asked_anew)
    });
    let state = Memo::new(move |_| known.get().map(|rows| rows > 0));
    let failed = Memo::new(move |_| list.fault.with(Option::is_some) && !list.loading.get());
    let names =
        Signal::derive(move || list.data.with(|page| page.as_ref().map(|page| page.names.clone()).unwrap_or_default()));
    let rows = move || list.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default());
    let more = Signal::derive(move || {
        limit.get() < MOST
            && list.data.with(|page| {
                page.as_ref().is_some_and(|page| page.next.is_some() && page.rows.len() >= limit.get() as usize)
            })
    });
    let shown = move || i18n.fill(key!(common.shown), &[("n", &known.get().unwrap_or_default().to_string())]);
    let press = move |()| limit.update(|limit| *limit = (*limit + FIRST).min(MOST));
    move || {
        match state.get() {
        Some(true) => view! {
            <ul class="task-list task-card" id="task-list" tabindex="-1" aria-label=t!(i18n, tasks.title)>
                <For each=rows key=|row| (row.task.id, row.task.rv) children=move |row| view! { <TaskLine row names acts base /> } />
            </ul>
            <ui::LoadMore label=t!(i18n, common.load_more) busy=Signal::from(list.loading) more shown on_press=press />
        }
        .into_any(),
        Some(false) => nothing(place.get()).into_any(),
        None if failed.get() => {
            let again = Callback::new(move |()| list.refresh());
            view! { <Unloaded fault=Signal::derive(move || list.fault.get()) again /> }.into_any()
        }
        None => view! { <ui::Skeleton label=t!(i18n, common.loading) rows=6 height="60px" /> }.into_any(),
    }
    }
}

fn nothing(place: Place) -> impl IntoView {
    let i18n = use_i18n();
    let (title, text) = match (place.ended, place.whose) {
        (true, _) => (key!(tasks.none_ended), None),
        (false, TaskWhose::Mine) => (key!(tasks.none_mine), Some(key!(tasks.none_mine_text))),
        (false, TaskWhose::Team) => (key!(tasks.none_team), None),
        (false, TaskWhose::All) => (key!(tasks.none_all), None),
    };
    let text = MaybeProp::derive(move || text.map(|text| i18n.say(text)));
    view! { <ui::EmptyState icon="check-circle" title=i18n.t(title) text /> }
}

/// Moves the focus to the next or the previous task.
fn step(forward: bool) {
    let Ok(all) = document().query_selector_all("#task-list a.task-title") else { return };
    let links: Vec<web_sys::HtmlElement> =
        (0..all.length()).filter_map(|at| all.item(at)?.dyn_into::<web_sys::HtmlElement>().ok()).collect();
    let here = document().active_element();
    let at = links.iter().position(|link| here.as_ref().is_some_and(|here| here.is_same_node(Some(link))));
    let to = match (at, forward) {
        (None, _) => 0,
        (Some(at), true) => at + 1,
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(link) = links.get(to) {
        let _ = link.focus();
    }
}
