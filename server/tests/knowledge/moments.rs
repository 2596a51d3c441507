//! What comes about at articles by itself.

use yingda_server::ctx::now;
use yingda_server::knowledge::articles::watch;
use yingda_shared::kernel::time::{DAY, HOUR};
use yingda_shared::knowledge::articles::*;
use yingda_shared::notices::{ListNotices, NoticeKind};

use super::{article, get, published};
use crate::both;
use crate::support::world;
use crate::support::{Desk, code, field, fields};

both!(
    a_version_is_published_at_its_moment_and_once,
    an_article_is_retired_at_its_moment,
    late_reviews_and_old_articles_are_told,
);

async fn rings(desk: &Desk, at: i64) {
    watch::work_off(&desk.services, at).await.expect("what is due is done");
}

async fn told(desk: &Desk, who: &str, kind: NoticeKind) -> usize {
    desk.done(who, ListNotices {}).await.rows.into_iter().filter(|notice| notice.kind == kind).count()
}

async fn a_version_is_published_at_its_moment_and_once(desk: Desk) {
    let id = desk.done("engineer", article("明早发布")).await.id;
    desk.done("engineer", ProposeArticle { id, reviewers: vec![], due: None }).await;
    desk.done("manager", ApproveArticle { id, edition: 1 }).await;
    let at = now() + HOUR;
    desk.done("librarian", PublishArticle { id, at: Some(at) }).await;
    assert_eq!(get(&desk, "engineer", id).await.article.state, Workflow::Scheduled);
    assert_eq!(code(desk.call("sales", GetArticle { id }).await), "not_found");
    rings(&desk, at - 1).await;
    assert_eq!(code(desk.call("sales", GetArticle { id }).await), "not_found", "not yet");
    let beside = desk.beside().await;
    tokio::join!(rings(&desk, at), rings(&beside, at));
    let detail = get(&desk, "sales", id).await;
    assert_eq!((detail.article.state, detail.article.live), (Workflow::Published, Some(1)));
    assert_eq!(detail.article.published_at, Some(at));
    let moved = desk.done("engineer", ListNotices {}).await.rows.into_iter();
    let moved: Vec<_> =
        moved.filter(|notice| notice.kind == NoticeKind::ArticleMoved).map(|notice| notice.state).collect();
    assert_eq!(moved, ["published", "scheduled", "approved"], "each once");
    let head = desk.head().await;
    rings(&desk, at + HOUR).await;
    assert_eq!(desk.head().await, head, "once");
}

async fn an_article_is_retired_at_its_moment(desk: Desk) {
    let id = published(&desk, article("月底下架")).await;
    let at = now() + DAY;
    desk.done("librarian", RetireArticle { id, at: Some(at), redirect_id: None }).await;
    assert_eq!(get(&desk, "sales", id).await.article.state, Workflow::PendingRetirement);
    rings(&desk, at).await;
    assert_eq!(code(desk.call("sales", GetArticle { id }).await), "not_found");
    assert_eq!(get(&desk, "librarian", id).await.article.state, Workflow::Retired);
    assert_eq!(code(desk.call("sales", OpenHelp { slug: "月底下架".into() }).await), "gone");
    let far = RetireArticle { id, at: Some(now() + 10_000 * DAY), redirect_id: None };
    assert_eq!(fields(desk.call("librarian", far).await), field("/at", "out_of_range"));
}

async fn late_reviews_and_old_articles_are_told(desk: Desk) {
    let id = desk.done("engineer", article("等审核")).await.id;
    let due = now() + HOUR;
    let asked = vec![world::user("colleague")];
    desk.done("engineer", ProposeArticle { id, reviewers: asked, due: Some(due) }).await;
    rings(&desk, due).await;
    rings(&desk, due + HOUR).await;
    assert_eq!(told(&desk, "colleague", NoticeKind::ArticleReviewDue).await, 1);
    let old = published(&desk, article("老知识")).await;
    let later = now() + 400 * DAY;
    rings(&desk, later).await;
    rings(&desk, later + DAY).await;
    assert_eq!(told(&desk, "engineer", NoticeKind::ArticleUnverified).await, 1);
    let detail = get(&desk, "sales", old).await;
    assert_eq!(detail.article.state, Workflow::Published, "still read");
    assert!(detail.article.is_unverified(later) && !detail.article.is_unverified(now()));
    desk.done("engineer", VerifyArticle { id: old }).await;
    let verified = get(&desk, "sales", old).await.article;
    assert!(verified.verify_by.is_some_and(|by| by > now() + 300 * DAY) && !verified.verify_told);
}
