//! The clocks of a case: what its timeline means to them.

use crate::cases::events::{CaseEvent, Change, Entry};
use crate::cases::model::{Case, CaseState};
use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::identity::actor::ActorKind;
use crate::kernel::id::CategoryId;
use crate::kernel::limits::TURNS_MAX;
use crate::kernel::time::Millis;
use crate::sla::{
    Binding, Book, CaseKind, Clock, ClockKind, Grade, Owing, PendingReason, Replay, Side, Signal, Subject, Turn, replay,
};

/// All that the clocks of a case follow from, beside the versions that its bindings name.
pub struct Log<'a> {
    pub case: &'a Case,
    /// The whole timeline, in any order.
    pub entries: &'a [Entry],
    /// Which versions held since when; those of the opening since then or before.
    pub bindings: &'a [(Millis, Binding)],
    /// When it counts from, where that is not the opening: a case that was split off keeps the promise that was
    /// made for it.
    pub counts_from: Option<Millis>,
}

impl Log<'_> {
    pub fn clocks(&self, book: &Book) -> Replay {
        replay(&self.turns(), book)
    }

    /// The log as clocks hear it, in the order in which things happened.
    pub fn turns(&self) -> Vec<Turn> {
        let opened_at = self.counts_from.unwrap_or(self.case.created_at);
        let own = |entry: &&Entry| entry.of.is_none_or(|of| of == self.case.id);
        let mut entries: Vec<&Entry> = self.entries.iter().filter(own).collect();
        let mut turns = vec![Turn::new(opened_at, Signal::Opened)];
        let mut grade = opening_grade(self.case, &mut entries);
        turns.push(Turn::new(opened_at, Signal::Graded(grade)));
        turns.extend(self.bindings.iter().map(|(at, binding)| Turn::new(*at, Signal::Bound(binding.clone()))));
        // Of one moment, in the order of the timeline: a command's events follow one another.
        entries.sort_by_key(|entry| (entry.counts_at(), entry.pos));
        for entry in entries {
            let at = entry.counts_at();
            turns.extend(signals(&entry.event, entry.by_kind).into_iter().map(|signal| Turn::new(at, signal)));
            let before = grade;
            changes(&entry.event).iter().for_each(|change| regrade(&mut grade, change));
            if grade != before {
                turns.push(Turn::new(at, Signal::Graded(grade)));
            }
        }
        // A late edit of an early moment was made to what the case was by then: at last it is what its row says.
        let last = turns.iter().map(|turn| turn.at).max().unwrap_or(opened_at);
        if grade != self.case.grade() {
            turns.push(Turn::new(last, Signal::Graded(self.case.grade())));
        }
        turns
    }
}

/// What it was before anybody changed it: the old value of the first change of each field, as the server took them.
fn opening_grade(case: &Case, entries: &mut [&Entry]) -> Grade {
    let mut grade = case.grade();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.pos));
    for change in entries.iter().flat_map(|entry| changes(&entry.event)) {
        let back = Change { field: change.field.clone(), old: String::new(), new: change.old.clone() };
        regrade(&mut grade, &back);
    }
    grade
}

fn changes(event: &CaseEvent) -> &[Change] {
    match event {
        CaseEvent::Edited { changes } | CaseEvent::Recorded { changes, .. } => changes,
        _ => &[],
    }
}

fn regrade(grade: &mut Grade, change: &Change) {
    match change.field.as_str() {
        "impact" => grade.impact = Impact::parse(&change.new).unwrap_or(grade.impact),
        "urgency" => grade.urgency = Urgency::parse(&change.new).unwrap_or(grade.urgency),
        "priority" => grade.priority = Priority::parse(&change.new).unwrap_or(grade.priority),
        _ => {}
    }
}

/// What an event is to clocks, beside a change of grade; `apply` makes the same of it for the case itself.
pub fn signals(event: &CaseEvent, by_kind: ActorKind) -> Vec<Signal> {
    let customer = matches!(by_kind, ActorKind::Customer | ActorKind::Guest);
    match event {
        CaseEvent::Held { reason, .. } => vec![Signal::Held(Some(*reason))],
        CaseEvent::RemedyProposed { .. } => vec![Signal::Held(Some(PendingReason::Customer))],
        CaseEvent::Resumed { .. }
        | CaseEvent::Started
        | CaseEvent::InvestigationBegun
        | CaseEvent::RemedyAgreed
        | CaseEvent::RemedyDisputed { .. } => vec![Signal::Resumed],
        CaseEvent::Resolved { .. } | CaseEvent::Concluded { .. } => vec![Signal::Solved],
        CaseEvent::Acknowledged { .. } => vec![Signal::Answered],
        CaseEvent::Commented { internal: false, .. } => {
            vec![if customer { Signal::Asked } else { Signal::Answered }]
        }
        CaseEvent::Attached { internal: false, .. } if customer => vec![Signal::Asked],
        // Whoever sends a solution back says why, and waits for an answer.
        CaseEvent::Rejected { .. } | CaseEvent::Reopened { .. } if customer => vec![Signal::Reopened, Signal::Asked],
        CaseEvent::Rejected { .. } | CaseEvent::Reopened { .. } => vec![Signal::Reopened],
        CaseEvent::Cancelled { .. } | CaseEvent::Merged { .. } | CaseEvent::MarkedDuplicate { .. } => {
            vec![Signal::SetAside]
        }
        CaseEvent::MergeUndone { .. } | CaseEvent::UnmarkedDuplicate { .. } => vec![Signal::Restored],
        CaseEvent::Recorded { state, .. } => recorded(*state),
        _ => Vec::new(),
    }
}

/// A state that another system told, wherever the case stood.
fn recorded(state: CaseState) -> Vec<Signal> {
    match state {
        CaseState::New => vec![Signal::Reopened, Signal::Resumed],
        CaseState::Assigned | CaseState::InProgress => vec![Signal::Answered, Signal::Reopened, Signal::Resumed],
        CaseState::Pending => vec![Signal::Answered, Signal::Reopened, Signal::Held(None)],
        CaseState::Resolved | CaseState::Closed => vec![Signal::Solved],
        CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate => vec![Signal::Answered, Signal::SetAside],
    }
}

/// Whether clocks hear anything in an event, or may be chosen anew after it.
pub fn is_heard(event: &CaseEvent, by_kind: ActorKind) -> bool {
    const CHOSEN_BY: &[&str] = &["impact", "urgency", "priority", "company_id", "product_id", "category_id"];
    let chosen = changes(event).iter().any(|change| CHOSEN_BY.contains(&change.field.as_str()));
    chosen || !signals(event, by_kind).is_empty()
}

impl Case {
    /// Writes down what clocks hear of an event that changed the case; `before` is what it was graded until then.
    pub(super) fn hear(&mut self, event: &CaseEvent, by_kind: ActorKind, at: Millis, before: Grade) {
        // What has no log yet gets one from the whole timeline; outsiders are told of none, and go by the state.
        if self.turns.is_empty() {
            if matches!(self.state, CaseState::Cancelled | CaseState::Merged | CaseState::Duplicate) {
                return self.owing.withdraw();
            }
            let answered = signals(event, by_kind).contains(&Signal::Answered);
            return self.owing.stand(self.state.is_open(), self.state == CaseState::Pending, answered);
        }
        self.turns.extend(signals(event, by_kind).into_iter().map(|signal| Turn::new(at, signal)));
        if self.grade() != before {
            self.turns.push(Turn::new(at, Signal::Graded(self.grade())));
        }
        fold(&mut self.turns);
    }

    /// What policies are chosen by. `above` are the categories above its own, the nearest first.
    pub fn subject(&self, above: &[CategoryId]) -> Subject {
        Subject {
            kind: if self.complaint.is_some() { CaseKind::Complaint } else { CaseKind::Case },
            priority: self.priority,
            company_id: self.company_id,
            product_id: self.product_id,
            categories: self.category_id.into_iter().chain(above.iter().copied()).collect(),
        }
    }

    /// Takes over the moments that the customer was promised. Where there is none, the case keeps what it had: a
    /// version may be missing, and of a case that is cancelled nothing is promised.
    pub fn keep_promises(&mut self, clocks: &[Clock]) {
        let owing = Owing::of(clocks, &[Side::External]);
        self.respond_by = owing.respond_by.unwrap_or(self.respond_by);
        self.resolve_by = owing.resolve_by.unwrap_or(self.resolve_by);
    }
}

/// Forgets the oldest words of a long talk, beside the first answer: the last rounds of a clock are told, and where a
/// case stood is never forgotten.
fn fold(turns: &mut Vec<Turn>) {
    if turns.len() <= TURNS_MAX {
        return;
    }
    let is_word = |turn: &Turn| matches!(turn.signal, Signal::Answered | Signal::Asked);
    let first = turns.iter().position(|turn| turn.signal == Signal::Answered);
    let mut spare = turns.iter().filter(|turn| is_word(turn)).count().saturating_sub(TURNS_MAX / 2);
    let mut place = 0;
    turns.retain(|turn| {
        let forgotten = spare > 0 && is_word(turn) && Some(place) != first;
        spare -= usize::from(forgotten);
        place += 1;
        !forgotten
    });
}

/// The clock of a kind that the customer was promised last.
pub fn promised(clocks: &[Clock], kind: ClockKind) -> Option<&Clock> {
    clocks.iter().rfind(|clock| clock.side == Side::External && clock.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_talk_forgets_its_oldest_words_and_nothing_else() {
        let said = |n: usize| match n % 2 {
            0 => Signal::Asked,
            _ => Signal::Answered,
        };
        let words = (1..=TURNS_MAX).map(|n| Turn::new(n as Millis, said(n - 1)));
        let hold = Turn::new(5, Signal::Held(Some(PendingReason::Customer)));
        let mut turns: Vec<Turn> = [Turn::new(0, Signal::Opened), hold.clone()].into_iter().chain(words).collect();
        let last = turns.last().cloned();
        fold(&mut turns);
        let words = turns.iter().filter(|turn| matches!(turn.signal, Signal::Asked | Signal::Answered)).count();
        assert_eq!(words, TURNS_MAX / 2);
        assert_eq!((turns[0].signal.clone(), &turns[1]), (Signal::Opened, &hold));
        assert_eq!((turns[2].at, turns[2].signal.clone()), (2, Signal::Answered), "the first answer");
        assert_eq!(turns[3].at as usize, TURNS_MAX / 2 + 2);
        assert_eq!(turns.last().cloned(), last);
        let before = turns.clone();
        fold(&mut turns);
        assert_eq!(turns, before, "there is room again");
    }
}
