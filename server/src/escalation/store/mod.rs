//! Versions of policies, what was done of each escalation, and requests.

pub mod timers;

use yingda_shared::escalation::{
    EscalationPolicy, EscalationRequest, EscalationVersion, Instance, Subject, Unanswered,
};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, CompanyId, EscalationId, EscalationPolicyId, Id};
use yingda_shared::kernel::time::Millis;

use crate::binds;
use crate::cases;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id};
use crate::failure;

/// Requests of one case that are read at most.
const REQUESTS: usize = 50;
/// Escalations that wait, of which those in sight are looked for.
const WAITING_READ: usize = 1_000;

/// Keeps a policy as it was saved just now; its `rv` is the one that it was saved as.
pub async fn keep_version(cx: &mut Cx, policy: &EscalationPolicy) -> Result<(), Fault> {
    let body = serde_json::to_string(policy).map_err(|error| failure::internal(&error))?;
    let (now, by) = (cx.now, cx.actor().user_id.map(|id| id.to_string()));
    let sql = "INSERT INTO escalation_policy_versions (policy_id, rv, at, by_id, body) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (policy_id, rv) DO NOTHING";
    cx.exec(sql, binds![policy.id.uuid(), policy.rv, now, by, body]).await.map(drop)
}

/// A policy as it once was.
pub async fn version(cx: &mut Cx, version: EscalationVersion) -> Result<Option<EscalationPolicy>, Fault> {
    let sql = "SELECT rv, body FROM escalation_policy_versions WHERE policy_id = $1 AND rv = $2";
    let row = cx.maybe(sql, binds![version.id.uuid(), version.version]).await?;
    let policy: Option<EscalationPolicy> = row.map(|row| read(&row)).transpose()?;
    Ok(policy.map(|policy| EscalationPolicy { rv: version.version, ..policy }))
}

/// When a policy was saved first.
pub async fn first_saved(cx: &mut Cx, policy: EscalationPolicyId) -> Result<Option<Millis>, Fault> {
    let sql = "SELECT MIN(at) AS at FROM escalation_policy_versions WHERE policy_id = $1";
    Ok(cx.one(sql, vec![id(policy)]).await?.maybe_int("at"))
}

/// All escalations of a case, the first one first, with what of each waits for somebody.
pub async fn instances(cx: &mut Cx, case: CaseId) -> Result<Vec<(Instance, Option<Unanswered>)>, Fault> {
    let sql = "SELECT body, waits_since, waits_level FROM escalations WHERE case_id = $1 ORDER BY ordinal";
    let both = |row: &Row| Ok((read(row)?, row.maybe_int("waits_since").map(|_| unanswered(row))));
    cx.all(sql, vec![id(case)]).await?.iter().map(both).collect()
}

fn unanswered(row: &Row) -> Unanswered {
    let level = u16::try_from(row.int("waits_level")).unwrap_or(u16::MAX);
    Unanswered { since: row.int("waits_since"), level }
}

/// Keeps an escalation, and what of it waits for somebody.
pub async fn put(cx: &mut Cx, instance: &Instance, waits: Option<Unanswered>) -> Result<(), Fault> {
    let body = serde_json::to_string(instance).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO escalations (case_id, ordinal, policy_id, policy_rv, waits_since, waits_level, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (case_id, ordinal) DO UPDATE SET \
               policy_id = excluded.policy_id, policy_rv = excluded.policy_rv, waits_since = excluded.waits_since, \
               waits_level = excluded.waits_level, body = excluded.body";
    let values = vec![
        id(instance.case_id),
        i64::from(instance.ordinal).into(),
        id(instance.policy.id),
        instance.policy.version.into(),
        waits.map(|waits| waits.since).into(),
        waits.map(|waits| i64::from(waits.level)).into(),
        body.into(),
    ];
    cx.exec(sql, values).await.map(drop)
}

/// Nothing of a case waits any more: its policy was switched off.
pub async fn let_rest(cx: &mut Cx, case: CaseId) -> Result<(), Fault> {
    let sql = "UPDATE escalations SET waits_since = NULL, waits_level = NULL \
               WHERE case_id = $1 AND waits_since IS NOT NULL";
    cx.exec(sql, vec![id(case)]).await.map(drop)
}

/// What waits longest among the cases that the caller sees, and whether more waits. Of those in nobody's sight no more
/// than a stretch is read.
pub async fn waiting(cx: &mut Cx, limit: usize) -> Result<(Vec<(CaseId, Unanswered)>, bool), Fault> {
    let mut values = Vec::new();
    let actor = cx.caller.actor.clone();
    let seen = cases::store::seen(&actor, "passed.case_id", &mut values);
    let sql = format!(
        "SELECT case_id, waits_since, waits_level FROM (SELECT * FROM escalations WHERE waits_since IS NOT NULL \
         ORDER BY waits_since, case_id LIMIT {WAITING_READ}) AS passed WHERE {seen}"
    );
    let read = |row: &Row| (row.id("case_id"), unanswered(row));
    let mut waiting: Vec<(CaseId, Unanswered)> = cx.all(&sql, values).await?.iter().map(read).collect();
    // The database may join in an order of its own.
    waiting.sort_by_key(|(case, waits)| (waits.since, *case));
    let more = waiting.len() > limit;
    waiting.truncate(limit);
    Ok((waiting, more))
}

pub async fn request(cx: &mut Cx, request: EscalationId) -> Result<Option<EscalationRequest>, Fault> {
    let row = cx.maybe("SELECT rv, body FROM escalation_requests WHERE id = $1", vec![id(request)]).await?;
    row.map(|row| parse_request(&row)).transpose()
}

/// Requests for a case, the newest first.
pub async fn requests(cx: &mut Cx, case: CaseId) -> Result<Vec<EscalationRequest>, Fault> {
    let sql = format!(
        "SELECT rv, body FROM escalation_requests WHERE case_id = $1 ORDER BY at DESC, id DESC LIMIT {REQUESTS}"
    );
    cx.all(&sql, vec![id(case)]).await?.iter().map(parse_request).collect()
}

/// Writes the words of all requests for a case anew.
pub async fn rewrite_requests(cx: &mut Cx, case: CaseId, clean: impl Fn(&str) -> String) -> Result<(), Fault> {
    let requests = all_requests(cx, case).await?;
    rewrite(cx, requests, clean).await
}

/// The same of all requests for a customer; answers which there are.
pub async fn rewrite_of_company(
    cx: &mut Cx,
    company: CompanyId,
    clean: impl Fn(&str) -> String,
) -> Result<Vec<EscalationId>, Fault> {
    let sql = "SELECT rv, body FROM escalation_requests WHERE company_id = $1 ORDER BY at, id";
    let requests: Vec<EscalationRequest> =
        cx.all(sql, vec![id(company)]).await?.iter().map(parse_request).collect::<Result<_, _>>()?;
    let ids = requests.iter().map(|request| request.id).collect();
    rewrite(cx, requests, clean).await?;
    Ok(ids)
}

async fn rewrite(cx: &mut Cx, requests: Vec<EscalationRequest>, clean: impl Fn(&str) -> String) -> Result<(), Fault> {
    for request in requests {
        let cleaned = request.reworded(&clean);
        if cleaned != request {
            put_request(cx, &cleaned).await?;
        }
    }
    Ok(())
}

/// Every request for a case, however many there were.
pub async fn all_requests(cx: &mut Cx, case: CaseId) -> Result<Vec<EscalationRequest>, Fault> {
    let sql = "SELECT rv, body FROM escalation_requests WHERE case_id = $1 ORDER BY at, id";
    cx.all(sql, vec![id(case)]).await?.iter().map(parse_request).collect()
}

fn parse_request(row: &Row) -> Result<EscalationRequest, Fault> {
    Ok(EscalationRequest { rv: row.int("rv"), ..read(row)? })
}

/// Requests for a customer, the newest first.
pub async fn of_company(cx: &mut Cx, company: CompanyId) -> Result<Vec<EscalationRequest>, Fault> {
    let sql = format!(
        "SELECT rv, body FROM escalation_requests WHERE company_id = $1 ORDER BY at DESC, id DESC LIMIT {REQUESTS}"
    );
    cx.all(&sql, vec![id(company)]).await?.iter().map(parse_request).collect()
}

pub async fn put_request(cx: &mut Cx, request: &EscalationRequest) -> Result<(), Fault> {
    let body = serde_json::to_string(request).map_err(|error| failure::internal(&error))?;
    // Of a customer's no case is the bearer.
    let (case, company) = match request.subject {
        Subject::Case { case_id } => (id(case_id), Bind::NoText),
        Subject::Account { company_id } => (Bind::from(String::new()), id(company_id)),
    };
    let sql = "INSERT INTO escalation_requests (id, rv, case_id, company_id, at, body) \
               VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, body = excluded.body";
    let values = vec![id(request.id), request.rv.into(), case, company, request.requested_at.into(), body.into()];
    cx.exec(sql, values).await.map(drop)
}

fn read<T: serde::de::DeserializeOwned>(row: &Row) -> Result<T, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}
