//! Articles of the knowledge base: the way of one from a draft to its readers and to its end, and who reads what.

mod away;
mod beside;
mod feedback;
mod finding;
mod giving;
mod moments;
mod reading;
mod seeking;
mod segments;

use serde_json::json;
use yingda_shared::audit::ListAudit;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, Uuid};
use yingda_shared::kernel::limits::{ARTICLE_BODY_MAX, SUBJECT_MAX};
use yingda_shared::knowledge::articles::*;
use yingda_shared::notices::{ListNotices, NoticeKind};

use crate::both;
use crate::support::world::{self, NORTH, SOUTH, U8};
use crate::support::{Desk, code, field, fields};

both!(
    an_article_is_written_reviewed_published_and_retired,
    nobody_approves_what_they_wrote,
    a_stale_draft_and_a_stale_approval_are_refused,
    what_cannot_be_is_told_at_its_field,
    links_that_lead_nowhere_are_told,
    two_languages_know_each_other,
    who_is_concerned_is_told,
    settings_decide_how_many_approve,
);

pub fn facets() -> Facets {
    Facets {
        kind: ArticleKind::Fault,
        audience: Audience::Internal,
        governance: Governance::Experience,
        product_id: None,
        only_owners: false,
        category_id: None,
        unit_id: None,
        verify_months: None,
    }
}

pub fn text(title: &str, body: &str) -> ArticleText {
    ArticleText { title: title.into(), summary: String::new(), body: body.into() }
}

pub fn article(title: &str) -> WriteArticle {
    WriteArticle {
        article_id: None,
        language: ArticleLanguage::Zh,
        facets: facets(),
        text: text(title, "## 问题\n\n卡纸。\n"),
    }
}

pub async fn get(desk: &Desk, who: &str, id: ArticleId) -> ArticleDetail {
    desk.done(who, GetArticle { id }).await
}

/// The version that is written is proposed, approved and published.
pub async fn through(desk: &Desk, id: ArticleId) {
    desk.done("librarian", ProposeArticle { id, reviewers: vec![], due: None }).await;
    let edition = get(desk, "manager", id).await.work.expect("a version").edition;
    desk.done("manager", ApproveArticle { id, edition }).await;
    desk.done("librarian", PublishArticle { id, at: None }).await;
}

/// A published article of the engineer's.
pub async fn published(desk: &Desk, op: WriteArticle) -> ArticleId {
    let id = desk.done("engineer", op).await.id;
    through(desk, id).await;
    id
}

fn stands(detail: &ArticleDetail) -> (Workflow, Option<u32>, Option<u32>, &str) {
    let article = &detail.article;
    (article.state, article.live, article.work, article.title.as_str())
}

async fn an_article_is_written_reviewed_published_and_retired(desk: Desk) {
    let begun = desk.done("engineer", article("打印机卡纸")).await;
    let id = begun.id;
    assert_eq!((begun.n, begun.edition), (Some(1), Some(1)));
    let saved = desk.done("engineer", DraftArticle { id, text: text("打印机卡纸", "一"), seen: Some(1) }).await;
    assert_eq!((saved.n, saved.edition), (Some(1), Some(2)));
    desk.done("engineer", ProposeArticle { id, reviewers: vec![world::user("colleague")], due: None }).await;
    let said = CommentArticle { id, comment_id: None, line: 1, text: "型号？".into() };
    desk.done("colleague", said).await;
    desk.done("colleague", SendBackArticle { id, text: "写上型号".into() }).await;
    let back = get(&desk, "engineer", id).await;
    let work = back.work.as_ref().expect("a draft");
    assert_eq!((work.stage, work.returned.as_str(), work.comments.len()), (Stage::Draft, "写上型号", 1));
    let comment_id = work.comments[0].id;
    desk.done("engineer", SettleComment { id, comment_id }).await;
    desk.done("engineer", DraftArticle { id, text: text("打印机卡纸", "一 U8"), seen: Some(2) }).await;
    through(&desk, id).await;
    let live = get(&desk, "sales", id).await;
    assert_eq!(stands(&live), (Workflow::Published, Some(1), None, "打印机卡纸"));
    assert_eq!(live.article.confidence, Confidence::Validated);
    assert!(live.live.as_ref().is_some_and(|live| live.text.body == "一 U8" && live.comments.is_empty()));

    // Beside the one that is read.
    desk.done("field", DraftArticle { id, text: text("卡纸，第二版", "二"), seen: None }).await;
    assert_eq!(stands(&get(&desk, "sales", id).await), (Workflow::Published, Some(1), None, "打印机卡纸"));
    assert_eq!(stands(&get(&desk, "field", id).await), (Workflow::Published, Some(1), Some(2), "打印机卡纸"));
    assert_eq!(get(&desk, "sales", id).await.work, None, "a draft is not for everybody");
    through(&desk, id).await;
    assert_eq!(stands(&get(&desk, "sales", id).await), (Workflow::Published, Some(2), None, "卡纸，第二版"));

    desk.done("engineer", RollBackArticle { id, n: 1 }).await;
    let rolled = get(&desk, "engineer", id).await.work.expect("a draft");
    assert_eq!((rolled.n, rolled.based_on, rolled.text.body.as_str()), (3, Some(1), "一 U8"));
    desk.done("engineer", DiscardArticle { id }).await;
    let stages: Vec<(u32, Stage)> =
        desk.done("engineer", ListVersions { id }).await.rows.into_iter().map(|row| (row.n, row.stage)).collect();
    assert_eq!(stages, [(3, Stage::Superseded), (2, Stage::Published), (1, Stage::Superseded)]);
    assert_eq!(desk.done("engineer", GetVersion { id, n: 1 }).await.text.body, "一 U8");

    desk.done("colleague", OutdateArticle { id }).await;
    assert_eq!(get(&desk, "sales", id).await.article.state, Workflow::Outdated);
    desk.done("engineer", VerifyArticle { id }).await;
    assert_eq!(get(&desk, "sales", id).await.article.state, Workflow::Published);

    let other = published(&desk, article("卡纸总览")).await;
    desk.done("librarian", RetireArticle { id, at: None, redirect_id: Some(other) }).await;
    assert_eq!(code(desk.call("sales", GetArticle { id }).await), "not_found");
    let slug = get(&desk, "librarian", id).await.article.slug;
    let gone = desk.call("sales", OpenHelp { slug: slug.clone() }).await;
    assert_eq!(gone.map(drop), Err(Fault::Gone { redirect: Some("/help/卡纸总览".into()) }));
    assert_eq!(code(desk.call("anna", OpenHelp { slug: slug.clone() }).await), "not_found", "never was anna's");
    let circle = RetireArticle { id: other, at: None, redirect_id: Some(id) };
    assert_eq!(fields(desk.call("librarian", circle).await), field("/redirect_id", "article_unread"));
    desk.done("librarian", RestoreArticle { id }).await;
    let back = desk.done("sales", OpenHelp { slug }).await;
    assert_eq!((back.title.as_str(), back.body.as_str()), ("卡纸，第二版", "二"));
    let lines = desk.done("admin", ListAudit { kind: Some("articles".into()), ..ListAudit::default() }).await.rows;
    for action in ["articles.write", "articles.approve", "articles.publish", "articles.retire", "articles.restore"] {
        assert!(lines.iter().any(|line| line.action == action), "{action}");
    }
}

async fn nobody_approves_what_they_wrote(desk: Desk) {
    let id = desk.done("manager", article("经理写的")).await.id;
    desk.done("manager", ProposeArticle { id, reviewers: vec![], due: None }).await;
    assert_eq!(code(desk.call("manager", ApproveArticle { id, edition: 1 }).await), "articles.own_text");
    assert_eq!(code(desk.call("manager", PublishArticle { id, at: None }).await), "articles.not_approved");
    let own = ProposeArticle { id, reviewers: vec![world::user("manager")], due: None };
    desk.done("manager", SendBackArticle { id, text: String::new() }).await;
    assert_eq!(fields(desk.call("manager", own).await), field("/reviewers", "article_own_text"));
    let sales = ProposeArticle { id, reviewers: vec![world::user("sales")], due: None };
    assert_eq!(fields(desk.call("manager", sales).await), field("/reviewers", "unknown"));
    // Whoever writes in another's draft is one of its authors.
    desk.done("librarian", DraftArticle { id, text: text("经理写的", "馆员改的"), seen: Some(1) }).await;
    desk.done("manager", ProposeArticle { id, reviewers: vec![], due: None }).await;
    assert_eq!(code(desk.call("librarian", ApproveArticle { id, edition: 2 }).await), "articles.own_text");
    desk.done("colleague", ApproveArticle { id, edition: 2 }).await;
    assert_eq!(code(desk.call("engineer", PublishArticle { id, at: None }).await), "forbidden");
    desk.done("manager", PublishArticle { id, at: None }).await;
}

async fn a_stale_draft_and_a_stale_approval_are_refused(desk: Desk) {
    let id = desk.done("engineer", article("旧稿")).await.id;
    desk.done("engineer", DraftArticle { id, text: text("旧稿", "二"), seen: Some(1) }).await;
    for seen in [None, Some(1), Some(3)] {
        let stale = DraftArticle { id, text: text("旧稿", "三"), seen };
        assert_eq!(code(desk.call("engineer", stale).await), "conflict", "{seen:?}");
    }
    let theirs = DraftArticle { id, text: text("旧稿", "三"), seen: Some(2) };
    assert_eq!(code(desk.call("colleague", theirs).await), "articles.anothers_draft");
    desk.done("engineer", ProposeArticle { id, reviewers: vec![], due: None }).await;
    assert_eq!(code(desk.call("colleague", ApproveArticle { id, edition: 1 }).await), "conflict");
    let twice = WriteArticle { article_id: Some(id), ..article("另一篇") };
    assert_eq!(fields(desk.call("engineer", twice).await), field("/article_id", "taken"));
    let first = desk.done("engineer", article("同名")).await.id;
    let second = desk.done("engineer", article("同名")).await.id;
    let slug = |detail: ArticleDetail| detail.article.slug;
    assert_eq!(slug(get(&desk, "engineer", first).await), "同名");
    assert!(slug(get(&desk, "engineer", second).await).starts_with("同名-"));
}

async fn what_cannot_be_is_told_at_its_field(desk: Desk) {
    let before = desk.head().await;
    let with = |change: fn(&mut WriteArticle)| {
        let mut op = article("可以");
        change(&mut op);
        op
    };
    let nothing = Uuid::now_v7();
    let mut product = article("产品");
    product.facets.product_id = Some(nothing.into());
    let mut unit = article("区域");
    unit.facets.unit_id = Some(nothing.into());
    let tries = [
        (with(|op| op.text.title = " ".into()), "/text/title", "required"),
        (with(|op| op.text.title = "长".repeat(SUBJECT_MAX + 1)), "/text/title", "too_long"),
        (with(|op| op.text.body = "长".repeat(ARTICLE_BODY_MAX + 1)), "/text/body", "too_long"),
        (with(|op| op.text.body = "\u{7}".into()), "/text/body", "control_characters"),
        (with(|op| op.facets.only_owners = true), "/facets/product_id", "required"),
        (with(|op| op.facets.verify_months = Some(61)), "/facets/verify_months", "out_of_range"),
        (product, "/facets/product_id", "unknown"),
        (unit, "/facets/unit_id", "unknown"),
    ];
    for (op, pointer, code) in tries {
        assert_eq!(fields(desk.call("engineer", op).await), field(pointer, code));
    }
    let mut south = article("南区的");
    south.facets.unit_id = Some(SOUTH);
    assert_eq!(fields(desk.call("dispatcher", south).await), field("/facets/unit_id", "unknown"), "not theirs");
    assert_eq!(desk.head().await, before, "nothing was written");
    assert_eq!(code(desk.call("anna", GetArticle { id: ArticleId(nothing) }).await), "forbidden");
    assert_eq!(code(desk.call("engineer", GetArticle { id: ArticleId(nothing) }).await), "not_found");
    let unknown = json!({"state": "published,nothing"});
    assert_eq!(fields(desk.call_json("engineer", "articles.list", unknown).await), field("/state", "unknown"));
    let cursor = json!({"cursor": "x"});
    assert_eq!(fields(desk.call_json("engineer", "articles.list", cursor).await), field("/cursor", "malformed"));
    let id = desk.done("engineer", WriteArticle { text: text("空的", " "), ..article("空的") }).await.id;
    let empty = ProposeArticle { id, reviewers: vec![], due: None };
    assert_eq!(fields(desk.call("engineer", empty).await), field("/body", "required"));
    let far = ProposeArticle { id, reviewers: vec![], due: Some(i64::MAX) };
    assert_eq!(fields(desk.call("engineer", far).await), field("/due", "out_of_range"));
}

async fn links_that_lead_nowhere_are_told(desk: Desk) {
    let read = published(&desk, article("读得到")).await;
    let draft = desk.done("engineer", article("草稿")).await.id;
    let nowhere = ArticleId(Uuid::now_v7());
    let body = format!(
        "[a](/knowledge/{read}) [b](/knowledge/{draft}) [c](/knowledge/{nowhere}) [d](/help/读得到) [e](/help/没有)"
    );
    let begun = desk.done("engineer", WriteArticle { text: text("引用", &body), ..article("引用") }).await;
    let told: Vec<(String, LinkFault)> = begun.warnings.into_iter().map(|one| (one.href, one.fault)).collect();
    assert_eq!(
        told,
        [
            (format!("/knowledge/{draft}"), LinkFault::Unpublished),
            (format!("/knowledge/{nowhere}"), LinkFault::Missing),
            ("/help/没有".to_string(), LinkFault::Missing),
        ]
    );
    desk.done("librarian", RetireArticle { id: read, at: None, redirect_id: None }).await;
    let faults: Vec<LinkFault> =
        get(&desk, "engineer", begun.id).await.warnings.into_iter().map(|one| one.fault).collect();
    assert_eq!(faults.iter().filter(|fault| **fault == LinkFault::Retired).count(), 2);
}

async fn two_languages_know_each_other(desk: Desk) {
    let zh = published(&desk, article("重置密码")).await;
    let english = |title: &str| WriteArticle { language: ArticleLanguage::En, ..article(title) };
    let en = published(&desk, english("Reset a password")).await;
    assert_eq!(
        fields(desk.call("engineer", PairArticle { id: zh, pair_id: Some(zh) }).await),
        field("/pair_id", "article_pair")
    );
    desk.done("engineer", PairArticle { id: zh, pair_id: Some(en) }).await;
    let pair = get(&desk, "sales", en).await.pair.expect("its pair");
    assert_eq!((pair.id, pair.behind), (zh, false));
    desk.done("engineer", DraftArticle { id: zh, text: text("重置密码", "新"), seen: None }).await;
    through(&desk, zh).await;
    assert!(get(&desk, "sales", en).await.pair.expect("its pair").behind, "the Chinese one was published later");
    assert!(!get(&desk, "sales", zh).await.pair.expect("its pair").behind);
    let other = published(&desk, english("Another")).await;
    desk.done("engineer", PairArticle { id: zh, pair_id: Some(other) }).await;
    assert_eq!(get(&desk, "sales", en).await.pair, None, "alone again");
    assert_eq!(get(&desk, "sales", other).await.pair.map(|pair| pair.id), Some(zh));
}

async fn who_is_concerned_is_told(desk: Desk) {
    let told = |who: &'static str| {
        let desk = desk.clone();
        async move {
            let rows = desk.done(who, ListNotices {}).await.rows.into_iter();
            rows.map(|notice| (notice.kind, notice.state, notice.text)).collect::<Vec<_>>()
        }
    };
    let is = |kind, state: &str, text: &str| (kind, state.to_string(), text.to_string());
    let id = desk.done("engineer", article("通知")).await.id;
    desk.done("engineer", ProposeArticle { id, reviewers: vec![world::user("colleague")], due: None }).await;
    assert_eq!(told("colleague").await, [is(NoticeKind::ArticleReview, "in_review", "")]);
    assert_eq!(told("librarian").await, []);
    desk.done("colleague", SendBackArticle { id, text: "不全".into() }).await;
    assert_eq!(told("engineer").await, [is(NoticeKind::ArticleMoved, "draft", "不全")]);
    desk.done("engineer", ProposeArticle { id, reviewers: vec![], due: None }).await;
    assert_eq!(told("librarian").await, [is(NoticeKind::ArticleReview, "in_review", "")]);
    desk.done("colleague", ApproveArticle { id, edition: 1 }).await;
    assert_eq!(told("librarian").await[0], is(NoticeKind::ArticleMoved, "approved", ""));
    desk.done("librarian", PublishArticle { id, at: None }).await;
    assert_eq!(told("engineer").await[0], is(NoticeKind::ArticleMoved, "published", ""));
    let notice = desk.done("engineer", ListNotices {}).await.rows.remove(0);
    assert_eq!((notice.article_id, notice.case_id, notice.subject.as_str()), (Some(id), None, "通知"));
}

async fn settings_decide_how_many_approve(desk: Desk) {
    let settings = desk.done("librarian", GetKnowledgeSettings {}).await;
    assert_eq!((settings.rv, settings.reviewers, settings.compliance_reviewers), (0, 1, 2));
    let none = KnowledgeSettings { reviewers: 0, ..settings.clone() };
    assert_eq!(code(desk.call("engineer", SaveKnowledgeSettings(none.clone())).await), "forbidden");
    desk.done("librarian", SaveKnowledgeSettings(none.clone())).await;
    assert_eq!(code(desk.call("librarian", SaveKnowledgeSettings(none)).await), "conflict");
    let id = desk.done("engineer", article("不必审核")).await.id;
    desk.done("librarian", PublishArticle { id, at: None }).await;
    assert_eq!(get(&desk, "sales", id).await.article.confidence, Confidence::NotValidated);
    let mut must = article("必须如此");
    must.facets.governance = Governance::Compliance;
    must.facets.unit_id = Some(NORTH);
    must.facets.product_id = Some(U8);
    let id = desk.done("engineer", must).await.id;
    desk.done("engineer", ProposeArticle { id, reviewers: vec![], due: None }).await;
    desk.done("colleague", ApproveArticle { id, edition: 1 }).await;
    assert_eq!(code(desk.call("librarian", PublishArticle { id, at: None }).await), "articles.not_approved");
    assert_eq!(code(desk.call("colleague", ApproveArticle { id, edition: 1 }).await), "articles.approved_already");
    desk.done("librarian", ApproveArticle { id, edition: 1 }).await;
    desk.done("librarian", PublishArticle { id, at: None }).await;
    let bad =
        KnowledgeSettings { reviewers: 3, feedback_days: 0, ..desk.done("librarian", GetKnowledgeSettings {}).await };
    let told = fields(desk.call("librarian", SaveKnowledgeSettings(bad)).await);
    assert_eq!(told, [field("/reviewers", "out_of_range"), field("/feedback_days", "out_of_range")].concat());
}
