//! Tasks: who is given one, who sees it, that nobody writes over another, and that each is opened, told of and ended once.

mod away;
mod opened;

use futures::future::join_all;
use serde_json::json;
use yingda_server::ctx::now;
use yingda_server::tasks::watch;
use yingda_shared::audit::ListAudit;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::contract::Operation;
use yingda_shared::customers::personal::EraseContact;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Role;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{CaseId, TaskId, Uuid};
use yingda_shared::kernel::time::{DAY, HOUR, Millis};
use yingda_shared::notices::{ListNotices, Notice, NoticeKind};
use yingda_shared::record::{Get, Save};
use yingda_shared::tasks::*;

use crate::both;
use crate::support::world::{self, ANNA, BELLA, NORTH_BRANCH, NORTH_TEAM, NORTHERN, SOUTH_TEAM, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    a_task_is_given_done_and_opened_again,
    what_no_task_may_be_is_told_at_its_field,
    two_who_write_at_once_do_not_write_over_each_other,
    a_task_ends_once_whoever_ends_it,
    whoever_sees_a_task_and_nobody_else_finds_it,
    lists_are_by_when_things_are_due_and_go_on_page_by_page,
    what_is_due_is_told_once,
    only_staff_have_tasks_unless_a_role_says_so,
    an_erased_person_is_named_in_no_task,
);

pub fn task(title: &str) -> OpenTask {
    OpenTask {
        task_id: None,
        title: title.into(),
        text: String::new(),
        about: None,
        owner_id: None,
        team_id: None,
        due_at: None,
        priority: None,
    }
}

fn about(case: CaseId) -> Option<TaskAbout> {
    Some(TaskAbout { kind: AboutKind::Case, id: case.0 })
}

fn to(login: &str, title: &str) -> OpenTask {
    OpenTask { owner_id: Some(world::user(login)), ..task(title) }
}

fn changed(task: &Task) -> ChangeTask {
    let Task { id, rv, title, text, owner_id, team_id, due_at, priority, .. } = task.clone();
    ChangeTask { id, rv, title, text, owner_id, team_id, due_at, priority }
}

fn finish(id: TaskId) -> FinishTask {
    FinishTask { id, outcome: "已完成回访".into() }
}

async fn told(desk: &Desk, who: &str) -> Vec<Notice> {
    let rows = desk.done(who, ListNotices {}).await.rows.into_iter();
    rows.filter(|notice| matches!(notice.kind, NoticeKind::TaskGiven | NoticeKind::TaskDue)).collect()
}

async fn titles(desk: &Desk, who: &str, query: ListTasks) -> Vec<String> {
    desk.done(who, query).await.rows.into_iter().map(|row| row.task.title).collect()
}

fn whose(whose: TaskWhose) -> ListTasks {
    ListTasks { whose: Some(whose), ..ListTasks::default() }
}

async fn a_task_is_given_done_and_opened_again(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let op = OpenTask { about: about(case.id), due_at: Some(now() + DAY), ..to("engineer", "电话回访") };
    let made = desk.done("agent", op).await;
    assert_eq!((made.unit_id, made.state), (Some(NORTH_BRANCH), TaskState::Open));
    assert_eq!(made.priority, desk.case("manager", case.id).await.case.priority.expect("a priority"));
    let [notice] = &told(&desk, "engineer").await[..] else { panic!("one notice") };
    assert_eq!((notice.kind, notice.task_id), (NoticeKind::TaskGiven, Some(made.id)));
    assert_eq!((notice.number.as_str(), notice.by.as_str()), (case.number.as_str(), "agent先生"));
    let beside = desk.done("manager", ListTasks::about(about(case.id).expect("a case"), false)).await;
    let row = &beside.rows[0];
    assert_eq!(row.beside.as_ref().map(|beside| beside.number.clone()), Some(case.number));
    assert_eq!(beside.names[&world::user("engineer").0], "engineer先生");
    assert_eq!(desk.done("engineer", CountTasks {}).await.open, 1);

    let done = desk.done("engineer", finish(made.id)).await;
    assert_eq!(
        (done.state, done.outcome.as_str(), done.ended_by.as_str()),
        (TaskState::Done, "已完成回访", "engineer先生")
    );
    assert_eq!(desk.done("engineer", CountTasks {}).await.open, 0);
    assert_eq!(titles(&desk, "engineer", whose(TaskWhose::Mine)).await, Vec::<String>::new());
    let ended = ListTasks { ended: true, ..whose(TaskWhose::Mine) };
    assert_eq!(titles(&desk, "engineer", ended).await, ["电话回访"]);
    let back = desk.done("engineer", ReopenTask { id: made.id }).await;
    assert_eq!((back.state, back.outcome.as_str(), back.ended_at), (TaskState::Open, "", None));
    desk.done("agent", CancelTask { id: made.id, outcome: "客户已撤回".into() }).await;
    let history = desk.done("manager", GetTask { id: made.id }).await.history;
    let kinds: Vec<(&str, &TaskEvent)> = history.iter().map(|entry| (entry.by.as_str(), &entry.event)).collect();
    assert_eq!(
        kinds,
        [
            ("agent先生", &TaskEvent::Opened),
            ("engineer先生", &TaskEvent::Finished { outcome: "已完成回访".into() }),
            ("engineer先生", &TaskEvent::Reopened),
            ("agent先生", &TaskEvent::Cancelled { outcome: "客户已撤回".into() }),
        ]
    );
    // Every step is in the audit, under its own name.
    let lines = desk.done("admin", ListAudit { kind: Some("tasks".into()), ..ListAudit::default() }).await.rows;
    for action in [OpenTask::NAME, FinishTask::NAME, ReopenTask::NAME, CancelTask::NAME] {
        assert!(lines.iter().any(|line| line.action == action && line.field == "state"), "{action}");
    }
}

async fn what_no_task_may_be_is_told_at_its_field(desk: Desk) {
    let refused = |op: OpenTask| {
        let desk = desk.clone();
        async move { fields(desk.call("agent", op).await) }
    };
    assert_eq!(refused(task(" ")).await, field("/title", "required"));
    for nobody in ["anna", "paul"] {
        assert_eq!(refused(to(nobody, "回访")).await, field("/owner_id", "unknown"), "{nobody}");
    }
    let team = OpenTask { team_id: Some(Uuid::nil().into()), ..task("回访") };
    assert_eq!(refused(team).await, field("/team_id", "unknown"));
    let id = TaskId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_9900));
    let named = OpenTask { task_id: Some(id), ..task("回访") };
    assert_eq!(desk.done("agent", named.clone()).await.owner_id, Some(world::user("agent")), "one's own");
    assert_eq!(refused(named).await, field("/task_id", "taken"));
    // What a task is about has to be in sight, like the task itself.
    let south = desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    let hidden = OpenTask { about: about(south.id), ..task("回访") };
    assert_eq!(code(desk.call("field", hidden).await), "not_found");
    let kind = AboutKind::Contract;
    let nowhere = OpenTask { about: Some(TaskAbout { kind, id: Uuid::nil() }), ..task("回访") };
    assert_eq!(code(desk.call("agent", nowhere).await), "not_found");
    let mine = desk.done("agent", task("我的")).await;
    let nobodys = ChangeTask { owner_id: None, ..changed(&mine) };
    assert_eq!(fields(desk.call("agent", nobodys).await), field("/owner_id", "task_nobody"));
}

async fn two_who_write_at_once_do_not_write_over_each_other(desk: Desk) {
    let made = desk.done("agent", to("engineer", "备件到货后上门")).await;
    let first = ChangeTask { title: "备件已到，周三上门".into(), ..changed(&made) };
    let kept = desk.done("engineer", first).await;
    let head = desk.head().await;
    let second = ChangeTask { priority: Priority::P1, ..changed(&made) };
    let Err(Fault::Conflict { version, .. }) = desk.call("agent", second).await else { panic!("a conflict") };
    assert_eq!((version, desk.head().await), (kept.rv, head), "what is refused is not written");
    let seen = desk.done("agent", GetTask { id: made.id }).await;
    assert_eq!((seen.row.task.title.as_str(), seen.row.task.priority), ("备件已到，周三上门", made.priority));
    // The same as it is changes nothing, and nobody hears of it.
    assert_eq!(desk.done("agent", changed(&kept)).await.rv, kept.rv);
    assert_eq!(desk.head().await, head);
    // Handed on, it comes to somebody new.
    let next = ChangeTask { owner_id: Some(world::user("colleague")), ..changed(&kept) };
    let kept = desk.done("engineer", next).await;
    assert_eq!(told(&desk, "colleague").await.len(), 1);
    let team = ChangeTask { owner_id: None, team_id: Some(NORTH_TEAM), ..changed(&kept) };
    desk.done("colleague", team).await;
    let counts = [told(&desk, "field").await.len(), told(&desk, "colleague").await.len()];
    assert_eq!(counts, [1, 1], "a team that is given one hears of it, whoever gave it does not");
}

async fn a_task_ends_once_whoever_ends_it(desk: Desk) {
    let made = desk.done("agent", to("engineer", "寄回旧件")).await;
    let other = desk.beside().await;
    let both = [&desk, &other].map(|node| node.call("engineer", finish(made.id)));
    let ends = join_all(both).await;
    assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 1, "{ends:?}");
    assert_eq!(code(desk.call("engineer", finish(made.id)).await), "tasks.ended");
    assert_eq!(code(desk.call("agent", CancelTask { id: made.id, outcome: String::new() }).await), "tasks.ended");
    let done = desk.done("agent", GetTask { id: made.id }).await.row.task;
    assert_eq!(code(desk.call("agent", changed(&done)).await), "tasks.ended");
    desk.done("agent", ReopenTask { id: made.id }).await;
    assert_eq!(code(desk.call("agent", ReopenTask { id: made.id }).await), "tasks.open_already");
    other.services.database.close().await;
}

async fn whoever_sees_a_task_and_nobody_else_finds_it(desk: Desk) {
    let north = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let south = desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    desk.forwarded_to_team(south.id, SOUTH_TEAM).await;
    let tasks = [
        OpenTask { about: about(north.id), ..to("agent", "北方回访") },
        OpenTask { about: about(south.id), ..to("agent", "南方回访") },
        // Whoever does it sees it, whatever it is about; whoever opened it as well.
        OpenTask { about: about(south.id), ..to("field", "南方上门") },
        OpenTask { team_id: Some(NORTH_TEAM), ..task("北方盘点") },
        to("south", "南方盘点"),
    ];
    let mut ids = Vec::new();
    for op in tasks {
        ids.push((op.title.clone(), desk.done("manager", op).await.id));
    }
    let own = desk.done("field", to("south", "请南方确认")).await;
    ids.push((own.title.clone(), own.id));
    for (who, sees) in [
        ("manager", &["北方回访", "南方回访", "南方上门", "北方盘点", "南方盘点", "请南方确认"][..]),
        ("north", &["北方回访", "北方盘点"]),
        ("south", &["南方回访", "南方上门", "南方盘点", "请南方确认"]),
        ("field", &["南方上门", "北方盘点", "请南方确认"]),
        ("dispatcher", &["北方回访", "北方盘点"]),
    ] {
        let mut found = titles(&desk, who, ListTasks::default()).await;
        found.sort();
        let mut expected: Vec<String> = sees.iter().map(ToString::to_string).collect();
        expected.sort();
        assert_eq!(found, expected, "{who}");
        for (title, id) in &ids {
            let head = desk.head().await;
            let got = desk.call(who, GetTask { id: *id }).await;
            match sees.contains(&title.as_str()) {
                true => assert_eq!(got.expect("in sight").row.task.title, *title, "{who}"),
                false => {
                    assert_eq!(code(got), "not_found", "{who} {title}");
                    assert_eq!(code(desk.call(who, finish(*id)).await), "not_found", "{who} {title}");
                    assert_eq!(code(desk.call(who, ReopenTask { id: *id }).await), "not_found", "{who} {title}");
                    assert_eq!(desk.head().await, head);
                }
            }
        }
    }
    // What it stands beside is named to those alone who see that.
    let mine = desk.done("field", whose(TaskWhose::Mine)).await;
    assert_eq!(mine.rows.iter().map(|row| row.beside.is_some()).collect::<Vec<_>>(), [false]);
    let beside = ListTasks::about(about(south.id).expect("a case"), false);
    assert_eq!(titles(&desk, "field", beside).await, ["南方上门"]);
    assert_eq!(titles(&desk, "engineer", whose(TaskWhose::Team)).await, ["北方盘点"]);
}

async fn lists_are_by_when_things_are_due_and_go_on_page_by_page(desk: Desk) {
    let begin = now();
    let due = |title: &str, at: Option<Millis>| OpenTask { due_at: at, ..to("engineer", title) };
    for op in [
        due("不急", None),
        due("明天", Some(begin + DAY)),
        due("昨天", Some(begin - DAY)),
        due("一小时后", Some(begin + HOUR)),
    ] {
        desk.done("agent", op).await;
    }
    let order = ["昨天", "一小时后", "明天", "不急"];
    for who in [whose(TaskWhose::Mine), whose(TaskWhose::All)] {
        let (mut found, mut cursor) = (Vec::new(), None);
        for _ in 0..4 {
            let page = desk.done("engineer", ListTasks { limit: Some(1), cursor, ..who.clone() }).await;
            found.extend(page.rows.into_iter().map(|row| row.task.title));
            cursor = page.next;
        }
        assert_eq!(found, order);
        assert_eq!(cursor, None, "there is no page after the last one");
    }
    let counts = desk.done("engineer", CountTasks {}).await;
    assert_eq!((counts.open, counts.overdue), (4, 1));
    let odd = ListTasks { cursor: Some("x".into()), ..ListTasks::default() };
    assert_eq!(fields(desk.call("engineer", odd).await), field("/cursor", "malformed"));
    for title in order {
        let row = desk.done("engineer", whose(TaskWhose::Mine)).await.rows.remove(0);
        assert_eq!(row.task.title, title);
        desk.done("engineer", finish(row.task.id)).await;
    }
    // What ended last comes first. Moments are told apart by the millisecond, equal ones by their ids.
    let ended = desk.done("engineer", ListTasks { ended: true, ..whose(TaskWhose::Mine) }).await.rows;
    let moments: Vec<Millis> = ended.iter().filter_map(|row| row.task.ended_at).collect();
    assert_eq!(moments.len(), 4);
    assert!(moments.is_sorted_by(|one, next| one >= next), "{moments:?}");
}

async fn what_is_due_is_told_once(desk: Desk) {
    let at = now() + HOUR;
    let due = |login: &str| OpenTask { due_at: Some(at), ..to(login, "到期") };
    let made = desk.done("engineer", due("engineer")).await;
    let others = desk.done("agent", OpenTask { owner_id: None, team_id: Some(NORTH_TEAM), ..due("agent") }).await;
    let count = |who: &'static str| {
        let desk = desk.clone();
        async move { told(&desk, who).await.into_iter().filter(|notice| notice.kind == NoticeKind::TaskDue).count() }
    };
    let pass = |node: Desk, at: Millis| async move { watch::work_off(&node.services, at).await.expect("told") };
    pass(desk.clone(), at - 1).await;
    assert_eq!(count("engineer").await, 0);
    let other = desk.beside().await;
    join_all([pass(desk.clone(), at), pass(other.clone(), at)]).await;
    pass(desk.clone(), at + DAY).await;
    assert_eq!(count("engineer").await, 2, "one's own, and one of the team's");
    assert_eq!((count("colleague").await, count("agent").await), (1, 0));
    let told = desk.done("engineer", GetTask { id: made.id }).await.row.task;
    assert_eq!(told.rv, made.rv, "whoever is typing is in nobody's way");
    // Put off, it falls due once more; done, it does not.
    let later = ChangeTask { due_at: Some(at + 2 * DAY), ..changed(&told) };
    desk.done("engineer", later).await;
    desk.done("engineer", finish(others.id)).await;
    desk.done("engineer", ReopenTask { id: others.id }).await;
    pass(desk.clone(), at + 3 * DAY).await;
    pass(other.clone(), at + 3 * DAY).await;
    assert_eq!((count("engineer").await, count("colleague").await), (3, 1));
    other.services.database.close().await;
}

async fn only_staff_have_tasks_unless_a_role_says_so(desk: Desk) {
    for who in ["anna", "adam", "paul", "petra"] {
        assert_eq!(code(desk.call(who, ListTasks::default()).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, task("回访")).await), "forbidden", "{who}");
    }
    let inside = desk.done("agent", to("engineer", "内部的事")).await;
    let mut role: Role = desk.done("admin", Get::new(builtin_id("partner_engineer").expect("a role").0)).await;
    role.operations.extend(["tasks.list", "tasks.get", "tasks.finish"].map(String::from));
    desk.done("admin", Save(role)).await;
    let theirs = desk.done("agent", to("paul", "上门更换")).await;
    assert_eq!(titles(&desk, "paul", ListTasks::default()).await, ["上门更换"], "their own and nothing else");
    assert_eq!(titles(&desk, "quinn", ListTasks::default()).await, Vec::<String>::new());
    assert_eq!(code(desk.call("paul", GetTask { id: inside.id }).await), "not_found");
    assert_eq!(desk.done("paul", finish(theirs.id)).await.state, TaskState::Done);
}

async fn an_erased_person_is_named_in_no_task(desk: Desk) {
    let case = desk.submitted("anna", "打印机卡纸").await;
    let text = "安娜下午在办公室".to_string();
    let op = OpenTask { about: about(case.id), text, ..to("engineer", "给安娜回电话") };
    let made = desk.done("agent", op).await;
    desk.done("engineer", FinishTask { id: made.id, outcome: "安娜已确认".into() }).await;
    let erase = json!({"id": ANNA, "name": "安娜", "even_open": true, "reason": "本人要求"});
    let op: EraseContact = serde_json::from_value(erase).expect("an order");
    desk.done("admin", op).await;
    for table in ["tasks", "task_events", "audit"] {
        let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE body LIKE '%安娜%'");
        assert_eq!(desk.number(&sql, vec![]).await, 0, "{table}");
    }
    let left = desk.done("engineer", GetTask { id: made.id }).await.row.task;
    assert_eq!((left.title.as_str(), left.outcome.as_str()), ("给■■■回电话", "■■■已确认"));
}
