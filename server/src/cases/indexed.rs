//! Cases in their index: what they are found, fenced, ordered and counted by beside the database.

use std::sync::Arc;

use yingda_shared::cases::filter::{Between, Conditions, HELD, Held, id_in};
use yingda_shared::cases::listing::{Grouping, Place as Stands, Sort};
use yingda_shared::cases::search::{Sought, search_text};
use yingda_shared::cases::{Case, CaseState};
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::identity::actor::scope::{self, ORGANISATION};
use yingda_shared::kernel::id::Uuid;

use super::store;
use crate::ctx::Cx;
use crate::search::document::{key, key_of_word};
use crate::search::shelf::Shelf;
use crate::search::{self, Doc, Fence, Hunt, Order, Place, Shape, Source, Span};
use crate::services::Services;

const STATE: &str = "state";
const ASLEEP: &str = "asleep";
const COLUMNS: &[&str] = &["updated", "created", "due", "priority", STATE, "number", "number_rest", ASLEEP, "warn"];

/// Words of groups, in the order of `Grouping::ALL`.
const LABELS: &[&str] = &["by_state", "by_priority", "by_assignee", "by_team", "by_category", "by_company", "by_unit"];

const SHAPE: Shape = Shape { columns: COLUMNS, labels: LABELS };

static SOURCE: Source<Shelf> = Source {
    kind: "cases",
    open: |folder| Shelf::open(folder, SHAPE),
    at_once: 2_000,
    some: |cx, ids| Box::pin(async move { Ok(documents(store::indexed::some(cx, ids).await?)) }),
    page: |cx, after, limit| Box::pin(async move { Ok(documents(store::indexed::page(cx, after, limit).await?)) }),
};

/// Keeps the index of cases until the process ends.
pub async fn follow(services: Arc<Services>) {
    let index = services.case_index.clone();
    search::follow::keep(services, index, &SOURCE).await;
}

/// What changed since a position that the index knows; None when it is too much to look through.
pub async fn recent(cx: &mut Cx, pos: i64) -> Result<Option<Vec<Uuid>>, Fault> {
    search::follow::recent(cx, SOURCE.kind, pos).await
}

fn documents(cases: Vec<Case>) -> Vec<Doc> {
    cases.iter().map(document).collect()
}

fn document(case: &Case) -> Doc {
    let [number, number_rest] = key_of_word(&case.number);
    let keys = vec![
        key(case.updated_at),
        key(case.created_at),
        key(case.due_key()),
        key(case.priority as i64 + 1),
        rank(case.state),
        number,
        number_rest,
        key(case.ties.snooze.as_ref().map_or(0, |snooze| snooze.until)),
        key(case.warn_key()),
    ];
    let labels = Grouping::ALL.iter().map(|by| by.word(case)).collect();
    Doc { id: case.id.0, text: search_text(case), facts: facts(case), keys, labels }
}

/// What cases are counted by in the index.
pub fn label(by: Grouping) -> &'static str {
    match by {
        Grouping::State => "by_state",
        Grouping::Priority => "by_priority",
        Grouping::Assignee => "by_assignee",
        Grouping::Team => "by_team",
        Grouping::Category => "by_category",
        Grouping::Company => "by_company",
        Grouping::Unit => "by_unit",
    }
}

/// What lists are narrowed by, beside the scopes that see the case, those that came to it included. Its own
/// scope is its id.
fn facts(case: &Case) -> Vec<String> {
    let mut facts: Vec<String> = HELD.iter().map(|column| held(column, id_in(case, column))).collect();
    facts.extend([of("state", case.state), of("priority", case.priority), of("channel", case.channel)]);
    facts.extend(case.ties.all_followers().map(|user| of("follower", user)));
    let known = [ORGANISATION.to_string(), scope::case(case.id)];
    facts.extend(case.scopes().into_iter().filter(|scope| !known.contains(scope)));
    facts.extend((!case.ties.joined.is_empty()).then(|| JOINED.to_string()));
    facts.extend(case.state.is_open().then(|| OPEN.to_string()));
    facts.extend(case.customer_waits().then(|| WAITS.to_string()));
    facts
}

const OPEN: &str = "open";
/// The customer side wrote last.
const WAITS: &str = "waits";
/// Other cases came to it.
const JOINED: &str = "joined";

fn of(name: &str, value: impl std::fmt::Display) -> String {
    format!("{name}={value}")
}

fn held(column: &str, id: Option<Uuid>) -> String {
    id.map_or_else(|| of(column, "none"), |id| of(column, id))
}

/// The case whose own scope this is.
fn own(scope: &str) -> Option<&str> {
    scope.strip_prefix("case:")
}

/// States in the order of their words.
fn ranked() -> Vec<CaseState> {
    let mut states = CaseState::ALL.to_vec();
    states.sort_by_key(|state| state.as_str());
    states
}

fn rank(state: CaseState) -> u64 {
    ranked().iter().position(|known| *known == state).unwrap_or_default() as u64
}

/// `Filter` as the index understands it. Whoever adds a condition decides here what it is by: a fact or
/// a key of `document`, which a new `document::VERSION` brings into every index.
pub fn hunt(actor: &Actor, conditions: &Conditions, sought: &Sought) -> Hunt {
    let Conditions { states, priorities, channels, snoozed, follower, held: ids, times, open, waits } = conditions;
    let (mut facts, mut without): (Vec<Vec<String>>, _) = (Vec::new(), Vec::new());
    if let Some(states) = states {
        facts.push(match CaseState::OPEN.iter().all(|open| states.contains(open)) {
            true if states.len() == CaseState::OPEN.len() => vec![OPEN.into()],
            _ => states.iter().map(|state| of("state", state)).collect(),
        });
    }
    if let Some(priorities) = priorities {
        facts.push(priorities.iter().map(|priority| of("priority", priority)).collect());
    }
    if let Some(channels) = channels {
        facts.push(channels.iter().map(|channel| of("channel", channel)).collect());
    }
    facts.extend(follower.map(|user| vec![of("follower", user)]));
    facts.extend(open.then(|| vec![OPEN.into()]));
    facts.extend(waits.then(|| vec![WAITS.into()]));
    for Held { column, not, ids } in ids {
        let named = ids.iter().map(|id| held(column, *id));
        if *not { without.extend(named) } else { facts.push(named.collect()) }
    }
    let mut spans: Vec<Vec<Span>> = times.iter().map(|(column, any)| stretches(column, any)).collect();
    spans.extend(snoozed.map(|(asleep, now)| {
        let after = Some(key(now + 1));
        let (from, to) = if asleep { (after, None) } else { (None, after) };
        vec![Span { column: ASLEEP, from, to }]
    }));
    let (words, or) = (sought.every.clone(), sought.digits.clone());
    Hunt { within: within(actor), facts, without, spans, words, or }
}

fn stretches(column: &str, any: &[Between]) -> Vec<Span> {
    let column = match column {
        "created_at" => "created",
        "updated_at" => "updated",
        "warn_at" => "warn",
        _ => "due",
    };
    any.iter().map(|each| Span { column, from: each.from.map(key), to: each.to.map(key) }).collect()
}

/// Cases of which the index cannot say whether a customer finds them: by the words of what is theirs of a
/// case alone (`Filter::words`). They are few, and asked of the database.
pub fn unsure(actor: &Actor, sought: &Sought) -> Option<Hunt> {
    let by_words = actor.is_customer_side() && !sought.every.is_empty();
    by_words.then(|| Hunt { within: within(actor), facts: vec![vec![JOINED.into()]], ..Hunt::default() })
}

/// The fence of `store::fence`; None for who sees everything.
fn within(actor: &Actor) -> Option<Fence> {
    if store::sees_all(actor) {
        return None;
    }
    let mut fence = Fence::default();
    for grant in &actor.grants {
        fence.ids.extend(own(grant).and_then(|id| id.parse::<Uuid>().ok()));
        fence.facts.push(grant.clone());
    }
    Some(fence)
}

pub fn order(sort: Sort, down: bool) -> Order {
    let columns = match sort {
        Sort::Updated => vec!["updated"],
        Sort::Created => vec!["created"],
        Sort::Due => vec!["due"],
        Sort::Priority => vec!["priority"],
        Sort::State => vec![STATE],
        Sort::Number => vec!["number", "number_rest"],
    };
    Order { columns, down }
}

/// Where a cursor stands in the order of the index; None when the index does not know that place.
pub fn place(sort: Sort, stands: &Stands, id: Uuid) -> Option<Place> {
    let keys = match (sort, stands) {
        (Sort::State, Stands::Word(word)) => [rank(CaseState::parse(word)?), 0],
        (_, Stands::Word(word)) => key_of_word(word),
        (_, Stands::Number(number)) => [key(*number), 0],
    };
    Some(Place { keys, id: id.as_u128() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_in_the_order_of_the_groupings() {
        assert_eq!(Grouping::ALL.iter().map(|by| label(*by)).collect::<Vec<_>>(), LABELS);
    }
}
