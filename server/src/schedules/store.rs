//! The tables of schedules and of leave.

use std::collections::BTreeMap;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{Id, LeaveId, UserId, Uuid};
use yingda_shared::kernel::limits::LEAVE_DAYS_MAX;
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::schedules::{Leave, Schedule};

use crate::binds;
use crate::ctx::Cx;
use crate::db::{Bind, Row, id, places};
use crate::failure;

/// People of one question.
const CHUNK: usize = 500;
/// Leave of one person that is answered, the latest.
const OWN: usize = 200;
/// No leave that reaches into a stretch of time began earlier before it.
const LONGEST: Millis = LEAVE_DAYS_MAX * DAY;

fn read<T: serde::de::DeserializeOwned>(row: &Row) -> Result<T, Fault> {
    serde_json::from_str(&row.text("body")).map_err(|error| failure::internal(&error))
}

/// Schedules of some people; whoever has none set is left out.
pub async fn schedules(cx: &mut Cx, people: &[UserId]) -> Result<BTreeMap<UserId, Schedule>, Fault> {
    let mut found = BTreeMap::new();
    for some in people.chunks(CHUNK) {
        let sql = format!("SELECT user_id, rv, body FROM schedules WHERE user_id IN ({})", places(1, some.len()));
        for row in cx.all(&sql, some.iter().map(|user| id(*user)).collect()).await? {
            let schedule: Schedule = read(&row)?;
            found.insert(row.id("user_id"), Schedule { rv: row.int("rv"), ..schedule });
        }
    }
    Ok(found)
}

pub async fn put_schedule(cx: &mut Cx, schedule: &Schedule) -> Result<(), Fault> {
    let body = serde_json::to_string(schedule).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO schedules (user_id, rv, body) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id) DO UPDATE SET rv = excluded.rv, body = excluded.body";
    cx.exec(sql, binds![schedule.id.uuid(), schedule.rv, body]).await.map(drop)
}

/// Approved leave of some people that meets a stretch of time.
pub async fn approved(cx: &mut Cx, people: &[UserId], stretch: Span) -> Result<BTreeMap<UserId, Vec<Span>>, Fault> {
    let mut found: BTreeMap<UserId, Vec<Span>> = BTreeMap::new();
    for some in people.chunks(CHUNK) {
        let mut values: Vec<Bind> = binds![stretch.from - LONGEST, stretch.to, stretch.from];
        values.extend(some.iter().map(|user| id(*user)));
        let sql = format!(
            "SELECT user_id, from_at, to_at FROM leaves WHERE user_id IN ({}) AND from_at > $1 AND from_at < $2 \
             AND to_at > $3 AND state = 'approved'",
            places(4, some.len())
        );
        for row in cx.all(&sql, values).await? {
            let span = Span { from: row.int("from_at"), to: row.int("to_at") };
            found.entry(row.id("user_id")).or_default().push(span);
        }
    }
    Ok(found)
}

pub async fn leave(cx: &mut Cx, leave: LeaveId) -> Result<Option<Leave>, Fault> {
    let row = cx.maybe("SELECT rv, body FROM leaves WHERE id = $1", vec![id(leave)]).await?;
    row.map(|row| parse(&row)).transpose()
}

fn parse(row: &Row) -> Result<Leave, Fault> {
    Ok(Leave { rv: row.int("rv"), ..read(row)? })
}

/// Leave of one person, the latest first.
pub async fn of_person(cx: &mut Cx, user: UserId) -> Result<Vec<Leave>, Fault> {
    let sql = format!("SELECT rv, body FROM leaves WHERE user_id = $1 ORDER BY from_at DESC, id DESC LIMIT {OWN}");
    cx.all(&sql, vec![id(user)]).await?.iter().map(parse).collect()
}

/// Leave of one person that meets a stretch of time, in whatever state.
pub async fn meeting(cx: &mut Cx, user: UserId, stretch: Span) -> Result<Vec<Leave>, Fault> {
    let sql = "SELECT rv, body FROM leaves WHERE user_id = $1 AND from_at > $2 AND from_at < $3 AND to_at > $4";
    let values = binds![user.uuid(), stretch.from.saturating_sub(LONGEST), stretch.to, stretch.from];
    cx.all(sql, values).await?.iter().map(parse).collect()
}

/// How much of one person's waits for somebody to decide.
pub async fn waiting_of(cx: &mut Cx, user: UserId) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) AS n FROM leaves WHERE user_id = $1 AND state = 'asked'";
    Ok(cx.one(sql, vec![id(user)]).await?.int("n"))
}

/// What waits for somebody to decide and was not over at a moment, the oldest first, after one of them.
pub async fn waiting(cx: &mut Cx, after: (Millis, Uuid), since: Millis, limit: usize) -> Result<Vec<Leave>, Fault> {
    let sql = format!(
        "SELECT rv, body FROM leaves WHERE state = 'asked' AND (asked_at, id) > ($1, $2) AND to_at > $3 \
         ORDER BY asked_at, id LIMIT {limit}"
    );
    cx.all(&sql, binds![after.0, after.1, since]).await?.iter().map(parse).collect()
}

pub async fn put(cx: &mut Cx, leave: &Leave) -> Result<(), Fault> {
    let body = serde_json::to_string(leave).map_err(|error| failure::internal(&error))?;
    let sql = "INSERT INTO leaves (id, rv, user_id, from_at, to_at, state, asked_at, body) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET rv = excluded.rv, \
               from_at = excluded.from_at, to_at = excluded.to_at, state = excluded.state, body = excluded.body";
    let values = vec![
        id(leave.id),
        leave.rv.into(),
        id(leave.user_id),
        leave.span.from.into(),
        leave.span.to.into(),
        leave.state.as_str().into(),
        leave.asked_at.into(),
        body.into(),
    ];
    cx.exec(sql, values).await.map(drop)
}
