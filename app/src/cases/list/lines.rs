//! What stands on each line of the list: a case, or the heading of a group.

use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::CaseState;
use yingda_shared::cases::listing::{CaseRow, Names};
use yingda_shared::kernel::id::Uuid;

use crate::i18n::I18n;
use crate::key;

#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Word of the group, how many of it are loaded.
    Head(String, usize),
    /// Index of the row.
    Case(usize),
}

/// The word a row is grouped by.
fn word(row: &CaseRow, by: &str) -> String {
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    match by {
        "state" => row.state.to_string(),
        "priority" => row.priority.map(|priority| priority.to_string()).unwrap_or_default(),
        "assignee" => id(row.assignee_id.map(|id| id.0)),
        "team" => id(row.team_id.map(|id| id.0)),
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

/// Lines of the list, grouped or plain. The order inside a group is the order of the rows.
pub fn lines(rows: &[Arc<CaseRow>], by: &str) -> Vec<Line> {
    if !["state", "priority", "assignee", "team"].contains(&by) {
        return (0..rows.len()).map(Line::Case).collect();
    }
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let word = word(row, by);
        match groups.iter_mut().find(|(known, _)| *known == word) {
            Some((_, members)) => members.push(at),
            None => groups.push((word, vec![at])),
        }
    }
    groups.sort_by_key(|(word, _)| rank(by, word));
    let lines = groups.into_iter().flat_map(|(word, members)| {
        let head = Line::Head(word, members.len());
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
