//! Keeping rules, what became of them, and what one would have done.

use std::collections::BTreeMap;

use yingda_shared::cases::faces::Part;
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::id::{CaseId, RuleId};
use yingda_shared::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use yingda_shared::kernel::page::Page;
use yingda_shared::record::{Save, Saved};
use yingda_shared::rules::{
    ListRuleRuns, Outcome, Planned, Rehearsal, RehearseRule, Rehearsed, Rule, RuleRun, RunAction, circle_faults, past,
    rehearse as rehearsed,
};

use super::store::{self, Of, Run};
use super::{facts, listening};
use crate::cases;
use crate::ctx::Cx;
use crate::outbox;
use crate::records::handlers as keeping;
use crate::records::store as records;
use crate::robots;

/// Cases that a rehearsal goes through unless said otherwise.
const REHEARSED: u32 = 50;
/// Entries of one case that a rehearsal reads, the newest.
const ENTRIES: usize = 500;
/// Rows that a rehearsal answers at most.
const ROWS: usize = 500;

/// Saves a rule that sets off no circle; answers as well whether it begins to listen to thresholds of clocks.
pub async fn save(cx: &mut Cx, op: Save<Rule>) -> Result<(Saved, bool), Fault> {
    // Nobody outside learns from a fault what there is.
    keeping::fence::<Rule>(cx)?;
    let rule = op.0;
    let faults = faults(cx, &rule).await?;
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults });
    }
    let before: Option<Rule> = records::find(cx, rule.id.0).await?;
    let saved = keeping::replace(cx, rule.clone()).await?;
    Ok((saved, listening::begins(cx, before.as_ref(), &rule).await?))
}

async fn faults(cx: &mut Cx, rule: &Rule) -> Result<Vec<FieldFault>, Fault> {
    let all: Vec<Rule> = records::all(cx).await?;
    let mut faults = robots::call_faults(&cx.services, &rule.actions, "/then");
    faults.extend(circle_faults(&all, rule));
    Ok(faults)
}

pub async fn runs(cx: &mut Cx, op: ListRuleRuns) -> Result<Page<RuleRun>, Fault> {
    keeping::fence::<Rule>(cx)?;
    let limit = op.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let before = op.cursor.as_deref().map(str::parse).transpose()?;
    let of = Of { rule: op.rule_id, case: op.case_id };
    let (runs, next) = match op.latest {
        true => (latest(cx, of).await?, None),
        false => store::runs(cx, of, before.as_ref(), limit).await?,
    };
    let cases: Vec<CaseId> = runs.iter().map(|run| run.case_id).collect();
    let labels = cases::store::labels(cx, &cases).await?;
    let names: Vec<String> = runs.iter().flat_map(|run| &run.actions).map(|planned| planned.key()).collect();
    let mut ended = BTreeMap::new();
    for some in names.chunks(PAGE_MAX as usize) {
        for one in outbox::store::named(cx, some).await? {
            ended.insert(one.errand.id.clone(), one);
        }
    }
    let rows = runs.into_iter().map(|run| {
        let case = labels.get(&run.case_id).cloned().unwrap_or_default();
        told(run, case, &ended)
    });
    Ok(Page { rows: rows.collect(), next: next.map(|stand| stand.to_string()) })
}

/// Of each rule the last run that set something off.
async fn latest(cx: &mut Cx, of: Of) -> Result<Vec<Run>, Fault> {
    let rules: Vec<RuleId> = match of.rule {
        Some(rule) => vec![rule],
        None => records::all::<Rule>(cx).await?.into_iter().map(|rule| rule.id).collect(),
    };
    let mut runs = Vec::new();
    for rule in rules {
        runs.extend(store::last_ran(cx, rule, of.case).await?);
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.at));
    Ok(runs)
}

fn told(run: Run, case: String, ended: &BTreeMap<String, outbox::store::Ended>) -> RuleRun {
    let action = |planned: Planned| {
        // What came to an end long ago is let go before the run that set it off.
        let ended = ended.get(&planned.key());
        let state = ended.map_or(ErrandState::Done, |ended| ended.state);
        let fault = ended.and_then(|ended| ended.fault.clone());
        RunAction { place: planned.place, action: planned.action, state, fault }
    };
    RuleRun {
        rule: run.told.rule,
        name: run.name,
        case_id: run.case_id,
        case,
        at: run.at,
        kind: run.kind,
        depth: run.depth,
        outcome: run.told.outcome,
        condition: run.told.condition,
        by: run.told.by,
        actions: run.actions.into_iter().map(action).collect(),
    }
}

/// Asks a rule about the past of the cases that the caller sees and that changed last.
pub async fn rehearse(cx: &mut Cx, op: RehearseRule) -> Result<Rehearsal, Fault> {
    keeping::fence::<Rule>(cx)?;
    let rule = Rule { active: true, ..op.rule };
    let faults = faults(cx, &rule).await?;
    if !faults.is_empty() {
        let below = |fault: FieldFault| FieldFault { pointer: format!("/rule{}", fault.pointer), ..fault };
        return Err(Fault::Invalid { fields: faults.into_iter().map(below).collect() });
    }
    let rules = [rule];
    let mut rehearsal = Rehearsal::default();
    for case in cases::store::newest(cx, op.cases.unwrap_or(REHEARSED)).await? {
        let parts = [Part { case: case.id, after: 0, since: i64::MIN }];
        let entries = cases::store::entries(cx, case.id, &parts, None, ENTRIES, None).await?;
        let past = past(&case, &entries, &facts::around(cx, &case).await?);
        rehearsal.cases += 1;
        for ((happening, _), evaluation) in past.iter().zip(rehearsed(&rules, &past)) {
            for told in evaluation.told.into_iter().filter(|told| told.outcome != Outcome::OtherEvent) {
                rehearsal.rows.push(Rehearsed {
                    case_id: case.id,
                    number: case.number.clone(),
                    subject: case.subject.clone(),
                    at: happening.at,
                    kind: happening.kind,
                    outcome: told.outcome,
                    condition: told.condition,
                });
            }
        }
    }
    rehearsal.rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    rehearsal.rows.truncate(ROWS);
    Ok(rehearsal)
}
