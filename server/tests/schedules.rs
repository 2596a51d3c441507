//! People's time: who sets it, who asks for leave and who decides, and what follows for those who give cases away.

use serde_json::json;
use yingda_server::ctx::now;
use yingda_server::escalation::watch;
use yingda_server::records::store::put;
use yingda_shared::audit::ListAudit;
use yingda_shared::calendar::{Days, Hours, MIDNIGHT, Shift, Week, WorkCalendar};
use yingda_shared::cases::operations::*;
use yingda_shared::escalation::{EscalationPolicy, GetEscalation};
use yingda_shared::identity::User;
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::{CalendarId, CaseId, LeaveId, Uuid};
use yingda_shared::kernel::span::Span;
use yingda_shared::kernel::time::{DAY, HOUR, MINUTE, Millis};
use yingda_shared::monitor::GetMonitor;
use yingda_shared::notices::{ListNotices, NoticeKind};
use yingda_shared::organisation::Team;
use yingda_shared::record::{Get, Save};
use yingda_shared::rules::{Chosen, Rule, WhyNot};
use yingda_shared::schedules::*;

use crate::both;
use crate::escalation::{everybody, level, policy};
use crate::support::world::{self, ANNA, BELLA, NORTH_TEAM, NORTHERN, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    a_schedule_is_set_by_those_above_and_shown_to_nobody_else,
    a_stale_schedule_and_an_unknown_calendar_are_refused,
    leave_is_asked_for_and_decided_by_somebody_else,
    no_two_leaves_lie_over_each_other,
    leave_is_taken_back_and_whoever_approved_hears_of_it,
    what_nobody_decided_makes_room_for_what_is_asked_now,
    why_somebody_is_on_leave_is_not_in_the_audit,
    who_is_away_is_told_to_colleagues_without_the_why,
    a_case_goes_to_whoever_is_at_work,
    a_case_without_a_team_goes_to_whoever_can,
    a_level_passes_over_whoever_is_off_duty,
    colleagues_who_can_work_now_come_first,
    the_wall_says_who_works_and_for_how_long,
);

const ALWAYS: CalendarId = CalendarId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7501));

/// The northern team is led by the colleague.
async fn led(desk: &Desk) {
    let team: Team = desk.done("admin", Get::new(NORTH_TEAM.0)).await;
    desk.done("admin", Save(Team { lead_id: Some(world::user("colleague")), ..team })).await;
}

async fn of(desk: &Desk, who: &str, whose: &str) -> PersonSchedule {
    desk.done(who, GetSchedule { id: world::user(whose).0 }).await
}

/// Today in Shanghai, where the desk is, and its midnight.
fn today() -> (Day, Millis) {
    let day = Day((now() + 8 * HOUR).div_euclid(DAY) as i32);
    (day, Millis::from(day.0) * DAY - 8 * HOUR)
}

fn all_day() -> Hours {
    Hours::new(vec![Shift { from: 0, to: MIDNIGHT }])
}

/// Off, or at work, from yesterday to the day after tomorrow.
async fn around_now(desk: &Desk, login: &str, hours: Hours) {
    let days = (-1..=2).map(|n| (today().0.after(n), hours.clone())).collect();
    let schedule = of(desk, "admin", login).await.schedule;
    desk.done("admin", SaveSchedule(Schedule { exceptions: Days(days), ..schedule })).await;
}

fn ask(from: Millis, to: Millis) -> AskLeave {
    AskLeave { leave_id: None, kind: LeaveKind::Annual, from, to, note: "回老家".into() }
}

fn decide(id: LeaveId, approve: bool, reason: &str) -> DecideLeave {
    DecideLeave { id, approve, reason: reason.into() }
}

async fn told(desk: &Desk, who: &str, kind: NoticeKind) -> Vec<(String, String)> {
    let notices = desk.done(who, ListNotices {}).await.rows.into_iter();
    notices.filter(|notice| notice.kind == kind).map(|notice| (notice.state, notice.text)).collect()
}

async fn rests(desk: &Desk) {
    watch::work_off(&desk.services, now()).await.expect("everything comes to rest");
}

async fn a_schedule_is_set_by_those_above_and_shown_to_nobody_else(desk: Desk) {
    led(&desk).await;
    let seen = of(&desk, "engineer", "engineer").await;
    assert_eq!((seen.schedule.rv, seen.may_save, seen.now), (0, false, Standing::default()));
    let week = Week { mon: all_day(), ..Week::default() };
    let set = |rv| SaveSchedule(Schedule { week: Some(week.clone()), rv, ..Schedule::plain(world::user("engineer")) });
    assert_eq!(code(desk.call("engineer", set(0)).await), "forbidden");
    for who in ["field", "manager", "agent", "south"] {
        assert_eq!(code(desk.call(who, set(0)).await), "not_found", "{who}");
        assert_eq!(code(desk.call(who, GetSchedule { id: world::user("engineer").0 }).await), "not_found", "{who}");
    }
    assert!(of(&desk, "colleague", "engineer").await.may_save, "the lead of the team");
    let saved = desk.done("colleague", set(0)).await;
    assert_eq!(of(&desk, "engineer", "engineer").await.schedule.week, Some(week.clone()));
    let user: User = desk.done("admin", Get::new(world::user("engineer").0)).await;
    desk.done("admin", Save(User { manager_id: Some(world::user("sales")), ..user })).await;
    assert_eq!(desk.done("sales", set(saved.rv)).await.rv, saved.rv, "nothing was changed");
    assert_eq!(code(desk.call("admin", GetSchedule { id: world::user("anna").0 }).await), "not_found");
    let line = "SELECT COUNT(*) AS n FROM audit WHERE action = 'schedules.save' AND field = 'week'";
    assert_eq!(desk.number(line, vec![]).await, 1);
}

async fn a_stale_schedule_and_an_unknown_calendar_are_refused(desk: Desk) {
    let plain = Schedule::plain(world::user("engineer"));
    let unknown = Schedule { calendar_id: Some(ALWAYS), ..plain.clone() };
    assert_eq!(fields(desk.call("admin", SaveSchedule(unknown.clone())).await), field("/calendar_id", "unknown"));
    calendar(&desk, true, false).await;
    let saved = desk.done("admin", SaveSchedule(unknown.clone())).await;
    assert_eq!(code(desk.call("admin", SaveSchedule(unknown.clone())).await), "conflict");
    calendar(&desk, false, false).await;
    assert!(of(&desk, "admin", "engineer").await.calendars.iter().any(|one| one.id == ALWAYS), "what one has is shown");
    let kept = Schedule { rv: saved.rv, week: Some(Week::default()), ..unknown };
    desk.done("admin", SaveSchedule(kept)).await;
}

/// A calendar that is worked at any hour.
async fn calendar(desk: &Desk, active: bool, default: bool) {
    let before: Option<WorkCalendar> = desk.call("admin", Get::new(ALWAYS.0)).await.ok();
    let day = [["00:00", "24:00"]];
    let week = json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day});
    let json = json!({"id": ALWAYS, "active": active, "name": "全天", "rv": before.map_or(0, |before| before.rv),
        "hours": {"zone": "Asia/Shanghai", "week": week}, "default": default});
    desk.done("admin", Save(serde_json::from_value::<WorkCalendar>(json).expect("a calendar"))).await;
}

async fn leave_is_asked_for_and_decided_by_somebody_else(desk: Desk) {
    led(&desk).await;
    let (from, to) = (now() + DAY, now() + 3 * DAY);
    assert_eq!(fields(desk.call("engineer", ask(to, from)).await), field("/to", "before_from"));
    assert_eq!(code(desk.call("anna", ask(from, to)).await), "forbidden");
    let leave = desk.done("engineer", ask(from, to)).await;
    assert_eq!(told(&desk, "colleague", NoticeKind::LeaveAsked).await, [("asked".into(), "回老家".into())]);
    assert_eq!(told(&desk, "admin", NoticeKind::LeaveAsked).await, [], "somebody nearer decides");
    for (who, waits) in [("colleague", 1), ("admin", 1), ("field", 0), ("manager", 0), ("engineer", 0)] {
        assert_eq!(desk.done(who, ListLeavesToDecide {}).await.rows.len(), waits, "{who}");
    }
    assert_eq!(code(desk.call("engineer", decide(leave.id, true, "")).await), "leaves.own_request");
    for who in ["field", "manager", "south"] {
        assert_eq!(code(desk.call(who, decide(leave.id, true, "")).await), "not_found", "{who}");
    }
    assert_eq!(fields(desk.call("colleague", decide(leave.id, false, " ")).await), field("/reason", "required"));
    desk.done("colleague", decide(leave.id, true, "好好休息")).await;
    assert_eq!(told(&desk, "engineer", NoticeKind::LeaveDecided).await, [("approved".into(), "好好休息".into())]);
    assert_eq!(code(desk.call("admin", decide(leave.id, false, "晚了")).await), "leaves.not_waiting");
    let own = desk.done("engineer", ListLeaves {}).await.rows;
    assert_eq!((own.len(), own[0].state, own[0].decided_by), (1, LeaveState::Approved, Some(world::user("colleague"))));
    assert_eq!(of(&desk, "engineer", "engineer").await.leave, [Span { from, to }]);
    // The lead asks as well: nobody leads or stands above but the administrators.
    let leads = desk.done("colleague", ask(from, to)).await;
    assert_eq!(told(&desk, "admin", NoticeKind::LeaveAsked).await.len(), 1);
    assert_eq!(code(desk.call("colleague", decide(leads.id, true, "")).await), "leaves.own_request");
    desk.done("admin", decide(leads.id, false, "人手不够")).await;
    assert_eq!(of(&desk, "colleague", "colleague").await.leave, []);
    let line = "SELECT COUNT(*) AS n FROM audit WHERE action = 'leaves.decide' AND field = 'state'";
    assert_eq!(desk.number(line, vec![]).await, 2);
}

async fn no_two_leaves_lie_over_each_other(desk: Desk) {
    let at = now() + DAY;
    let first = desk.done("engineer", ask(at, at + 8 * HOUR)).await;
    let over = |from, to| ask(at + from * HOUR, at + to * HOUR);
    for (from, to) in [(-1, 1), (7, 9), (2, 3), (-1, 9), (0, 8)] {
        let told = fields(desk.call("engineer", over(from, to)).await);
        assert_eq!(told, field("/from", "leave_overlaps"), "{from}..{to}");
    }
    desk.done("engineer", over(8, 9)).await;
    desk.done("field", over(0, 8)).await;
    desk.done("admin", decide(first.id, false, "有验收")).await;
    desk.done("engineer", over(0, 8)).await;
}

async fn leave_is_taken_back_and_whoever_approved_hears_of_it(desk: Desk) {
    led(&desk).await;
    let leave = desk.done("engineer", ask(now() + DAY, now() + 2 * DAY)).await;
    assert_eq!(code(desk.call("colleague", WithdrawLeave { id: leave.id }).await), "not_found");
    assert_eq!(desk.done("engineer", WithdrawLeave { id: leave.id }).await.state, LeaveState::Withdrawn);
    assert_eq!(code(desk.call("engineer", WithdrawLeave { id: leave.id }).await), "leaves.ended");
    assert_eq!(code(desk.call("colleague", decide(leave.id, true, "")).await), "leaves.not_waiting");
    // Back from leave before it is over.
    let begun = desk.done("engineer", ask(now() - HOUR, now() + DAY)).await;
    desk.done("colleague", decide(begun.id, true, "")).await;
    assert_eq!(of(&desk, "engineer", "engineer").await.now.off, Some(OffDuty::Away));
    let back = desk.done("engineer", WithdrawLeave { id: begun.id }).await;
    assert!(back.state == LeaveState::Approved && back.span.to <= now(), "{back:?}");
    assert_eq!(of(&desk, "engineer", "engineer").await.now.off, None);
    assert_eq!(told(&desk, "colleague", NoticeKind::LeaveWithdrawn).await.len(), 1);
}

async fn what_nobody_decided_makes_room_for_what_is_asked_now(desk: Desk) {
    led(&desk).await;
    desk.done("engineer", ask(now() - 40 * DAY, now() - 35 * DAY)).await;
    let ill = desk.done("engineer", ask(now() - 3 * DAY, now() - DAY)).await;
    let waits = desk.done("colleague", ListLeavesToDecide {}).await;
    assert_eq!(waits.rows.iter().map(|row| row.leave.id).collect::<Vec<_>>(), [ill.id], "asked for afterwards");
    assert!(!waits.more);
    let user: User = desk.done("admin", Get::new(world::user("engineer").0)).await;
    desk.done("admin", Save(User { active: false, ..user })).await;
    assert_eq!(desk.done("colleague", ListLeavesToDecide {}).await.rows, [], "of people who are switched off");
}

async fn why_somebody_is_on_leave_is_not_in_the_audit(desk: Desk) {
    led(&desk).await;
    let leave = desk.done("engineer", ask(now() + DAY, now() + 2 * DAY)).await;
    desk.done("colleague", decide(leave.id, true, "好好休息")).await;
    let lines = ListAudit { object: Some(leave.id.to_string()), ..ListAudit::default() };
    let lines = desk.done("manager", lines).await.rows;
    for field in ["kind", "note", "reason"] {
        let of: Vec<_> = lines.iter().filter(|line| line.field == field).collect();
        assert_eq!(of.len(), 1, "{field}");
        assert_eq!((of[0].old.as_str(), of[0].new.as_str()), ("", "***"), "{field}");
    }
    assert!(lines.iter().any(|line| line.field == "state" && line.new == "approved"), "{lines:?}");
    let told = format!("{lines:?}");
    assert!(["annual", "回老家", "好好休息"].iter().all(|word| !told.contains(word)), "{told}");
}

async fn who_is_away_is_told_to_colleagues_without_the_why(desk: Desk) {
    led(&desk).await;
    let at = |day: &str| yingda_shared::kernel::time::moment(day, "09:00", 480).expect("a moment");
    let leave = desk.done("engineer", ask(at("2027-01-31"), at("2027-02-02"))).await;
    let away = |month: &str| ListAway { month: month.to_string() };
    let gone = async |who: &str, month: &str| {
        let rows = desk.done(who, away(month)).await.rows.into_iter();
        rows.filter(|row| !row.spans.is_empty()).map(|row| (row.name, row.spans, row.decides)).collect::<Vec<_>>()
    };
    assert_eq!(gone("field", "2027-01").await, [], "it is not approved");
    desk.done("colleague", decide(leave.id, true, "")).await;
    for month in ["2027-01", "2027-02"] {
        let expected = |decides| [("engineer先生".to_string(), vec![leave.span], decides)];
        assert_eq!(gone("field", month).await, expected(false), "{month}");
        assert_eq!(gone("colleague", month).await, expected(true), "{month}");
    }
    assert_eq!(gone("field", "2027-03").await, []);
    assert_eq!(desk.done("south", away("2027-01")).await.rows, [], "of another team");
    let members = desk.done("field", away("2027-03")).await.rows.len();
    assert_eq!(members, 3, "whoever is there is named as well");
    assert_eq!(fields(desk.call("field", away("2027-13")).await), field("/month", "malformed"));
}

/// Gives what is opened to somebody, by turns.
async fn gives(desk: &Desk, with: serde_json::Value) {
    let mut action = json!({"do": "dispatch", "by": "round_robin"});
    action.as_object_mut().expect("fields").extend(with.as_object().expect("fields").clone());
    let json = json!({"id": Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_7502), "active": true, "name": "派单",
        "order": 1, "when": {"event": "opened"}, "if": [], "then": [action]});
    desk.done("manager", Save(serde_json::from_value::<Rule>(json).expect("a rule"))).await;
}

async fn chosen(desk: &Desk, case: CaseId) -> Chosen {
    rests(desk).await;
    let sql = "SELECT result FROM outbox WHERE case_id = $1 AND state = 'done'";
    let result = desk
        .write(move |cx| {
            Box::pin(async move { Ok(cx.one(sql, vec![yingda_server::db::id(case)]).await?.text("result")) })
        })
        .await;
    serde_json::from_str(&result).expect("who was chosen")
}

async fn a_case_goes_to_whoever_is_at_work(desk: Desk) {
    gives(&desk, json!({"team_id": NORTH_TEAM})).await;
    // Off by an exception, on leave, and called in on a day of leave.
    around_now(&desk, "engineer", Hours::OFF).await;
    for login in ["colleague", "field"] {
        let leave = desk.done(login, ask(now() - HOUR, now() + DAY)).await;
        desk.done("admin", decide(leave.id, true, "")).await;
    }
    let case = desk.opened_for(NORTHERN, ANNA, "断网").await;
    let none = chosen(&desk, case.id).await;
    assert_eq!(none.user_id, None);
    let why: Vec<_> = none.passed_over.iter().map(|passed| (passed.why, passed.off)).collect();
    let expected = [OffDuty::Hours, OffDuty::Away, OffDuty::Away].map(|off| (WhyNot::OffDuty, Some(off)));
    assert_eq!(why, expected, "each with what spoke against them");
    around_now(&desk, "field", all_day()).await;
    let case = desk.opened_for(NORTHERN, ANNA, "又断网").await;
    assert_eq!(chosen(&desk, case.id).await.user_id, Some(world::user("field")), "called in");
    // The calendar that the desk counts by is everybody's who has none of their own.
    let leaves = desk.done("colleague", ListLeaves {}).await.rows;
    desk.done("colleague", WithdrawLeave { id: leaves[0].id }).await;
    calendar(&desk, true, true).await;
    around_now(&desk, "field", Hours::OFF).await;
    let case = desk.opened_for(NORTHERN, ANNA, "还断网").await;
    assert_eq!(chosen(&desk, case.id).await.user_id, Some(world::user("colleague")));
}

/// Without a team nobody is asked who lacks the skill or is of another region; customers never.
async fn a_case_without_a_team_goes_to_whoever_can(desk: Desk) {
    for login in ["engineer", "south", "agent"] {
        let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
        desk.done("admin", Save(User { skills: vec!["数据库".into()], ..user })).await;
    }
    gives(&desk, json!({"skills": ["数据库"], "same_region": true})).await;
    let case = desk.opened_for(SOUTHERN, BELLA, "慢查询").await;
    let south = chosen(&desk, case.id).await;
    assert_eq!((south.user_id, south.passed_over.len()), (Some(world::user("south")), 0));
    let case = desk.opened_for(NORTHERN, ANNA, "死锁").await;
    let north = chosen(&desk, case.id).await;
    assert_eq!((north.user_id, north.passed_over.len()), (Some(world::user("engineer")), 0));
    around_now(&desk, "engineer", Hours::OFF).await;
    let case = desk.opened_for(NORTHERN, ANNA, "再死锁").await;
    let off = chosen(&desk, case.id).await;
    assert_eq!((off.user_id, off.passed_over[0].off), (None, Some(OffDuty::Hours)));
}

async fn a_level_passes_over_whoever_is_off_duty(desk: Desk) {
    led(&desk).await;
    let urged = |urgent: bool| {
        let tells = json!({"do": "notify", "recipients": [{"who": "team_lead"}], "media": ["push"], "text": "客户在催",
            "urgent": urgent});
        level(75, json!({"trigger": {"on": "event", "event": "urged"}, "actions": [tells]}))
    };
    let policy: EscalationPolicy = policy(9, everybody(), json!([urged(false), urged(true)]));
    desk.done("manager", Save(policy)).await;
    around_now(&desk, "colleague", Hours::OFF).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    desk.forwarded_to_team(case, NORTH_TEAM).await;
    rests(&desk).await;
    desk.done("anna", UrgeCase { id: case, note: "快".into() }).await;
    rests(&desk).await;
    let done = desk.done("manager", GetEscalation { id: case }).await.done;
    let passed: Vec<String> = done.iter().map(|told| serde_json::to_string(told).expect("JSON")).collect();
    assert_eq!(passed.len(), 2, "{passed:?}");
    let of = |urgent: bool| {
        let word = format!("\"urgent\":{urgent}");
        passed.iter().find(|text| text.contains(&word)).expect("a level of each").contains("\"off_hours\"")
    };
    assert!(of(false), "the lead is off duty: {passed:?}");
    assert!(!of(true), "what is urgent reaches people off duty: {passed:?}");
}

async fn colleagues_who_can_work_now_come_first(desk: Desk) {
    around_now(&desk, "engineer", Hours::OFF).await;
    let leave = desk.done("colleague", ask(now() - HOUR, now() + 5 * HOUR)).await;
    desk.done("admin", decide(leave.id, true, "")).await;
    let rows = desk.done("dispatcher", ListColleagues::default()).await.rows;
    let staff = world::PEOPLE.iter().filter(|(login, ..)| world::person(login).unit_id.is_some()).count();
    assert_eq!(rows.len(), staff, "neither customers nor partners");
    let last = |rows: &[Colleague]| rows[staff - 2..].iter().map(|row| row.login.clone()).collect::<Vec<_>>();
    assert_eq!(last(&rows), ["engineer", "colleague"], "of another team's leave the end is not told");
    assert!(rows[..staff - 2].iter().all(|row| row.now == Standing::default()));
    let back = today().1 + 3 * DAY;
    assert_eq!(rows[staff - 2].now, Standing { off: Some(OffDuty::Hours), next: Some(back) });
    assert_eq!(rows[staff - 1].now, Standing { off: Some(OffDuty::Away), next: None });
    for who in ["field", "colleague"] {
        let near = desk.done(who, ListColleagues::default()).await;
        assert!(!near.more, "all were named");
        assert_eq!(last(&near.rows), ["colleague", "engineer"], "whoever is back sooner comes before");
        let away = Standing { off: Some(OffDuty::Away), next: Some(leave.span.to) };
        assert_eq!(near.rows[staff - 2].now, away, "{who}");
    }
    // Whoever leads a team need not be of it.
    let team: Team = desk.done("admin", Get::new(NORTH_TEAM.0)).await;
    desk.done("admin", Save(Team { lead_id: Some(world::user("dispatcher")), ..team })).await;
    let led = desk.done("dispatcher", ListColleagues::default()).await.rows;
    assert_eq!(led[staff - 2].now.next, Some(leave.span.to));
    let found = desk.done("dispatcher", ListColleagues { q: Some("engin".into()) }).await.rows;
    assert_eq!(found.iter().map(|row| row.login.as_str()).collect::<Vec<_>>(), ["engineer"]);
    assert_eq!(code(desk.call("anna", ListColleagues::default()).await), "forbidden");
}

async fn the_wall_says_who_works_and_for_how_long(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    desk.done("engineer", TakeCase { id: case, base: None }).await;
    let wall = async || desk.done("manager", GetMonitor {}).await;
    let load = wall().await.people[0];
    assert_eq!((load.now, load.left), (Standing::default(), None), "whoever keeps no hours has none left");
    around_now(&desk, "engineer", all_day()).await;
    let (at, load) = {
        let wall = wall().await;
        (wall.at, wall.people[0])
    };
    assert_eq!((load.now.off, load.left), (None, Some(today().1 + DAY - at)));
    around_now(&desk, "engineer", Hours::OFF).await;
    let load = wall().await.people[0];
    assert_eq!((load.now.off, load.left), (Some(OffDuty::Hours), Some(0)));
}

/// Nobody leads them, and no unit shows them to anybody but those who see the whole organisation.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_of_no_unit_ask_as_well() {
    Desk::tell(crate::support::Backend::Sqlite, |desk| async move {
        let lone = User { unit_id: None, team_ids: vec![], ..world::person("sales") };
        desk.write(move |cx| Box::pin(async move { put(cx, &lone, vec!["org".into()]).await.map(drop) })).await;
        assert_eq!(of(&desk, "admin", "sales").await.now, Standing::default());
        assert_eq!(desk.done("sales", ask(now() + MINUTE, now() + HOUR)).await.state, LeaveState::Asked);
    })
    .await;
}
