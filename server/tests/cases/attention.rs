//! What may be the same, whom a case concerns though it is not theirs, and what comes back later.

use yingda_shared::cases::attention::*;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{ListCases, SimilarCases};
use yingda_shared::cases::similar::Likeness;
use yingda_shared::kernel::time::DAY;
use yingda_shared::notices::NoticeKind;

use super::ties::three;
use crate::both;
use crate::support::stories::*;
use crate::support::world::{ANNA, BELLA, NORTHERN, PRINTER, SOUTHERN};
use crate::support::{Desk, code, field, fields};

both!(
    what_may_be_the_same_is_offered_within_the_fence,
    followers_hear_what_they_may_see,
    a_snoozed_case_is_out_of_sight_until_its_customer_writes,
);

async fn what_may_be_the_same_is_offered_within_the_fence(desk: Desk) {
    let (annas, adams, bellas) = three(&desk).await;
    let same = desk.opened_for(SOUTHERN, BELLA, "打印机卡纸").await;
    let of = |id| SimilarCases { id: Some(id), ..SimilarCases::default() };
    let offered = |answer: yingda_shared::cases::queries::Similar| {
        answer.cases.into_iter().map(|each| (each.row.number, each.because)).collect::<Vec<_>>()
    };
    let found = offered(desk.done("agent", of(annas.id)).await);
    assert!(found.contains(&(adams.number.clone(), vec![Likeness::Words, Likeness::Company])));
    assert!(found.contains(&(same.number.clone(), vec![Likeness::Words])));
    assert!(!found.iter().any(|(number, _)| *number == bellas.number || *number == annas.number));
    let fenced = offered(desk.done("north", of(annas.id)).await);
    assert!(fenced.iter().all(|(number, _)| *number == adams.number), "{fenced:?}");
    assert_eq!(code(desk.call("north", of(bellas.id)).await), "not_found");
    assert_eq!(code(desk.call("anna", of(annas.id)).await), "forbidden");
    let typed = SimilarCases { contact_id: Some(BELLA), subject: Some("不转".into()), ..SimilarCases::default() };
    let typed = offered(desk.done("agent", typed).await);
    assert_eq!(typed.len(), 2, "{typed:?}");
    let thing = SimilarCases { asset_id: Some(PRINTER), ..SimilarCases::default() };
    assert!(desk.done("agent", thing.clone()).await.cases.is_empty());
    let with = EditCase { asset_id: Some(PRINTER.into()), ..edit(annas.id, i64::MAX) };
    desk.done("agent", with).await;
    assert_eq!(desk.done("agent", thing).await.cases[0].because, [Likeness::Asset]);
    // What ended without a solution is nothing to merge with.
    desk.done("agent", CancelCase { id: adams.id, reason: "不用".into() }).await;
    let found = offered(desk.done("agent", of(annas.id)).await);
    assert!(!found.iter().any(|(number, _)| *number == adams.number));
}

async fn followers_hear_what_they_may_see(desk: Desk) {
    let (annas, _, bellas) = three(&desk).await;
    desk.done("sales", FollowCase { id: annas.id }).await;
    assert_eq!(code(desk.call("sales", FollowCase { id: annas.id }).await), "cases.already_following");
    assert!(desk.case("sales", annas.id).await.case.following);
    assert!(!desk.case("agent", annas.id).await.case.following);
    let mine = ListCases { follower: Some("me".into()), ..ListCases::default() };
    assert_eq!(desk.subjects("sales", mine.clone()).await.expect("a list"), ["打印机卡纸"]);
    assert!(desk.subjects("agent", mine.clone()).await.expect("a list").is_empty());
    assert_eq!(fields(desk.call("anna", mine).await), field("/follower", "unknown_word"));
    assert_eq!(code(desk.call("sales", FollowCase { id: bellas.id }).await), "not_found");
    assert_eq!(desk.timeline("agent", annas.id).await, ["opened"], "one's own affair stands in no timeline");
    desk.commented("agent", annas.id, "好").await;
    desk.noted("agent", annas.id, "内部").await;
    assert_eq!(desk.notices("sales").await, [NoticeKind::Changed, NoticeKind::Changed]);
    // The case goes where the follower does not look.
    let away = ForwardCase { unit_id: Some(crate::support::world::SOUTH), ..forward(annas.id) };
    desk.done("manager", away).await;
    let gone =
        EditCase { company_id: Some(SOUTHERN.into()), contact_id: Some(BELLA.into()), ..edit(annas.id, i64::MAX) };
    desk.done("agent", gone).await;
    let told = desk.notices("sales").await.len();
    desk.commented("agent", annas.id, "不该知道").await;
    assert_eq!(desk.notices("sales").await.len(), told);
    let case = desk.opened_for(NORTHERN, ANNA, "又一件").await;
    desk.done("sales", FollowCase { id: case.id }).await;
    desk.done("sales", UnfollowCase { id: case.id }).await;
    assert_eq!(code(desk.call("sales", UnfollowCase { id: case.id }).await), "cases.not_following");
    desk.commented("agent", case.id, "无人").await;
    assert_eq!(desk.notices("sales").await.len(), told);
}

async fn a_snoozed_case_is_out_of_sight_until_its_customer_writes(desk: Desk) {
    let (annas, ..) = three(&desk).await;
    let now = yingda_server::ctx::now();
    let snooze = |until| SnoozeCase { id: annas.id, until };
    assert_eq!(code(desk.call("agent", snooze(now - DAY)).await), "cases.snooze_in_past");
    assert_eq!(code(desk.call("agent", snooze(now + 400 * DAY)).await), "cases.snooze_too_long");
    desk.done("agent", snooze(now + DAY)).await;
    let kept = |word: &str| ListCases { snoozed: Some(word.into()), q: Some("卡纸".into()), ..ListCases::default() };
    let lists = |no: usize, only: usize| {
        let desk = desk.clone();
        async move {
            let count = |rows: Vec<String>| rows.iter().filter(|subject| *subject == "打印机卡纸").count();
            assert_eq!(count(desk.subjects("agent", kept("no")).await.expect("a list")), no);
            assert_eq!(count(desk.subjects("agent", kept("only")).await.expect("a list")), only);
        }
    };
    lists(0, 1).await;
    let seen = desk.case("engineer", annas.id).await.case.snooze.expect("a snooze");
    assert_eq!((seen.until, seen.by.as_str()), (now + DAY, "agent先生"));
    let hers = serde_json::to_string(&desk.case("anna", annas.id).await).expect("JSON");
    assert!(!hers.contains("snooze"), "{hers}");
    assert_eq!(fields(desk.call("anna", kept("only")).await), field("/snoozed", "unknown_word"));
    desk.commented("anna", annas.id, "怎么样了").await;
    lists(1, 0).await;
    assert_eq!(desk.timeline("agent", annas.id).await, ["opened", "snoozed", "commented", "woken"]);
    assert_eq!(desk.timeline("anna", annas.id).await, ["opened", "commented"]);
    desk.done("agent", snooze(now + DAY)).await;
    desk.done("engineer", WakeCase { id: annas.id }).await;
    assert_eq!(code(desk.call("engineer", WakeCase { id: annas.id }).await), "cases.not_snoozed");
    lists(1, 0).await;
}
