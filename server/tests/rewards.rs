//! Points for knowledge: given for what happens, once, and taken back with a reason; who sees them.

mod keeping;
mod seen;
mod tricks;

use yingda_shared::cases::articles::UseArticle;
use yingda_shared::cases::operations::TakeCase;
use yingda_shared::kernel::id::{ArticleId, CaseId};
use yingda_shared::knowledge::articles::*;
use yingda_shared::knowledge::rewards::*;

use crate::both;
use crate::knowledge::{article, facets, published, text, through};
use crate::support::world::{ANNA, NORTHERN};
use crate::support::{Desk, stories};

both!(
    what_is_done_for_knowledge_brings_points,
    a_later_version_is_no_new_article,
    what_is_solved_first_is_named_afterwards,
);

pub fn vote(id: ArticleId, helped: bool) -> VoteArticle {
    VoteArticle { id, helped, stars: None, reason: String::new() }
}

/// A published article of the engineer's that everybody reads, approved by the manager.
pub async fn public(desk: &Desk, title: &str) -> ArticleId {
    let facets = Facets { audience: Audience::Public, ..facets() };
    published(desk, WriteArticle { facets, ..article(title) }).await
}

/// What somebody was given and lost, by kind.
pub async fn given(desk: &Desk, who: &str) -> Vec<(Merit, i64)> {
    let rows = desk.done(who, ListRewards::default()).await.rows;
    let mut given: Vec<(Merit, i64)> = rows.into_iter().map(|row| (row.kind, row.points)).collect();
    given.sort();
    given
}

pub async fn total(desk: &Desk, who: &str) -> i64 {
    desk.done(who, GetRanking::default()).await.total
}

pub async fn used(desk: &Desk, who: &str, id: CaseId, article_id: ArticleId, how: UseKind) {
    desk.done(who, UseArticle { id, article_id, how }).await;
}

pub async fn solved(desk: &Desk, who: &str, id: CaseId) {
    desk.done(who, TakeCase { id, base: None }).await;
    desk.done(who, stories::resolve(id)).await;
}

/// A case for which one person puts an article into a reply and another one solves it.
pub async fn solved_with(desk: &Desk, article: ArticleId, uses: &str, solves: &str) -> CaseId {
    let case = desk.opened_for(NORTHERN, ANNA, "打印机又卡纸").await.id;
    used(desk, uses, case, article, UseKind::Inserted).await;
    solved(desk, solves, case).await;
    case
}

async fn what_is_done_for_knowledge_brings_points(desk: Desk) {
    let id = public(&desk, "打印机卡纸").await;
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10)]);
    assert_eq!(given(&desk, "manager").await, [(Merit::Approved, 3)]);
    assert_eq!(given(&desk, "librarian").await, [], "publishing is no merit");
    solved_with(&desk, id, "colleague", "colleague").await;
    desk.done("anna", vote(id, true)).await;
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10), (Merit::Reused, 5), (Merit::Avoided, 3)]);
    desk.done("colleague", OutdateArticle { id }).await;
    desk.done("librarian", VerifyArticle { id }).await;
    assert_eq!(given(&desk, "librarian").await, [(Merit::Validated, 2)]);
    assert_eq!(given(&desk, "colleague").await, []);
    let rows = desk.done("engineer", ListRewards::default()).await.rows;
    assert!(rows.iter().all(|row| row.title == "打印机卡纸" && row.article_id == id && row.person == "engineer先生"));
    assert!(rows.iter().all(|row| row.taken_back.is_none() && row.by.is_empty()));
    let mine = desk.done("engineer", GetRanking::default()).await;
    assert_eq!((mine.mine, mine.total, mine.hidden, mine.on), (18, 18, false, true));
    let places: Vec<(u32, &str, i64, bool)> =
        mine.rows.iter().map(|row| (row.place, row.name.as_str(), row.points, row.me)).collect();
    assert_eq!(places, [(1, "engineer先生", 18, true), (2, "manager先生", 3, false), (3, "librarian先生", 2, false)]);
}

async fn a_later_version_is_no_new_article(desk: Desk) {
    let id = public(&desk, "第一版").await;
    desk.done("field", DraftArticle { id, text: text("第二版", "二"), seen: None }).await;
    through(&desk, id).await;
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10)]);
    assert_eq!(given(&desk, "field").await, []);
    assert_eq!(given(&desk, "manager").await, [(Merit::Approved, 3), (Merit::Approved, 3)], "each was read over");
    // Whoever corrected it shares in what it brings from now on.
    solved_with(&desk, id, "colleague", "colleague").await;
    assert_eq!(given(&desk, "field").await, [(Merit::Reused, 2)]);
    assert_eq!(given(&desk, "engineer").await, [(Merit::Authored, 10), (Merit::Reused, 3)]);
    desk.done("librarian", RetireArticle { id, at: None, redirect_id: None }).await;
    assert_eq!(total(&desk, "engineer").await, 13, "what was earned stays");
}

async fn what_is_solved_first_is_named_afterwards(desk: Desk) {
    let id = public(&desk, "后来补上").await;
    let case = desk.opened_for(NORTHERN, ANNA, "卡纸").await.id;
    used(&desk, "colleague", case, id, UseKind::Linked).await;
    assert_eq!(total(&desk, "engineer").await, 10, "nothing is solved yet");
    let other = desk.opened_for(NORTHERN, ANNA, "卡纸").await.id;
    solved(&desk, "colleague", other).await;
    used(&desk, "colleague", other, id, UseKind::Solved).await;
    assert_eq!(total(&desk, "engineer").await, 15);
    used(&desk, "colleague", other, id, UseKind::Linked).await;
    assert_eq!(total(&desk, "engineer").await, 15, "of one case once");
}
