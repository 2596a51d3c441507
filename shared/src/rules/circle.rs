//! Rules that set off one another for ever, found before they run.
//!
//! One rule leads to another where an action of the first may give a field another value and the second listens to
//! that field, unless a condition of the second on the same field cannot hold then. Conditions on other fields are
//! not looked at: a third rule may change those in between. So a circle is refused that would perhaps come to rest,
//! and none is let through that would not.

use std::collections::VecDeque;

use super::rule::Rule;
use crate::fault::FieldFault;
use crate::kernel::id::RuleId;

/// The shortest way from a rule back to itself, without the return: one rule that sets off itself is `[it]`. Rules
/// that are switched off lead nowhere.
pub fn circle(rules: &[Rule], from: RuleId) -> Option<Vec<RuleId>> {
    let live: Vec<&Rule> = rules.iter().filter(|rule| rule.active).collect();
    let start = live.iter().position(|rule| rule.id == from)?;
    // From where each rule was reached first.
    let mut reached: Vec<Option<usize>> = vec![None; live.len()];
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        for next in 0..live.len() {
            if reached[next].is_some() || !leads(live[at], live[next]) {
                continue;
            }
            reached[next] = Some(at);
            if next == start {
                return Some(way(&live, &reached, start));
            }
            waiting.push_back(next);
        }
    }
    None
}

fn way(live: &[&Rule], reached: &[Option<usize>], start: usize) -> Vec<RuleId> {
    let mut way = vec![live[start].id];
    let mut at = reached[start];
    while let Some(place) = at.filter(|place| *place != start) {
        way.push(live[place].id);
        at = reached[place];
    }
    way[1..].reverse();
    way
}

fn leads(from: &Rule, to: &Rule) -> bool {
    let changes = from.actions.iter().flat_map(|action| action.changes());
    let mut heard = changes.filter(|(field, _)| to.when.hears_change(*field));
    heard.any(|(field, after)| {
        let mut own = to.conditions.iter().filter(|condition| condition.field == field);
        !own.any(|condition| condition.excluded_by(&after))
    })
}

/// What is wrong with saving a rule among the others: the names in the circle, in their order.
pub fn circle_faults(others: &[Rule], saved: &Rule) -> Vec<FieldFault> {
    let others = others.iter().filter(|rule| rule.id != saved.id);
    let rules: Vec<Rule> = std::iter::once(saved).chain(others).cloned().collect();
    let Some(circle) = circle(&rules, saved.id) else { return Vec::new() };
    let name = |id: &RuleId| rules.iter().find(|rule| rule.id == *id).map_or("", |rule| rule.name.as_str());
    let names: Vec<&str> = circle.iter().chain(circle.first()).map(name).collect();
    let mut fault = FieldFault::new("/then", "rule_circle");
    fault.params.insert("names".into(), names.join(" → "));
    vec![fault]
}
