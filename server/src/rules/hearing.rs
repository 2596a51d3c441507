//! From what happens to what is to be done. A command only writes down what happened, with the case as it was; rules are
//! asked right after it, so that a rule that is wrong refuses nobody's work.

use std::collections::BTreeSet;

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::rules::{
    CaseFacts, Evaluation, Happening, HappeningKind, Outcome, Planned, Rule, Told, evaluate, happenings,
};

use super::listening::Listening;
use super::store::{self, Heard, Run};
use super::{Because, Deed, facts, set_off};
use crate::ctx::Cx;
use crate::records::store as records;

/// Happenings that rules are asked about in one transaction.
pub const BATCH: usize = 100;

/// Writes down what the events of a command are to rules, where one listens.
pub async fn case_changed(cx: &mut Cx, before: &Case, case: &Case, entries: &[Entry]) -> Result<(), Fault> {
    // What is taken over from elsewhere began before: rules have nothing to say to it.
    if case.created_at != cx.now && entries.iter().any(|entry| matches!(entry.event, CaseEvent::Opened { .. })) {
        return Ok(());
    }
    tell(cx, case, happenings(before, case, entries, cx.depth)).await
}

/// Writes down what happened to a case, where a rule listens.
pub async fn tell(cx: &mut Cx, case: &Case, happenings: Vec<Happening>) -> Result<(), Fault> {
    let kinds: Vec<HappeningKind> = happenings.iter().map(|happening| happening.kind).collect();
    let rules = listening(cx, &kinds).await?;
    let since = Listening::of(cx, &kinds).await?;
    let hears = |rule: &Rule, one: &Happening| rule.when.hears(one) && since.hears(rule.id, one);
    let heard: Vec<Happening> =
        happenings.into_iter().filter(|one| rules.iter().any(|rule| hears(rule, one))).collect();
    if heard.is_empty() {
        return Ok(());
    }
    let facts = facts::of(cx, case).await?;
    store::hear(cx, case.id, &Heard { happenings: heard, facts }).await
}

/// Whether a rule listens to a kind of happening.
pub async fn listens(cx: &mut Cx, kind: HappeningKind) -> Result<bool, Fault> {
    Ok(!listening(cx, &[kind]).await?.is_empty())
}

/// Since when a rule listens to thresholds of clocks; None where none does.
pub async fn thresholds_from(cx: &mut Cx) -> Result<Option<Millis>, Fault> {
    let kinds = [HappeningKind::Threshold];
    let rules = listening(cx, &kinds).await?;
    let since = Listening::of(cx, &kinds).await?;
    Ok(rules.iter().map(|rule| since.from(rule.id)).min())
}

/// Rules that are switched on and listen to one of these kinds.
async fn listening(cx: &mut Cx, kinds: &[HappeningKind]) -> Result<Vec<Rule>, Fault> {
    let kinds: BTreeSet<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    records::owned(cx, &kinds.into_iter().collect::<Vec<_>>()).await
}

/// Asks the rules about what happened, the earliest first, and writes down what is to be done; answers how many
/// happenings there were. In one transaction: what was asked about is gone when it is done.
pub async fn ask(cx: &mut Cx) -> Result<usize, Fault> {
    let waiting = store::waiting(cx, BATCH).await?;
    for (name, case, heard) in &waiting {
        if let Some(heard) = heard {
            for happening in &heard.happenings {
                one(cx, *case, happening, &heard.facts).await?;
            }
        }
        store::heard(cx, name).await?;
    }
    Ok(waiting.len())
}

async fn one(cx: &mut Cx, case: CaseId, happening: &Happening, facts: &CaseFacts) -> Result<(), Fault> {
    let mut rules = listening(cx, &[happening.kind]).await?;
    let since = Listening::of(cx, &[happening.kind]).await?;
    rules.retain(|rule| since.hears(rule.id, happening));
    let Evaluation { actions, told } = evaluate(&rules, happening, facts);
    for told in told.into_iter().filter(|told| told.outcome != Outcome::OtherEvent) {
        let rule = rules.iter().find(|rule| rule.id == told.rule.id);
        let own: Vec<Planned> = actions.iter().filter(|planned| planned.rule.id == told.rule.id).cloned().collect();
        let name = rule.map(|rule| rule.name.clone()).unwrap_or_default();
        store::add_run(cx, &run(case, happening, told, name, own)).await?;
    }
    for (place, planned) in (0..).zip(actions) {
        let name = planned.key();
        let by = rules.iter().find(|rule| rule.id == planned.rule.id).map(|rule| rule.name.clone());
        let deed =
            Deed { because: Because::Rule, by: by.unwrap_or_default(), depth: planned.depth, action: planned.action };
        set_off(cx, name, case, (happening.at, place), deed).await?;
    }
    Ok(())
}

fn run(case_id: CaseId, happening: &Happening, told: Told, name: String, actions: Vec<Planned>) -> Run {
    Run {
        case_id,
        happening: happening.id,
        at: happening.at,
        kind: happening.kind,
        depth: happening.depth,
        told,
        name,
        actions,
    }
}
