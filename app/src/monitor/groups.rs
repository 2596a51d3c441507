//! Open cases by what they have in common, and what people carry: bars that lead to the list behind them.

use leptos::prelude::*;
use yingda_shared::cases::listing::Group;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::monitor::Monitor;
use yingda_shared::schedules::OffDuty;

use super::Standing;
use super::tiles::said;
use crate::format::{length, use_now};
use crate::i18n::{I18n, Key, use_i18n};
use crate::key;
use crate::leave::off;
use crate::ui::{Icon, SectionCard};

/// One of the panels.
#[derive(Clone, Copy, PartialEq)]
enum By {
    State,
    Priority,
    Unit,
    Team,
    Person,
}

impl By {
    const ALL: [By; 5] = [By::State, By::Priority, By::Unit, By::Team, By::Person];

    fn title(self) -> (&'static str, Key) {
        match self {
            By::State => ("monitor-states", key!(monitor.by_state)),
            By::Priority => ("monitor-priorities", key!(monitor.by_priority)),
            By::Unit => ("monitor-units", key!(monitor.by_unit)),
            By::Team => ("monitor-teams", key!(monitor.by_team)),
            By::Person => ("monitor-people", key!(monitor.by_person)),
        }
    }

    fn groups(self, data: &Monitor) -> Vec<Group> {
        match self {
            By::State => data.states.clone(),
            By::Priority => data.priorities.clone(),
            By::Unit => data.units.clone(),
            By::Team => data.teams.clone(),
            By::Person => {
                let people = data.people.iter();
                people.map(|load| Group { word: load.user_id.to_string(), count: load.cases }).collect()
            }
        }
    }

    /// The list behind a bar.
    fn address(self, word: &str) -> String {
        let word = if word.is_empty() { "none" } else { word };
        match self {
            By::State => format!("/cases?state={word}"),
            By::Priority => format!("/cases?priority={word}&state=open"),
            By::Unit => format!("/cases?state=open&unit_id={word}"),
            By::Team => format!("/cases?state=open&team_id={word}"),
            By::Person => format!("/cases?assignee={word}&state=open"),
        }
    }

    fn name(self, i18n: I18n, data: Standing, word: &str) -> String {
        match self {
            By::State => i18n.word("words.state", word),
            By::Priority => i18n.word("words.priority", word),
            _ if word.is_empty() => i18n.say(key!(monitor.nobody)),
            _ => {
                let id: Uuid = word.parse().unwrap_or_default();
                data.with(|data| data.as_ref().and_then(|data| data.names.get(&id).cloned())).unwrap_or_default()
            }
        }
    }
}

#[component]
pub fn Panels(data: Standing) -> impl IntoView {
    view! { <div class="monitor-panels">{By::ALL.map(|by| view! { <Panel by data /> })}</div> }
}

#[component]
fn Panel(by: By, data: Standing) -> impl IntoView {
    let i18n = use_i18n();
    let (id, title) = by.title();
    let groups = Memo::new(move |_| data.with(|data| data.as_ref().map(|data| by.groups(data)).unwrap_or_default()));
    let most = Memo::new(move |_| groups.with(|groups| groups.iter().map(|group| group.count).max().unwrap_or(0)));
    let words = move || groups.with(|groups| groups.iter().map(|group| group.word.clone()).collect::<Vec<_>>());
    let bar = move |word: String| bar(i18n, by, data, groups, most, word);
    let none = move || groups.with(Vec::is_empty).then(|| view! { <p class="quiet">{i18n.t(key!(monitor.none))}</p> });
    view! {
        <SectionCard id title=i18n.t(title)>
            <ul class="monitor-bars"><For each=words key=|word| word.clone() children=bar /></ul>
            {none}
        </SectionCard>
    }
}

fn bar(i18n: I18n, by: By, data: Standing, groups: Memo<Vec<Group>>, most: Memo<i64>, word: String) -> impl IntoView {
    let of = word.clone();
    let count = Memo::new(move |_| {
        groups.with(|groups| groups.iter().find(|group| group.word == of).map_or(0, |group| group.count))
    });
    let share = move || format!("inline-size:{}%", (count.get() * 100) / most.get().max(1));
    let time = (by == By::Person).then(|| {
        let word = word.clone();
        view! { <Time word data /> }
    });
    let href = by.address(&word);
    view! {
        <li>
            <a href=href>
                <span class="monitor-bar-name"><span class="ellipsis">{move || by.name(i18n, data, &word)}</span>{time}</span>
                <b class="num">{move || said(count.get())}</b>
                <span class="monitor-bar" aria-hidden="true"><span style=share></span></span>
            </a>
        </li>
    }
}

/// Whether somebody can work on what they carry: until when not, or for how long today.
#[component]
fn Time(word: String, data: Standing) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let load = Memo::new(move |_| {
        let of = |data: &Monitor| data.people.iter().find(|load| load.user_id.to_string() == word).copied();
        data.with(|data| data.as_ref().and_then(of))
    });
    move || {
        let load = load.get()?;
        if let Some(said) = off(i18n, load.now, now.get()) {
            // That people go home in the evening warns nobody.
            return Some(match load.now.off {
                Some(OffDuty::Hours) => view! { <span class="quiet small">{said}</span> }.into_any(),
                _ => view! { <span class="chip" data-tone="warn"><Icon name="calendar" />{said}</span> }.into_any(),
            });
        }
        let left = length(i18n, 0, load.left?);
        Some(view! { <span class="quiet small">{i18n.fill(key!(monitor.left), &[("time", &left)])}</span> }.into_any())
    }
}
