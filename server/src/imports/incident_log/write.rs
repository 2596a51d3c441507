//! Incidents into cases: every row is recorded as a fact at its moment, whatever the rules of the
//! desk would have said to it.

use std::collections::HashSet;

use yingda_shared::calendar::DeskClock;
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::events::{CaseEvent, Change, Entry};
use yingda_shared::cases::model::Resolution;
use yingda_shared::cases::open::{Draft, OpenFacts, open};
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::{Case, CaseState, ResolutionCode};
use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::UnitId;
use yingda_shared::kernel::time::{Millis, year};
use yingda_shared::sla::Timetable;

use super::log::Incident;
use super::people;
use super::row::Row;
use crate::cases::store;
use crate::ctx::{Cx, new_id};
use crate::{catalog, organisation};

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Written {
    pub cases: usize,
    pub events: usize,
    /// Rows that an earlier run had brought.
    pub known: usize,
}

impl std::ops::AddAssign for Written {
    fn add_assign(&mut self, more: Written) {
        self.cases += more.cases;
        self.events += more.events;
        self.known += more.known;
    }
}

/// Writes some incidents inside one transaction. `shift` is added to every moment.
pub async fn incidents(cx: &mut Cx, incidents: &[Incident], shift: Millis) -> Result<Written, Fault> {
    let terms = terms(&catalog::store::find_matrix(cx).await?);
    let head_office = organisation::head_office(cx).await?;
    let mut written = Written::default();
    for incident in incidents {
        written += one(cx, incident, shift, &terms, head_office).await?;
    }
    Ok(written)
}

/// Rows of the incident that are not there yet.
pub async fn known(cx: &mut Cx, incident: &Incident) -> Result<Written, Fault> {
    let case = store::by_source(cx, incident.number()).await?;
    let mut seen = match &case {
        Some(case) => store::entry_sources(cx, case.id).await?,
        None => HashSet::new(),
    };
    let new = incident.rows.iter().filter(|row| seen.insert(row.key.clone())).count();
    Ok(Written { cases: case.is_none().into(), events: new, known: incident.rows.len() - new })
}

async fn one(cx: &mut Cx, incident: &Incident, shift: Millis, terms: &Terms, unit: UnitId) -> Result<Written, Fault> {
    let before = store::by_source(cx, incident.number()).await?;
    let mut written = Written { cases: before.is_none().into(), ..Written::default() };
    let (mut case, mut seen, shift) = match &before {
        // A case that is already there stays where it stands in time.
        Some(case) => (case.clone(), store::entry_sources(cx, case.id).await?, case.created_at - incident.opened_at()),
        None => (opened(cx, incident, shift, terms, unit).await?, HashSet::new(), shift),
    };
    let mut facts = facts_of(&case);
    for row in &incident.rows {
        let next = facts_in(row);
        if !seen.insert(row.key.clone()) {
            written.known += 1;
            facts = next;
            continue;
        }
        let changes = changes(&facts, &next);
        facts = next;
        let event = CaseEvent::Recorded { state: row.state, word: row.word.into(), changes };
        let at = row.at + shift;
        let entry = Entry {
            id: new_id(),
            pos: 0,
            at,
            by_id: None,
            by: row.by.clone(),
            by_kind: ActorKind::Staff,
            of: None,
            noted: None,
            event,
        };
        let entry = store::add_entry(cx, &case, entry, Some(&row.key)).await?;
        apply(
            &mut case,
            &entry.event,
            &Mark { rv: entry.pos, at, counts_at: at, by: entry.by.clone(), by_kind: entry.by_kind, client: None },
        );
        settle(&mut case, row, shift);
        written.events += 1;
    }
    if written.events > 0 && !case.turns.is_empty() {
        let at = case.updated_at;
        terms.bind(&mut case, at);
        terms.keep(&mut case);
    }
    match before {
        None => {
            case.rv = cx.touch("cases", &case.id.to_string(), case.scopes()).await?;
            store::insert(cx, &case, None, Some(incident.number())).await?;
        }
        Some(before) if written.events > 0 => store::save(cx, &mut case, &before).await?,
        Some(_) => {}
    }
    Ok(written)
}

/// The case as its first row describes it, before anything happened to it.
async fn opened(cx: &mut Cx, incident: &Incident, shift: Millis, terms: &Terms, unit: UnitId) -> Result<Case, Fault> {
    let row = &incident.rows[0];
    let draft = Draft {
        subject: subject(row),
        description: description(row),
        impact: Some(row.impact),
        urgency: Some(row.urgency),
        contact_name: row.caller.clone().unwrap_or_default(),
        ..Draft::default()
    };
    let facts = OpenFacts {
        matrix: PriorityMatrix::default(),
        clock: DeskClock::default(),
        category: None,
        asset: None,
        contact: None,
        company: None,
        head_office: unit,
    };
    let at = row.opened_at + shift;
    let mut case = open(new_id(), row.channel, draft, &facts, &cx.caller.actor.clone(), at);
    case.priority = row.priority;
    case.contact_id = row.caller.as_deref().map(people::contact_id);
    case.category_id =
        row.category.as_deref().map(|category| people::category_id(category, row.subcategory.as_deref()));
    let year = year(at, cx.services.config.offset);
    let count = cx.count_up(&format!("cases-{year}")).await?;
    case.number = format!("CS-{year}-{count:06}");
    terms.begin(&mut case);
    Ok(case)
}

/// What the log tells of a case beside its state, and no event of ours carries.
fn settle(case: &mut Case, row: &Row, shift: Millis) {
    case.reopen_count = row.reopen_count;
    case.pending_reason = row.reason;
    // Five rows of the log precede the opening of their incident.
    case.first_response_at = case.first_response_at.map(|at| at.max(case.created_at));
    if !matches!(row.state, CaseState::Resolved | CaseState::Closed) {
        case.resolution = None;
        return;
    }
    // Every row names the last solution; only one that had come by then is a fact of this row.
    let solved = row.resolved_at.filter(|at| *at <= row.at).map(|at| at + shift);
    case.resolved_at = solved.or(case.resolved_at);
    let code = row.closed_code.as_deref().map(|code| format!("关闭代码：{code}"));
    let by = row.resolved_by.as_deref().map(|by| format!("解决人：{by}"));
    let text = code.into_iter().chain(by).collect::<Vec<_>>().join("\n");
    case.resolution =
        Some(Resolution { code: ResolutionCode::Unknown, text, at: case.resolved_at.unwrap_or(row.at + shift) });
}

/// What a log of another desk is promised: what the priority matrix says, by the clock on the wall.
fn terms(matrix: &PriorityMatrix) -> Terms {
    Terms::new(matrix, Timetable::of_desk(&DeskClock::default(), 0))
}

/// Fields that rows may change.
type Facts = [(&'static str, String); 8];

fn facts_in(row: &Row) -> Facts {
    let category = row.category.as_deref().map(|category| people::category_id(category, row.subcategory.as_deref()));
    [
        ("subject", subject(row)),
        ("description", description(row)),
        ("category_id", word(category)),
        ("impact", row.impact.to_string()),
        ("urgency", row.urgency.to_string()),
        ("priority", row.priority.to_string()),
        ("team_id", word(row.group.as_deref().map(people::team_id))),
        ("assignee_id", word(row.assignee.as_deref().map(people::user_id))),
    ]
}

fn facts_of(case: &Case) -> Facts {
    [
        ("subject", case.subject.clone()),
        ("description", case.description.clone()),
        ("category_id", word(case.category_id)),
        ("impact", case.impact.to_string()),
        ("urgency", case.urgency.to_string()),
        ("priority", case.priority.to_string()),
        ("team_id", word(case.team_id)),
        ("assignee_id", word(case.assignee_id)),
    ]
}

fn word(value: Option<impl std::fmt::Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn changes(before: &Facts, after: &Facts) -> Vec<Change> {
    let pairs = before.iter().zip(after).filter(|(before, after)| before != after);
    pairs
        .map(|((field, old), (_, new))| Change { field: field.to_string(), old: old.clone(), new: new.clone() })
        .collect()
}

/// The number stands here too, so that people who know it find the case by it.
fn subject(row: &Row) -> String {
    let parts = [&row.symptom, &row.category, &row.subcategory];
    let known: Vec<&str> = parts.into_iter().filter_map(|part| part.as_deref()).collect();
    match known.is_empty() {
        true => row.number.clone(),
        false => format!("{}（{}）", known.join(" · "), row.number),
    }
}

fn description(row: &Row) -> String {
    let symptom = row.symptom.iter().map(|symptom| format!("症状：{symptom}"));
    let extras = row.extras.iter().map(|(label, text)| format!("{label}：{text}"));
    [format!("原单号：{}", row.number)].into_iter().chain(symptom).chain(extras).collect::<Vec<_>>().join("\n")
}
