//! What stands on each line of the list: a case, or the heading of a group.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::listing::{CaseRow, Grouping, Names};
use yingda_shared::kernel::id::Uuid;

use super::rows::Groups;
use crate::i18n::I18n;
use crate::key;

/// The heading of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// The state, the priority or the id; empty where there is none.
    pub word: String,
    pub count: i64,
    /// There may be more of them than were counted.
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Head(Heading),
    /// Index of the row.
    Case(usize),
}

/// The word a row is grouped by.
pub fn word(row: &CaseRow, by: &str) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    match by {
        "state" => row.state.to_string(),
        "priority" => row.priority.map(|priority| priority.to_string()).unwrap_or_default(),
        "assignee" => id(row.assignee_id.map(|id| id.0)),
        "team" => id(row.team_id.map(|id| id.0)),
        "category" => id(row.category_id.map(|id| id.0)),
        "company" => id(row.company_id.map(|id| id.0)),
        "unit" => id(row.unit_id.map(|id| id.0)),
        _ => String::new(),
    }
}

/// States in the order of a case's life, priorities by weight, people in the order they come.
fn rank(by: &str, word: &str) -> usize {
    match by {
        "state" => CaseState::parse(word).map_or(99, |state| state as usize),
        "priority" => word.bytes().last().map_or(99, usize::from),
        _ => usize::from(word.is_empty()),
    }
}

/// Lines of the list, grouped or plain. The order inside a group is the order of the rows; `counted` says
/// how many there are beside those that are loaded.
pub fn lines(rows: &[Arc<CaseRow>], by: &str, counted: &Groups, folded: &HashSet<String>) -> Vec<Line> {
    if Grouping::parse(by).is_none() {
        return (0..rows.len()).map(Line::Case).collect();
    }
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let word = word(row, by);
        let place = *places.entry(word.clone()).or_insert_with(|| {
            groups.push((word, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(at);
    }
    groups.sort_by_key(|(word, _)| rank(by, word));
    let lines = groups.into_iter().flat_map(|(word, members)| {
        let known = counted.counts.iter().find(|group| group.word == word).map(|group| group.count);
        // What just came is loaded before it is counted again.
        let count = known.unwrap_or(0).max(members.len() as i64);
        let members = if folded.contains(&word) { Vec::new() } else { members };
        let head = Line::Head(Heading { word, count, more: counted.capped || known.is_none() });
        std::iter::once(head).chain(members.into_iter().map(Line::Case))
    });
    lines.collect()
}

/// The heading of a group as people read it.
pub fn heading(i18n: I18n, by: &str, word: &str, names: RwSignal<Names>) -> String {
    match by {
        _ if word.is_empty() => i18n.say(key!(cases.list.nobody)),
        "state" => i18n.word("words.state", word),
        "priority" => i18n.word("words.priority", word),
        _ => {
            let id = word.parse::<Uuid>().unwrap_or_default();
            names.with(|names| names.get(&id).cloned()).unwrap_or_default()
        }
    }
}
