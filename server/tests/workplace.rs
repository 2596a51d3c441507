//! Places of work: what is a person's own, what is shared, who is beside whom, and on which side.

mod beside;

use yingda_server::ctx::Caller;
use yingda_server::registry::registry;
use yingda_shared::audit::ListAudit;
use yingda_shared::cases::operations::{CaseRef, TakeCase};
use yingda_shared::cases::relations::MergeCase;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::limits::TABS_MAX;
use yingda_shared::workplace::drafts::{Draft, Drafts, GetDraft, SaveDraft, TakeDraft};
use yingda_shared::workplace::keys::{GetPreferences, KeySettings, SavePreferences};
use yingda_shared::workplace::queue::{SkipCase, SkipReason};
use yingda_shared::workplace::tabs::{ListTabs, SaveTabs, Tab, Tabs};

use crate::both;
use crate::support::world::{self, ANNA, BELLA, FIRM_ONE, FIRM_TWO, NORTHERN, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    keys_and_tabs_are_each_persons_own,
    tabs_tell_what_became_of_cases_in_sight,
    drafts_follow_a_person_and_lose_no_words,
    what_is_begun_leaves_no_line_in_the_ledger,
    what_was_begun_goes_along_with_a_merged_case,
    a_shared_draft_is_read_and_taken_over_on_its_side_only,
    what_is_passed_over_is_in_the_audit,
);

async fn keys_and_tabs_are_each_persons_own(desk: Desk) {
    let fresh = desk.done("engineer", GetPreferences {}).await;
    assert_eq!((fresh.rv, fresh.keys), (0, KeySettings::default()));
    let keys = KeySettings { single: false, ..KeySettings::default() }.with("list.next", "j", "n");
    let first = desk.done("engineer", SavePreferences { keys: keys.clone() }).await.rv;
    let second = desk.done("engineer", SavePreferences { keys: keys.clone() }).await.rv;
    assert!(second > first);
    let kept = desk.done("engineer", GetPreferences {}).await;
    assert_eq!((kept.rv, kept.keys), (second, keys));
    assert_eq!(desk.done("colleague", GetPreferences {}).await.keys, KeySettings::default());
    let nonsense = KeySettings::default().with("list.next", "j", "abc");
    assert_eq!(fields(desk.call("engineer", SavePreferences { keys: nonsense }).await), field("/keys", "invalid"));
    assert_eq!(code(desk.call("guest", GetPreferences {}).await), "unauthenticated");
    let tab =
        |n: usize| Tab { id: CaseId(Uuid::from_u128(n as u128)), number: String::new(), pinned: false, seen: 0, at: 0 };
    let many = SaveTabs { tabs: (0..=TABS_MAX).map(tab).collect() };
    assert_eq!(fields(desk.call("engineer", many).await), field("/tabs", "too_many"));
}

async fn tabs_tell_what_became_of_cases_in_sight(desk: Desk) {
    let (annas, bellas) = (desk.submitted("anna", "甲案").await, desk.submitted("bella", "丙案").await);
    let tab = |made: &yingda_shared::cases::operations::CaseRef| Tab {
        id: made.id,
        number: made.number.clone(),
        pinned: false,
        seen: made.rv,
        at: 1,
    };
    let tabs = vec![tab(&bellas), tab(&annas)];
    for who in ["engineer", "north"] {
        desk.done(who, SaveTabs { tabs: tabs.clone() }).await;
    }
    let news = |tabs: &Tabs| -> Vec<String> {
        let head = |tab: &Tab| tabs.heads.iter().find(|head| head.id == tab.id).filter(|head| head.rv > tab.seen);
        tabs.tabs.iter().filter_map(head).map(|head| head.subject.clone()).collect()
    };
    let mine = desk.done("engineer", ListTabs {}).await;
    assert_eq!((mine.tabs.clone(), mine.heads.len(), news(&mine)), (tabs.clone(), 2, Vec::new()));
    desk.commented("anna", annas.id, "还有一件事").await;
    assert_eq!(news(&desk.done("engineer", ListTabs {}).await), ["甲案"]);
    let regional = desk.done("north", ListTabs {}).await;
    assert_eq!(regional.tabs, tabs, "what one keeps is what one kept");
    assert_eq!(regional.heads.iter().map(|head| head.subject.as_str()).collect::<Vec<_>>(), ["甲案"]);
    desk.forwarded_to_firm(annas.id, FIRM_ONE).await;
    let seen = desk.case("paul", annas.id).await.case.rv;
    desk.done("paul", SaveTabs { tabs: vec![Tab { seen, ..tab(&annas) }] }).await;
    desk.noted("engineer", annas.id, "内部").await;
    assert_eq!(news(&desk.done("paul", ListTabs {}).await), [""; 0], "a note among staff makes no news outside");
}

fn save(case: CaseId, text: &str, base: Option<i64>) -> SaveDraft {
    let draft = Draft { text: text.into(), ..Draft::default() };
    SaveDraft { case_id: Some(case), draft, base, shared: false, settled: false }
}

fn about(case: CaseId) -> GetDraft {
    GetDraft { case_id: Some(case) }
}

async fn drafts_follow_a_person_and_lose_no_words(desk: Desk) {
    let case = desk.submitted("anna", "草稿").await.id;
    assert_eq!(desk.done("engineer", about(case)).await.own, None);
    let first = desk.done("engineer", save(case, "您好", None)).await;
    assert_eq!(desk.done("engineer", about(case)).await.own, Some(first.clone()));
    assert_eq!(desk.done("colleague", about(case)).await, Drafts { own: None, shared: Vec::new() });
    let desktop = desk.done("engineer", save(case, "您好，请重启", Some(first.rv))).await;
    let phone = desk.done("engineer", save(case, "手机上写的", Some(first.rv))).await;
    assert!(phone.rv > desktop.rv);
    assert_eq!(phone.other.map(|other| other.text).as_deref(), Some("您好，请重启"));
    let sent = SaveDraft { settled: true, ..save(case, "", Some(phone.rv)) };
    desk.done("engineer", sent).await;
    assert_eq!(desk.done("engineer", about(case)).await.own, None, "what was sent is no draft");
    let begun = desk.done("engineer", save(case, "已修好", None)).await;
    desk.done("engineer", SaveDraft { base: Some(begun.rv), ..save(case, "已修好，请再试", None) }).await;
    desk.commented("colleague", case, "已修好，请再试").await;
    assert!(desk.done("engineer", about(case)).await.own.is_some(), "another's words are not these");
    desk.commented("engineer", case, "已修好，请再试 ").await;
    assert_eq!(desk.done("engineer", about(case)).await.own, None, "whatever device sent them");
    let sheet = Draft { fields: [("subject".to_string(), "打印机".to_string())].into(), ..Draft::default() };
    let op = SaveDraft { case_id: None, draft: sheet.clone(), base: None, shared: true, settled: false };
    assert!(!desk.done("agent", op).await.shared, "there is nobody to share the sheet with");
    assert_eq!(desk.done("agent", GetDraft { case_id: None }).await.own.map(|own| own.draft), Some(sheet));
    assert_eq!(code(desk.call("bella", about(case)).await), "not_found");
    assert_eq!(code(desk.call("south", save(case, "越界", None)).await), "not_found");
    let long = save(case, &"长".repeat(20_001), None);
    assert!(matches!(desk.call("engineer", long).await, Err(Fault::Invalid { .. })));
}

async fn what_is_begun_leaves_no_line_in_the_ledger(desk: Desk) {
    let case = desk.submitted("anna", "账本").await.id;
    let count = "SELECT COUNT(*) AS n FROM commands";
    let before = desk.number(count, vec![]).await;
    let key = Uuid::now_v7();
    let caller = || async { Caller { command_id: Some(key), ..desk.caller("engineer").await } };
    let (services, keys) = (&desk.services, KeySettings::default());
    registry().call(services, caller().await, SavePreferences { keys }).await.expect("kept keys");
    registry().call(services, caller().await, SaveTabs { tabs: Vec::new() }).await.expect("kept tabs");
    let first = registry().call(services, caller().await, save(case, "您好", None)).await.expect("a kept draft");
    let again = registry().call(services, caller().await, save(case, "您好", None)).await.expect("the same again");
    assert_eq!((again.draft, again.other), (first.draft, None), "said once more it is what it was");
    assert_eq!(desk.number(count, vec![]).await, before);
}

async fn what_was_begun_goes_along_with_a_merged_case(desk: Desk) {
    let annas = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let bellas = desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    let tab = |made: &CaseRef| Tab { id: made.id, number: made.number.clone(), pinned: false, seen: made.rv, at: 1 };
    desk.done("anna", SaveTabs { tabs: vec![tab(&bellas)] }).await;
    assert!(desk.done("anna", ListTabs {}).await.heads.is_empty(), "nothing is told of what is out of sight");
    for (who, case) in [("engineer", annas.id), ("colleague", annas.id), ("colleague", bellas.id)] {
        desk.done(who, save(case, &format!("{who}写给{}", if case == annas.id { "安娜" } else { "贝拉" }), None)).await;
    }
    desk.done("agent", MergeCase { id: annas.id, into: bellas.id }).await;
    let kept = desk.done("engineer", about(bellas.id)).await.own.expect("a draft");
    assert_eq!((kept.draft.text.as_str(), kept.other), ("engineer写给安娜", None));
    let both = desk.done("colleague", about(bellas.id)).await.own.expect("a draft");
    let other = both.other.map(|other| other.text);
    assert_eq!((both.draft.text.as_str(), other.as_deref()), ("colleague写给贝拉", Some("colleague写给安娜")));
    let heads = desk.done("anna", ListTabs {}).await.heads;
    assert_eq!(heads.iter().map(|head| head.subject.as_str()).collect::<Vec<_>>(), ["打印机卡纸"], "its face to her");
}

async fn a_shared_draft_is_read_and_taken_over_on_its_side_only(desk: Desk) {
    let case = desk.submitted("anna", "共享").await.id;
    desk.forwarded_to_firm(case, FIRM_ONE).await;
    let share = |text: &str| SaveDraft { shared: true, ..save(case, text, None) };
    let head = desk.head().await;
    let theirs = desk.done("engineer", share("请重启打印机")).await;
    assert!(desk.head().await > head, "colleagues hear of it");
    desk.done("engineer", SaveDraft { base: Some(theirs.rv), ..share("请重启打印机，再试") }).await;
    desk.done("paul", share("下午上门")).await;
    let read = |who: &'static str| {
        let desk = desk.clone();
        async move { desk.done(who, about(case)).await.shared.into_iter().map(|one| one.draft.text).collect::<Vec<_>>() }
    };
    assert_eq!(read("colleague").await, ["请重启打印机，再试"]);
    assert_eq!(read("engineer").await, [""; 0]);
    assert_eq!(read("petra").await, ["下午上门"]);
    assert_eq!(read("anna").await, [""; 0]);
    assert!(!desk.done("anna", share("客户写的")).await.shared, "a customer shares with nobody");
    assert_eq!(read("engineer").await, [""; 0]);
    let take = |from: &str| TakeDraft { case_id: case, from: world::user(from) };
    for (who, from) in [("petra", "engineer"), ("colleague", "paul"), ("engineer", "engineer"), ("anna", "engineer")] {
        assert_eq!(code(desk.call(who, take(from)).await), "not_found", "{who} takes from {from}");
    }
    assert_eq!(code(desk.call("quinn", take("paul")).await), "not_found");
    desk.done("colleague", save(case, "我先看看", None)).await;
    let taken = desk.done("colleague", take("engineer")).await;
    assert_eq!(
        (taken.draft.text.as_str(), taken.other.map(|other| other.text)),
        ("请重启打印机，再试", Some("我先看看".into()))
    );
    let left = desk.done("engineer", about(case)).await;
    assert_eq!(left.own.and_then(|own| own.taken_by).as_deref(), Some("colleague先生"));
    assert_eq!(left.shared.len(), 1, "who gave it up reads on");
    assert_eq!(code(desk.call("manager", take("engineer")).await), "not_found", "it is there once");
    let late = desk.done("engineer", save(case, "请重启打印机，再试一次", Some(theirs.rv))).await;
    assert!(late.taken_by.is_some() && late.draft.text.is_empty(), "a device that has not heard brings nothing back");
    desk.forwarded_to_firm(case, FIRM_TWO).await;
    assert_eq!(code(desk.call("petra", about(case)).await), "not_found", "out of sight is out of reach");
}

async fn what_is_passed_over_is_in_the_audit(desk: Desk) {
    let case = desk.submitted("anna", "跳过").await.id;
    desk.done("engineer", TakeCase { id: case, base: None }).await;
    let skip = |reason, note: &str| SkipCase { id: case, reason, note: note.into() };
    assert_eq!(fields(desk.call("engineer", skip(SkipReason::Other, " ")).await), field("/note", "required"));
    desk.done("engineer", skip(SkipReason::Specialist, "要懂网络的人")).await;
    let lines = desk.done("manager", ListAudit { object: Some(case.to_string()), ..ListAudit::default() }).await.rows;
    let line = lines.iter().find(|line| line.action == "cases.skip").expect("a line");
    assert_eq!((line.new.as_str(), line.reason.as_str()), ("specialist", "要懂网络的人"));
    for who in ["bella", "quinn"] {
        let refused = code(desk.call(who, skip(SkipReason::Later, "")).await);
        assert!(["forbidden", "not_found"].contains(&refused.as_str()), "{who}: {refused}");
    }
    assert_eq!(
        code(desk.call("field", SkipCase { id: CaseId(Uuid::from_u128(7)), ..skip(SkipReason::Later, "") }).await),
        "not_found"
    );
}
