//! Two people at one case: edits that merge, edits that collide, assignments, answers that cross.

use yingda_shared::cases::CaseState;
use yingda_shared::cases::operations::*;
use yingda_shared::catalog::priority::{Cell, GetMatrix, Impact, Priority, SaveMatrix, Urgency};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::MINUTE;
use yingda_shared::record::Save;

use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, FIRM_ONE, NORTH_TEAM, SOUTH_BRANCH, SOUTH_TEAM};
use crate::support::{Desk, code, field, fields};

both!(
    a_stale_edit_learns_what_changed_and_by_whom,
    edits_of_different_fields_merge,
    an_assignment_does_not_run_over_another,
    a_case_is_given_to_colleagues_only,
    a_case_is_forwarded_to_a_unit_a_team_and_a_firm,
    a_newer_reply_is_shown_before_an_answer_is_sent,
    urgency_and_impact_make_the_priority_and_its_promise,
    a_saved_matrix_changes_what_new_cases_promise,
);

async fn a_stale_edit_learns_what_changed_and_by_whom(desk: Desk) {
    let case = desk.submitted("anna", "旧标题").await;
    let seen = desk.case("engineer", case.id).await.case.rv;
    desk.done("colleague", EditCase { subject: Some("同事的标题".into()), ..edit(case.id, seen) }).await;
    let late = EditCase { subject: Some("我的标题".into()), ..edit(case.id, seen) };
    match desk.call("engineer", late).await {
        Err(Fault::Conflict { version, changes }) => {
            assert_eq!(version, desk.case("engineer", case.id).await.case.rv);
            assert_eq!(changes.len(), 1);
            assert_eq!((changes[0].field.as_str(), changes[0].value.as_str()), ("subject", "同事的标题"));
            assert!(changes[0].by.starts_with("colleague") && changes[0].at > 0);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.case("engineer", case.id).await.case.subject, "同事的标题");
}

async fn edits_of_different_fields_merge(desk: Desk) {
    let case = desk.submitted("anna", "合并").await;
    let seen = desk.case("engineer", case.id).await.case.rv;
    desk.done("colleague", EditCase { subject: Some("新标题".into()), ..edit(case.id, seen) }).await;
    desk.done("engineer", EditCase { description: Some("新描述".into()), ..edit(case.id, seen) }).await;
    let now = desk.case("engineer", case.id).await.case;
    assert_eq!((now.subject.as_str(), now.description.as_str()), ("新标题", "新描述"));
    let same = EditCase { subject: Some("新标题".into()), ..edit(case.id, now.rv) };
    assert_eq!(code(desk.call("engineer", same).await), "cases.nothing_changed");
}

async fn an_assignment_does_not_run_over_another(desk: Desk) {
    let case = desk.submitted("anna", "派单").await;
    let seen = desk.case("dispatcher", case.id).await.case.rv;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    let late = AssignCase { base: Some(seen), ..assign(case.id, "colleague") };
    match desk.call("dispatcher", late).await {
        Err(Fault::Conflict { changes, .. }) => {
            assert_eq!(changes[0].value, world::user("engineer").to_string());
            assert!(changes[0].by.starts_with("engineer"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(desk.case("dispatcher", case.id).await.case.assignee_id, Some(world::user("engineer")));
    let taking = TakeCase { id: case.id, base: Some(seen) };
    assert_eq!(code(desk.call("colleague", taking).await), "conflict", "two who press at once do not both have it");
    let handing = ForwardCase { base: Some(seen), team_id: Some(world::SOUTH_TEAM), ..forward(case.id) };
    assert_eq!(code(desk.call("manager", handing).await), "conflict");
    desk.done("dispatcher", assign(case.id, "colleague")).await;
    assert_eq!(code(desk.call("dispatcher", assign(case.id, "colleague")).await), "cases.same_target");
}

async fn a_case_is_given_to_colleagues_only(desk: Desk) {
    let case = desk.submitted("anna", "给谁").await;
    assert_eq!(code(desk.call("manager", assign(case.id, "anna")).await), "cases.foreign_assignee");
    assert_eq!(code(desk.call("manager", assign(case.id, "paul")).await), "cases.foreign_assignee");
    let nobody = AssignCase { assignee_id: Some(UserId(case.id.0)), ..assign(case.id, "engineer") };
    assert_eq!(fields(desk.call("manager", nobody).await), field("/assignee_id", "unknown"));
    let nowhere = AssignCase { assignee_id: None, ..assign(case.id, "engineer") };
    assert_eq!(fields(desk.call("manager", nowhere).await), field("/assignee_id", "required"));
    let mut colleague = desk.done("admin", yingda_shared::record::Get::new(world::user("colleague").0)).await;
    colleague = yingda_shared::identity::User { active: false, ..colleague };
    desk.done("admin", Save(colleague)).await;
    assert_eq!(code(desk.call("manager", assign(case.id, "colleague")).await), "cases.inactive_assignee");
}

async fn a_case_is_forwarded_to_a_unit_a_team_and_a_firm(desk: Desk) {
    let case = desk.submitted("anna", "转派").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    desk.done("manager", ForwardCase { unit_id: Some(SOUTH_BRANCH), ..forward(case.id) }).await;
    let seen = desk.case("manager", case.id).await.case;
    assert_eq!((seen.unit_id, seen.assignee_id, seen.state), (Some(SOUTH_BRANCH), None, CaseState::New));
    let again = ForwardCase { unit_id: Some(SOUTH_BRANCH), ..forward(case.id) };
    assert_eq!(code(desk.call("manager", again).await), "cases.same_target");

    desk.forwarded_to_team(case.id, NORTH_TEAM).await;
    let seen = desk.case("manager", case.id).await.case;
    assert_eq!((seen.unit_id, seen.team_id), (Some(world::NORTH_BRANCH), Some(NORTH_TEAM)), "a team brings its unit");

    desk.forwarded_to_firm(case.id, FIRM_ONE).await;
    assert_eq!(desk.state(case.id).await, CaseState::Assigned);
    assert_eq!(code(desk.call("paul", resolve(case.id)).await), "cases.not_yours");
    desk.done("paul", TakeCase { id: case.id, base: None }).await;
    desk.done("paul", StartCase { id: case.id }).await;
    desk.resolved("paul", case.id).await;
    assert_eq!(desk.case("manager", case.id).await.case.firm_engineer_id, Some(world::user("paul")));
    assert_eq!(
        code(desk.call("manager", ForwardCase { team_id: Some(SOUTH_TEAM), ..forward(case.id) }).await),
        "cases.already_resolved"
    );
    let nowhere = desk.submitted("anna", "哪里").await;
    assert_eq!(code(desk.call("manager", forward(nowhere.id)).await), "cases.nowhere_to_forward");
}

async fn a_newer_reply_is_shown_before_an_answer_is_sent(desk: Desk) {
    let case = desk.submitted("anna", "交叉").await;
    let seen = desk.entries("engineer", case.id).await.last().map(|entry| entry.pos);
    desk.commented("anna", case.id, "已经好了").await;
    let answer = |seen| CommentCase { seen, ..comment(case.id, "请重启试试") };
    match desk.call("engineer", answer(seen)).await {
        Err(Fault::Conflict { changes, .. }) => {
            assert_eq!((changes[0].field.as_str(), changes[0].value.as_str()), ("reply", "已经好了"));
        }
        other => panic!("{other:?}"),
    }
    let note = CommentCase { internal: true, ..answer(seen) };
    desk.done("engineer", note).await;
    let seen = desk.entries("engineer", case.id).await.last().map(|entry| entry.pos);
    desk.done("engineer", answer(seen)).await;
    assert_eq!(texts(&desk.entries("anna", case.id).await), ["已经好了", "请重启试试"]);
}

async fn urgency_and_impact_make_the_priority_and_its_promise(desk: Desk) {
    let case = desk.submitted("anna", "优先级").await;
    let before = desk.case("engineer", case.id).await.case;
    assert_eq!(before.priority, Some(Priority::P3));
    let (impact, urgency) = (Some(Impact::Department), Some(Urgency::Critical));
    desk.done("engineer", EditCase { impact, urgency, ..edit(case.id, before.rv) }).await;
    let after = desk.case("engineer", case.id).await.case;
    assert_eq!(after.priority, Some(Priority::P1));
    assert_eq!(after.resolve_by, after.created_at + 240 * MINUTE, "promised from the opening, not from the edit");
    let op = yingda_shared::audit::ListAudit { object: Some(case.id.to_string()), ..Default::default() };
    let lines = desk.done("admin", op).await.rows;
    assert!(
        lines
            .iter()
            .any(|line| (line.field.as_str(), line.old.as_str(), line.new.as_str()) == ("priority", "p3", "p1"))
    );
}

async fn a_saved_matrix_changes_what_new_cases_promise(desk: Desk) {
    let mut matrix = desk.done("manager", GetMatrix {}).await;
    let stale = matrix.clone();
    matrix.cells[Impact::Person as usize][Urgency::Medium as usize] =
        Cell { priority: Priority::P2, respond_minutes: 7, resolve_minutes: 77 };
    desk.done("manager", SaveMatrix(matrix)).await;
    let case = desk.submitted("anna", "新承诺").await;
    let case = desk.case("manager", case.id).await.case;
    assert_eq!(case.priority, Some(Priority::P2));
    assert_eq!((case.respond_by, case.resolve_by), (case.created_at + 7 * MINUTE, case.created_at + 77 * MINUTE));
    match desk.call("admin", SaveMatrix(stale)).await {
        Err(Fault::Conflict { changes, .. }) => {
            let cell = format!("cells/{}/{}", Impact::Person as usize, Urgency::Medium as usize);
            assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), [cell]);
            assert!(changes[0].value.contains("77") && changes[0].by.starts_with("manager") && changes[0].at > 0);
        }
        other => panic!("{other:?}"),
    }
    let mut odd = desk.done("manager", GetMatrix {}).await;
    odd.cells.pop();
    assert_eq!(fields(desk.call("manager", SaveMatrix(odd)).await), field("/cells", "matrix_shape"));
}
