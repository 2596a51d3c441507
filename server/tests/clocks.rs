//! Promises on a desk: what holds, priorities, reopenings and policies make of them, and who hears what.

mod arriving;
mod policies;

use serde_json::{Value, json};
use yingda_server::cases::{handlers, open};
use yingda_shared::cases::commands::OnCase;
use yingda_shared::cases::explaining::{CaseClocks, ToldClock};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::cases::relations::{MergeCase, SplitCase, UndoMergeCase};
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::catalog::priority::{Cell, GetMatrix, Impact, Priority, SaveMatrix, Urgency};
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::sla::{ClockKind, Standstill, Status, StretchKind};

use crate::both;
use crate::support::stories::*;
use crate::support::world::{ANNA, NORTHERN};
use crate::support::{Desk, field, fields};

both!(
    a_hold_stands_still_and_moves_what_is_due,
    another_priority_counts_from_the_opening_with_its_pauses,
    what_was_answered_in_time_stays_answered_in_time,
    a_reopened_case_goes_on_and_a_cancelled_one_promises_nothing,
    a_merged_case_promises_nothing_until_it_is_taken_out,
    a_case_split_off_keeps_the_promise_and_its_waits,
    an_edit_taken_back_takes_its_promise_back,
    a_case_keeps_the_matrix_it_was_promised_by,
    what_stands_still_is_not_overdue_and_comes_last,
    a_case_of_before_gets_its_log_from_its_timeline,
);

/// What the matrix promises one person at medium urgency, by the wall.
const RESPOND: Millis = 4 * HOUR;
const RESOLVE: Millis = 2 * DAY;

fn long_ago() -> Millis {
    yingda_server::ctx::now() - 100 * DAY
}

/// An agent opens a case at a moment.
pub(crate) async fn opened(desk: &Desk, at: Millis, subject: &str) -> CaseId {
    let caller = desk.caller("agent").await;
    let op = QuickOpenCase {
        subject: subject.into(),
        company_id: Some(NORTHERN),
        contact_id: Some(ANNA),
        take: true,
        ..QuickOpenCase::default()
    };
    let work = desk.services.write(caller, move |cx| {
        cx.now = at;
        Box::pin(open::quick_open(cx, op))
    });
    work.await.expect("a case").id
}

/// Somebody does something at a moment.
async fn then<O: OnCase + Send + 'static>(desk: &Desk, who: &str, at: Millis, op: O) -> CaseRef {
    let caller = desk.caller(who).await;
    let work = desk.services.write(caller, move |cx| {
        cx.now = at;
        Box::pin(handlers::change(cx, op))
    });
    work.await.unwrap_or_else(|fault| panic!("{}: {fault:?}", O::NAME))
}

fn hold(id: CaseId, reason: PendingReason) -> HoldCase {
    HoldCase { id, reason, note: String::new() }
}

/// When the answer and the solution are due, from a moment on.
async fn due(desk: &Desk, id: CaseId, from: Millis) -> [Millis; 2] {
    let case = desk.case("manager", id).await.case;
    [case.respond_by - from, case.resolve_by - from]
}

async fn clocks(desk: &Desk, who: &str, id: CaseId) -> Vec<ToldClock> {
    desk.done(who, CaseClocks { id }).await.clocks
}

async fn clock(desk: &Desk, who: &str, id: CaseId, kind: ClockKind) -> ToldClock {
    let told = clocks(desk, who, id).await.into_iter().find(|told| told.explanation.clock.kind == kind);
    told.expect("a clock")
}

async fn a_hold_stands_still_and_moves_what_is_due(desk: Desk) {
    let at = long_ago();
    let id = opened(&desk, at, "等客户").await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE]);
    then(&desk, "agent", at + HOUR, hold(id, PendingReason::Customer)).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE], "what lasts moves nothing yet");
    let case = desk.case("manager", id).await.case;
    assert_eq!(case.owing.next.map(|next| next.kind), Some(ClockKind::FirstResponse), "silence has no excuse");
    assert_eq!(case.owing.still.map(|still| still.kind), Some(ClockKind::Resolution));
    let told = clock(&desk, "manager", id, ClockKind::Resolution).await.explanation;
    assert_eq!(told.reading.status, Status::Paused);
    let course: Vec<_> = told.stretches.iter().map(|stretch| (stretch.kind, stretch.why, stretch.from - at)).collect();
    let paused = (StretchKind::Paused, Some(Standstill::Customer), HOUR);
    assert_eq!(course, [(StretchKind::Running, None, 0), paused]);

    then(&desk, "agent", at + 6 * HOUR, ResumeCase { id }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE + 5 * HOUR]);
    then(&desk, "agent", at + 7 * HOUR, hold(id, PendingReason::ThirdParty)).await;
    then(&desk, "agent", at + 8 * HOUR, ResumeCase { id }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE + 6 * HOUR]);
    let told = clock(&desk, "manager", id, ClockKind::Resolution).await.explanation;
    assert_eq!((told.reading.held, told.clock.unpaused_due_at - at), (6 * HOUR, RESOLVE));
    assert_eq!(told.stretches.iter().filter(|stretch| stretch.kind == StretchKind::Paused).count(), 2);
}

async fn another_priority_counts_from_the_opening_with_its_pauses(desk: Desk) {
    let at = long_ago();
    let id = opened(&desk, at, "越来越急").await;
    then(&desk, "agent", at + HOUR, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 2 * HOUR, ResumeCase { id }).await;
    let base = desk.case("agent", id).await.case.rv;
    let (impact, urgency) = (Some(Impact::Department), Some(Urgency::Critical));
    then(&desk, "agent", at + 3 * HOUR, EditCase { impact, urgency, ..edit(id, base) }).await;
    let case = desk.case("agent", id).await.case;
    assert_eq!(case.priority, Some(Priority::P1));
    assert_eq!(due(&desk, id, at).await, [15 * MINUTE, 4 * HOUR + HOUR]);
    // The timeline tells of it.
    let told = desk.entries("agent", id).await;
    let entry = serde_json::to_value(told.last().expect("an entry")).expect("JSON");
    let fields: Vec<&str> =
        entry["changes"].as_array().expect("changes").iter().filter_map(|change| change["field"].as_str()).collect();
    assert_eq!(fields, ["impact", "urgency", "priority", "respond_by", "resolve_by"]);
}

async fn what_was_answered_in_time_stays_answered_in_time(desk: Desk) {
    let at = long_ago();
    let id = opened(&desk, at, "已答复").await;
    then(&desk, "agent", at + 2 * HOUR, comment(id, "收到")).await;
    let base = desk.case("agent", id).await.case.rv;
    let (impact, urgency) = (Some(Impact::Department), Some(Urgency::Critical));
    then(&desk, "agent", at + 3 * HOUR, EditCase { impact, urgency, ..edit(id, base) }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, 4 * HOUR]);
    assert_eq!(clock(&desk, "agent", id, ClockKind::FirstResponse).await.explanation.reading.status, Status::Met);
}

async fn a_reopened_case_goes_on_and_a_cancelled_one_promises_nothing(desk: Desk) {
    let at = yingda_server::ctx::now() - 3 * DAY;
    let id = opened(&desk, at, "又坏了").await;
    then(&desk, "agent", at + HOUR, resolve(id)).await;
    assert_eq!(clock(&desk, "agent", id, ClockKind::Resolution).await.explanation.reading.status, Status::Met);
    assert_eq!(desk.case("agent", id).await.case.owing.next, None, "nothing is owed");
    then(&desk, "agent", at + 25 * HOUR, ReopenCase { id, reason: "又坏了".into() }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE + DAY]);
    then(&desk, "agent", at + 26 * HOUR, CancelCase { id, reason: "不修了".into() }).await;
    let told = clock(&desk, "agent", id, ClockKind::Resolution).await.explanation;
    assert_eq!((told.reading.status, told.clock.due_at), (Status::Withdrawn, None));
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE + DAY], "the row keeps what was promised last");
    assert_eq!(desk.case("agent", id).await.case.owing.next, None);
}

async fn a_merged_case_promises_nothing_until_it_is_taken_out(desk: Desk) {
    let at = long_ago();
    let (id, into) = (opened(&desk, at, "同一件事").await, opened(&desk, at + HOUR, "同一件").await);
    then(&desk, "agent", at + 2 * HOUR, MergeCase { id, into }).await;
    then(&desk, "agent", at + 5 * HOUR, UndoMergeCase { id }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND + 3 * HOUR, RESOLVE + 3 * HOUR]);
    assert_eq!(due(&desk, into, at + HOUR).await, [RESPOND, RESOLVE]);
}

async fn a_case_split_off_keeps_the_promise_and_its_waits(desk: Desk) {
    let at = long_ago();
    let id = opened(&desk, at, "两件事").await;
    then(&desk, "agent", at + HOUR, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 4 * HOUR, ResumeCase { id }).await;
    then(&desk, "agent", at + 5 * HOUR, comment(id, "还有一件")).await;
    let entry = desk.entries("agent", id).await.last().expect("a comment").id;
    let split = SplitCase { id, new_id: None, subject: "第二件".into(), entries: vec![entry] };
    let new = desk.done("agent", split).await;
    assert_eq!(due(&desk, new.id, at).await, [RESPOND, RESOLVE + 3 * HOUR]);
    let told = clock(&desk, "agent", new.id, ClockKind::FirstResponse).await.explanation;
    assert_eq!((told.clock.asked_at, told.clock.stopped_at), (at, None), "that was no answer to this one");
}

async fn an_edit_taken_back_takes_its_promise_back(desk: Desk) {
    let id = opened(&desk, yingda_server::ctx::now() - HOUR, "改错了").await;
    let before = desk.case("agent", id).await.case;
    let from = before.created_at;
    let (impact, urgency) = (Some(Impact::Department), Some(Urgency::Critical));
    desk.done("agent", EditCase { impact, urgency, ..edit(id, before.rv) }).await;
    assert_eq!(due(&desk, id, from).await[1], 4 * HOUR);
    let (impact, urgency) = (before.impact, before.urgency);
    let base = desk.case("agent", id).await.case.rv;
    desk.done("agent", EditCase { impact, urgency, ..edit(id, base) }).await;
    assert_eq!(due(&desk, id, from).await, [RESPOND, RESOLVE]);
}

async fn a_case_keeps_the_matrix_it_was_promised_by(desk: Desk) {
    let at = long_ago();
    let id = opened(&desk, at, "旧承诺").await;
    let mut matrix = desk.done("manager", GetMatrix {}).await;
    for minutes in [7, 9] {
        matrix.cells[Impact::Person as usize][Urgency::Medium as usize] =
            Cell { priority: Priority::P3, respond_minutes: minutes, resolve_minutes: 10 * minutes };
        let saved = desk.done("manager", SaveMatrix(matrix.clone())).await;
        matrix.rv = saved.rv;
        if minutes == 7 {
            let new = opened(&desk, at, "新承诺").await;
            assert_eq!(due(&desk, new, at).await, [7 * MINUTE, 70 * MINUTE]);
            then(&desk, "agent", at + MINUTE, hold(new, PendingReason::Customer)).await;
            desk.done("manager", SaveMatrix(matrix.clone())).await;
            matrix.rv = desk.done("manager", GetMatrix {}).await.rv;
            then(&desk, "agent", at + 2 * MINUTE, ResumeCase { id: new }).await;
            assert_eq!(due(&desk, new, at).await, [7 * MINUTE, 71 * MINUTE]);
        }
    }
    then(&desk, "agent", at + HOUR, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 2 * HOUR, ResumeCase { id }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE + HOUR]);
}

async fn what_stands_still_is_not_overdue_and_comes_last(desk: Desk) {
    let at = long_ago();
    let late = opened(&desk, at + HOUR, "逾期").await;
    let waits = opened(&desk, at, "等客户").await;
    let fresh = opened(&desk, yingda_server::ctx::now() - MINUTE, "刚来").await;
    for id in [late, waits, fresh] {
        then(&desk, "agent", at + 2 * HOUR, comment(id, "收到")).await;
    }
    then(&desk, "agent", at + 3 * HOUR, hold(waits, PendingReason::Customer)).await;
    let by = |due: &str| ListCases {
        state: Some("open".into()),
        sort: Some("due".into()),
        due: Some(due.into()).filter(|due: &String| !due.is_empty()),
        ..ListCases::default()
    };
    assert_eq!(desk.subjects("manager", by("")).await, Ok(vec!["逾期".into(), "刚来".into(), "等客户".into()]));
    assert_eq!(desk.subjects("manager", by("overdue")).await, Ok(vec!["逾期".into()]));
    assert_eq!(desk.subjects("manager", by("risk")).await, Ok(vec!["逾期".into()]));
    assert_eq!(desk.subjects("anna", by("overdue")).await, Ok(vec!["逾期".into()]));
    // Once three quarters are spent, somebody is to hurry.
    let soon = opened(&desk, yingda_server::ctx::now() - RESPOND * 8 / 10, "快到期").await;
    assert_eq!(desk.subjects("manager", by("risk")).await, Ok(vec!["逾期".into(), "快到期".into()]));
    assert_eq!(desk.subjects("manager", by("overdue,risk")).await, Ok(vec!["逾期".into(), "快到期".into()]));
    assert_eq!(desk.case("manager", soon).await.case.state, CaseState::Assigned);
    let odd = desk.subjects("manager", by("risk,today")).await;
    assert_eq!(fields(odd), field("/due", "unknown_word"));
}

async fn a_case_of_before_gets_its_log_from_its_timeline(desk: Desk) {
    let at = long_ago();
    let id = opened(&desk, at, "老工单").await;
    then(&desk, "agent", at + HOUR, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 3 * HOUR, ResumeCase { id }).await;
    let forget = json!({"turns": null, "owing": null, "resolve_by": at + RESOLVE});
    desk.write(move |cx| {
        Box::pin(async move {
            let sql = "SELECT body FROM cases WHERE id = $1";
            let text = cx.one(sql, vec![id.0.into()]).await?.text("body");
            let mut body: Value = serde_json::from_str(&text).expect("a case");
            for (field, value) in forget.as_object().expect("fields") {
                match value.is_null() {
                    true => drop(body.as_object_mut().expect("a case").remove(field)),
                    false => body[field] = value.clone(),
                }
            }
            cx.exec("UPDATE cases SET body = $1 WHERE id = $2", vec![body.to_string().into(), id.0.into()]).await
        })
    })
    .await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE], "as it was told");
    let told = clock(&desk, "agent", id, ClockKind::Resolution).await.explanation;
    assert_eq!(told.reading.held, 2 * HOUR, "its timeline knows");
    then(&desk, "agent", at + 4 * HOUR, hold(id, PendingReason::Customer)).await;
    then(&desk, "agent", at + 5 * HOUR, ResumeCase { id }).await;
    assert_eq!(due(&desk, id, at).await, [RESPOND, RESOLVE + 3 * HOUR]);
}
