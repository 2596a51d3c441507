//! Tricks that bring nothing.

use yingda_server::knowledge::rewards as giving;
use yingda_shared::cases::operations::ReopenCase;
use yingda_shared::knowledge::articles::*;
use yingda_shared::knowledge::rewards::*;

use super::{given, public, solved, solved_with, total, used, vote};
use crate::both;
use crate::knowledge::article;
use crate::support::world::{ANNA, NORTHERN, user};
use crate::support::{Desk, code};

both!(
    ones_own_reuse_brings_nothing,
    one_case_counts_once_however_often_it_is_solved,
    two_friends_push_one_another_so_far_a_day,
    repeated_votes_and_votes_of_colleagues_bring_nothing,
    ones_own_words_are_approved_by_others,
    verifying_all_day_brings_nothing,
    the_same_event_told_twice_counts_once,
    nothing_is_given_while_it_is_switched_off,
);

async fn ones_own_reuse_brings_nothing(desk: Desk) {
    let id = public(&desk, "自己用").await;
    solved_with(&desk, id, "engineer", "engineer").await;
    solved_with(&desk, id, "engineer", "colleague").await;
    solved_with(&desk, id, "colleague", "engineer").await;
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10)]);
}

async fn one_case_counts_once_however_often_it_is_solved(desk: Desk) {
    let id = public(&desk, "反复解决").await;
    let case = solved_with(&desk, id, "colleague", "colleague").await;
    desk.done("manager", ReopenCase { id: case, reason: "又坏了".into() }).await;
    desk.done("colleague", crate::support::stories::resolve(case)).await;
    used(&desk, "manager", case, id, UseKind::Solved).await;
    assert_eq!(total(&desk, "engineer").await, 15);
}

async fn two_friends_push_one_another_so_far_a_day(desk: Desk) {
    let (one, two) = (public(&desk, "其一").await, public(&desk, "其二").await);
    for at in 0..7 {
        solved_with(&desk, if at % 2 == 0 { one } else { two }, "colleague", "colleague").await;
    }
    let times = |given: Vec<(Merit, i64)>, wanted: Merit| given.into_iter().filter(|(kind, _)| *kind == wanted).count();
    assert_eq!(times(given(&desk, "engineer").await, Merit::Reused), 5, "whichever article of theirs it was");
    solved_with(&desk, one, "manager", "manager").await;
    assert_eq!(times(given(&desk, "engineer").await, Merit::Reused), 6, "of somebody else it counts");
    for title in ["其三", "其四", "其五", "其六", "其七"] {
        public(&desk, title).await;
    }
    assert_eq!(times(given(&desk, "engineer").await, Merit::Authored), 4, "one approver publishes no trifles all day");
    let approvals = [(Merit::Approved, 3); 5];
    assert_eq!(given(&desk, "manager").await, approvals, "and so do reviews of what one person wrote");
}

async fn repeated_votes_and_votes_of_colleagues_bring_nothing(desk: Desk) {
    let id = public(&desk, "有帮助").await;
    for helped in [true, true, false, true] {
        desk.done("anna", vote(id, helped)).await;
    }
    assert_eq!(total(&desk, "engineer").await, 13);
    for who in ["engineer", "colleague", "sales"] {
        desk.done(who, vote(id, true)).await;
    }
    assert_eq!(total(&desk, "engineer").await, 13);
    desk.done("bella", vote(id, false)).await;
    assert_eq!(total(&desk, "engineer").await, 13, "it did not help");
    desk.done("paul", vote(id, true)).await;
    assert_eq!(total(&desk, "engineer").await, 16, "a partner needed no case");
    // Nobody tells one visitor from another: all together they count like one person.
    for _ in 0..8 {
        desk.done("guest", vote(id, true)).await;
    }
    assert_eq!(total(&desk, "engineer").await, 16 + 5 * 3);
}

async fn ones_own_words_are_approved_by_others(desk: Desk) {
    let id = desk.done("manager", article("经理写的")).await.id;
    desk.done("manager", ProposeArticle { id, reviewers: vec![], due: None }).await;
    assert_eq!(code(desk.call("manager", ApproveArticle { id, edition: 1 }).await), "articles.own_text");
    assert_eq!(total(&desk, "manager").await, 0);
    // Approved, sent back and approved again: one version is one review.
    desk.done("colleague", ApproveArticle { id, edition: 1 }).await;
    desk.done("librarian", SendBackArticle { id, text: "再看看".into() }).await;
    desk.done("manager", ProposeArticle { id, reviewers: vec![], due: None }).await;
    desk.done("colleague", ApproveArticle { id, edition: 1 }).await;
    assert_eq!(given(&desk, "colleague").await, [(Merit::Approved, 3)]);
}

async fn verifying_all_day_brings_nothing(desk: Desk) {
    let id = public(&desk, "确认").await;
    desk.done("engineer", VerifyArticle { id }).await;
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10)], "it was not due");
    for _ in 0..3 {
        desk.done("colleague", OutdateArticle { id }).await;
        desk.done("engineer", VerifyArticle { id }).await;
    }
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10), (Merit::Validated, 2)], "once a month");
}

async fn the_same_event_told_twice_counts_once(desk: Desk) {
    let id = public(&desk, "说两遍").await;
    let case = solved_with(&desk, id, "colleague", "colleague").await;
    let before = given(&desk, "engineer").await;
    let by = Some(user("colleague"));
    for _ in 0..2 {
        desk.write(move |cx| Box::pin(async move { giving::case_solved(cx, case, by, None).await })).await;
    }
    assert_eq!(given(&desk, "engineer").await, before);
    for _ in 0..2 {
        desk.write(move |cx| Box::pin(async move { giving::helped(cx, id, "user:x").await })).await;
    }
    let told = given(&desk, "engineer").await;
    assert!(told.len() <= before.len() + 1, "{told:?}");
    let beside = desk.beside().await;
    tokio::join!(
        beside.write(move |cx| Box::pin(async move { giving::case_solved(cx, case, by, None).await })),
        desk.write(move |cx| Box::pin(async move { giving::case_solved(cx, case, by, None).await })),
    );
    assert_eq!(given(&desk, "engineer").await, told, "on two nodes at once");
}

async fn nothing_is_given_while_it_is_switched_off(desk: Desk) {
    let rules = desk.done("librarian", GetRewardRules {}).await;
    let off = RewardRules { on: false, ..rules };
    desk.done("librarian", SaveRewardRules(off.clone())).await;
    let id = public(&desk, "停用期间").await;
    let case = desk.opened_for(NORTHERN, ANNA, "卡纸").await.id;
    used(&desk, "colleague", case, id, UseKind::Inserted).await;
    solved(&desk, "colleague", case).await;
    assert_eq!((total(&desk, "engineer").await, total(&desk, "manager").await), (0, 0));
    assert!(!desk.done("engineer", GetRanking::default()).await.on);
    let rv = desk.done("librarian", GetRewardRules {}).await.rv;
    desk.done("librarian", SaveRewardRules(RewardRules { on: true, reused: 7, rv, ..off })).await;
    assert_eq!(total(&desk, "engineer").await, 0, "it is not made up for");
    solved_with(&desk, id, "colleague", "colleague").await;
    assert_eq!(given(&desk, "engineer").await, [(Merit::Reused, 7)]);
}
