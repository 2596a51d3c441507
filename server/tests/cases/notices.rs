//! Who is told of what: those whom it concerns, and never the one who did it.

use yingda_shared::cases::operations::*;
use yingda_shared::notices::NoticeKind::*;
use yingda_shared::notices::{ListNotices, ReadNotices};

use crate::both;
use crate::support::Desk;
use crate::support::stories::*;
use crate::support::world::{FIRM_ONE, NORTH_TEAM};

both!(
    a_team_hears_of_its_new_case_and_the_assignee_of_an_assignment,
    customer_and_handler_hear_of_each_other,
    colleagues_are_called_by_name,
    a_firm_hears_of_what_is_forwarded_to_it,
    notices_are_read_one_by_one_or_all,
);

async fn a_team_hears_of_its_new_case_and_the_assignee_of_an_assignment(desk: Desk) {
    let op = QuickOpenCase { subject: "小组".into(), team_id: Some(NORTH_TEAM), ..QuickOpenCase::default() };
    let case = desk.done("agent", op).await;
    for member in ["engineer", "colleague", "field"] {
        assert_eq!(desk.notices(member).await, [Assigned], "{member}");
    }
    assert_eq!(desk.notices("agent").await, []);
    desk.done("manager", assign(case.id, "engineer")).await;
    assert_eq!(desk.notices("engineer").await, [Assigned, Assigned]);
    assert_eq!(desk.notices("colleague").await, [Assigned]);
}

async fn customer_and_handler_hear_of_each_other(desk: Desk) {
    let case = desk.submitted("anna", "往来").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    desk.commented("engineer", case.id, "收到").await;
    assert_eq!(desk.notices("anna").await, [StateChanged, Replied]);
    desk.noted("engineer", case.id, "客户脾气急").await;
    assert_eq!(desk.notices("anna").await, [StateChanged, Replied], "a note among staff is told to no customer");
    desk.commented("anna", case.id, "谢谢").await;
    desk.done("anna", UrgeCase { id: case.id, note: String::new() }).await;
    desk.resolved("engineer", case.id).await;
    desk.done("anna", RejectCase { id: case.id, reason: "没好".into() }).await;
    assert_eq!(desk.notices("anna").await, [StateChanged, Replied, StateChanged]);
    assert_eq!(desk.notices("engineer").await, [Replied, Urged, StateChanged]);
    for outsider in ["adam", "bella", "colleague", "paul"] {
        assert_eq!(desk.notices(outsider).await, [], "{outsider}");
    }
}

async fn colleagues_are_called_by_name(desk: Desk) {
    let case = desk.submitted("anna", "点名").await;
    desk.noted("engineer", case.id, "@colleague 看一下，@anna 不该收到，@nobody 没有").await;
    assert_eq!(desk.notices("colleague").await, [Mentioned]);
    assert_eq!(desk.notices("anna").await, []);
    desk.commented("anna", case.id, "@colleague 你好").await;
    assert_eq!(desk.notices("colleague").await, [Mentioned], "customers call nobody of ours by login");
}

async fn a_firm_hears_of_what_is_forwarded_to_it(desk: Desk) {
    let case = desk.submitted("anna", "转服务商").await;
    desk.forwarded_to_firm(case.id, FIRM_ONE).await;
    assert_eq!(desk.notices("paul").await, [Forwarded]);
    assert_eq!(desk.notices("petra").await, [Forwarded]);
    assert_eq!(desk.notices("quinn").await, []);
    desk.done("paul", TakeCase { id: case.id, base: None }).await;
    desk.commented("anna", case.id, "何时来？").await;
    assert_eq!(desk.notices("paul").await, [Forwarded, Replied]);
    assert_eq!(desk.notices("petra").await, [Forwarded]);
}

async fn notices_are_read_one_by_one_or_all(desk: Desk) {
    let case = desk.submitted("anna", "已读").await;
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    for text in ["一", "二", "三"] {
        desk.commented("engineer", case.id, text).await;
    }
    let all = desk.done("anna", ListNotices {}).await;
    assert_eq!((all.rows.len(), all.unread), (4, 4));
    let first = Some(all.rows[0].id);
    assert_eq!(desk.done("adam", ReadNotices { id: first }).await.unread, 0);
    assert_eq!(desk.done("anna", ListNotices {}).await.unread, 4, "another's notice is not marked");
    assert_eq!(desk.done("anna", ReadNotices { id: first }).await.unread, 3);
    assert_eq!(desk.done("anna", ReadNotices { id: None }).await.unread, 0);
}
