//! What customers and partners hear of a case that is worked on: enough, and once.

use yingda_shared::cases::operations::*;
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::kernel::id::{CaseId, FileIds};
use yingda_shared::notices::ListNotices;
use yingda_shared::notices::NoticeKind::*;

use crate::both;
use crate::support::Desk;
use crate::support::stories::*;
use crate::support::world::FIRM_ONE;

both!(
    a_customer_hears_that_work_begins_waits_for_them_and_goes_on,
    an_attachment_is_told_like_a_reply,
    a_firms_engineer_hears_what_staff_say_to_the_customer,
    one_command_tells_a_person_once,
);

fn hold(id: CaseId, reason: PendingReason) -> HoldCase {
    HoldCase { id, reason, note: String::new() }
}

async fn a_customer_hears_that_work_begins_waits_for_them_and_goes_on(desk: Desk) {
    let id = desk.submitted("anna", "进度").await.id;
    desk.done("engineer", TakeCase { id, base: None }).await;
    desk.done("colleague", TakeCase { id, base: None }).await;
    assert_eq!(desk.notices("anna").await, [StateChanged], "who of us has it is no news");
    desk.done("colleague", StartCase { id }).await;
    desk.done("colleague", hold(id, PendingReason::ThirdParty)).await;
    desk.done("colleague", ResumeCase { id }).await;
    assert_eq!(desk.notices("anna").await, [StateChanged, StateChanged], "what we wait for is ours");
    desk.done("colleague", hold(id, PendingReason::Customer)).await;
    desk.done("colleague", ResumeCase { id }).await;
    let told = desk.done("anna", ListNotices {}).await.rows;
    let mut said: Vec<_> = told.iter().map(|notice| (notice.state.clone(), notice.reason)).collect();
    said.reverse();
    let plain = |state: CaseState| (state.to_string(), None);
    let waits = (CaseState::Pending.to_string(), Some(PendingReason::Customer));
    let (taken, begun) = (plain(CaseState::Assigned), plain(CaseState::InProgress));
    assert_eq!(said, [taken, begun.clone(), waits, begun]);
    assert_eq!(desk.notices("adam").await, []);
}

async fn an_attachment_is_told_like_a_reply(desk: Desk) {
    let id = desk.submitted("anna", "附件").await.id;
    desk.done("engineer", TakeCase { id, base: None }).await;
    let attach = |who: &'static str, internal: bool| {
        let desk = desk.clone();
        async move {
            let file = desk.uploaded(who, "a.png", PNG).await;
            desk.done(who, AttachFiles { id, files: FileIds(vec![file]), internal }).await;
        }
    };
    attach("anna", false).await;
    assert_eq!(desk.notices("engineer").await, [Attached]);
    attach("colleague", true).await;
    assert_eq!((desk.notices("anna").await, desk.notices("engineer").await), (vec![StateChanged], vec![Attached]));
    attach("colleague", false).await;
    assert_eq!(desk.notices("anna").await, [StateChanged, Attached]);
    assert_eq!(desk.notices("engineer").await, [Attached, Attached]);
    assert_eq!(desk.notices("colleague").await, []);
}

async fn a_firms_engineer_hears_what_staff_say_to_the_customer(desk: Desk) {
    let id = desk.submitted("anna", "上门").await.id;
    desk.forwarded_to_firm(id, FIRM_ONE).await;
    desk.done("paul", TakeCase { id, base: None }).await;
    desk.commented("manager", id, "明天上午到").await;
    assert_eq!(desk.notices("paul").await, [Forwarded, Replied]);
    desk.noted("manager", id, "服务商不可靠").await;
    assert_eq!(desk.notices("paul").await, [Forwarded, Replied]);
    assert_eq!(desk.notices("petra").await, [Forwarded]);
    assert_eq!(desk.notices("anna").await, [Replied], "handed to a firm before it took it: no news to her");
}

async fn one_command_tells_a_person_once(desk: Desk) {
    let id = desk.submitted("anna", "一次").await.id;
    desk.done("engineer", TakeCase { id, base: None }).await;
    desk.commented("colleague", id, "@engineer 请看").await;
    assert_eq!(desk.notices("engineer").await, [Mentioned]);
    desk.resolved("engineer", id).await;
    desk.done("anna", RateCase { reopen: true, comment: "没解决".into(), ..rate(id, 1) }).await;
    assert_eq!(desk.notices("engineer").await, [Mentioned, StateChanged]);
}
