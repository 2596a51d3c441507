//! What readers say, the work that comes of it, how often articles are used, and what is wrong with them.

use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{ArticleFeedbackId, Uuid};
use yingda_shared::kernel::time::DAY;
use yingda_shared::knowledge::articles::*;
use yingda_shared::notices::{ListNotices, NoticeKind};
use yingda_shared::record::{Get, Save};

use super::{article, facets, published, text};
use crate::both;
use crate::support::world::user;
use crate::support::{Desk, code, field, fields};

both!(
    the_last_word_of_a_reader_counts,
    what_readers_find_is_work_until_somebody_saw_to_it,
    what_one_does_not_read_takes_no_word,
    health_tells_what_needs_somebody,
);

fn vote(id: yingda_shared::kernel::id::ArticleId, helped: bool) -> VoteArticle {
    VoteArticle { id, helped, stars: None, reason: String::new() }
}

async fn public(desk: &Desk, title: &str) -> yingda_shared::kernel::id::ArticleId {
    let facets = Facets { audience: Audience::Public, ..facets() };
    published(desk, WriteArticle { facets, ..article(title) }).await
}

async fn the_last_word_of_a_reader_counts(desk: Desk) {
    let id = public(&desk, "评价").await;
    for helped in [true, false, false] {
        desk.done("anna", vote(id, helped)).await;
    }
    desk.done("bella", VoteArticle { stars: Some(5), ..vote(id, true) }).await;
    desk.done("guest", vote(id, true)).await;
    for _ in 0..3 {
        desk.done("anna", SawArticle { id }).await;
    }
    let counts = desk.done("sales", GetUses { id }).await;
    assert_eq!((counts.helped, counts.not_helped, counts.stars, counts.read), (2, 1, 50, 3));
    let opened = |who: &'static str| {
        let desk = desk.clone();
        async move { desk.done(who, OpenHelp { slug: "评价".into() }).await.helped }
    };
    assert_eq!((opened("anna").await, opened("bella").await, opened("adam").await), (Some(false), Some(true), None));
    let odd = VoteArticle { stars: Some(6), ..vote(id, true) };
    assert_eq!(fields(desk.call("anna", odd).await), field("/stars", "score_range"));
}

async fn what_readers_find_is_work_until_somebody_saw_to_it(desk: Desk) {
    let id = public(&desk, "有错").await;
    let why = |reason: &str| VoteArticle { reason: reason.into(), ..vote(id, false) };
    desk.done("anna", why("没有按钮")).await;
    desk.done("anna", why("步骤三没有按钮")).await;
    desk.done("sales", FlagArticle { id, text: "型号写错".into() }).await;
    let list = |who: &'static str, op: ListFeedback| {
        let desk = desk.clone();
        async move { desk.done(who, op).await.rows }
    };
    let rows = list("engineer", ListFeedback { mine: true, ..ListFeedback::default() }).await;
    let told: Vec<(FeedbackKind, &str)> =
        rows.iter().map(|row| (row.feedback.kind, row.feedback.text.as_str())).collect();
    assert_eq!(told, [(FeedbackKind::NotHelped, "步骤三没有按钮"), (FeedbackKind::Wrong, "型号写错")]);
    assert!(rows.iter().all(|row| row.may_settle && !row.late && row.owner == "engineer先生"));
    let due = rows[0].feedback.due_at - rows[0].feedback.at;
    assert!((6 * DAY..=7 * DAY).contains(&due), "{due}");
    let notices = desk.done("engineer", ListNotices {}).await.rows;
    assert_eq!(
        notices.iter().filter(|notice| notice.kind == NoticeKind::ArticleFeedback).count(),
        2,
        "said anew is not told anew"
    );
    assert_eq!(list("colleague", ListFeedback { mine: true, ..ListFeedback::default() }).await.len(), 0);
    let all = list("colleague", ListFeedback { article_id: Some(id), ..ListFeedback::default() }).await;
    assert!(all.len() == 2 && all.iter().all(|row| !row.may_settle));
    let feedback_id = rows[1].feedback.id;
    let settle = || SettleFeedback { feedback_id, answer: "已改".into() };
    assert_eq!(code(desk.call("colleague", settle()).await), "articles.managers_alone");
    assert_eq!(code(desk.call("anna", settle()).await), "forbidden");
    let done = desk.done("engineer", settle()).await;
    assert_eq!(
        (done.state, done.answer.as_str(), done.done_by.as_str()),
        (FeedbackState::Done, "已改", "engineer先生")
    );
    assert_eq!(code(desk.call("librarian", settle()).await), "articles.feedback_done");
    assert_eq!(list("engineer", ListFeedback::default()).await.len(), 1);
    let nothing = SettleFeedback { feedback_id: ArticleFeedbackId(Uuid::now_v7()), answer: String::new() };
    assert_eq!(code(desk.call("librarian", nothing).await), "not_found");
    let empty = FlagArticle { id, text: " ".into() };
    assert_eq!(fields(desk.call("sales", empty).await), field("/text", "required"));
}

async fn what_one_does_not_read_takes_no_word(desk: Desk) {
    let inside = published(&desk, article("内部")).await;
    let draft = desk.done("engineer", article("草稿")).await.id;
    let head = desk.head().await;
    for id in [inside, draft] {
        for who in ["anna", "guest", "paul"] {
            assert_eq!(desk.call(who, vote(id, true)).await.map(drop), Err(Fault::NotFound), "{who}");
        }
        assert_eq!(code(desk.call("anna", FlagArticle { id, text: "x".into() }).await), "not_found");
        assert_eq!(code(desk.call("anna", SawArticle { id }).await), "not_found");
    }
    assert_eq!(code(desk.call("sales", GetUses { id: draft }).await), "not_found");
    assert_eq!(code(desk.call("engineer", vote(draft, true)).await), "not_found", "nobody reads a draft yet");
    assert_eq!(desk.head().await, head);
}

async fn health_tells_what_needs_somebody(desk: Desk) {
    let target = public(&desk, "目标").await;
    let linking =
        WriteArticle { text: text("有链接", &format!("[x](/knowledge/{target})")), ..article("有链接") };
    let linking = published(&desk, linking).await;
    let en = published(&desk, WriteArticle { language: ArticleLanguage::En, ..article("English") }).await;
    let zh = published(&desk, article("中文")).await;
    desk.done("engineer", PairArticle { id: zh, pair_id: Some(en) }).await;
    for who in ["anna", "bella", "adam"] {
        desk.done(who, vote(target, false)).await;
    }
    let health = || {
        let desk = desk.clone();
        async move {
            let rows = desk.done("librarian", GetHealth {}).await.rows;
            rows.into_iter().map(|row| (row.ailment, row.row.id)).collect::<Vec<_>>()
        }
    };
    assert_eq!(health().await, [(Ailment::Unhelpful, target), (Ailment::Behind, en)]);
    desk.done("librarian", RetireArticle { id: target, at: None, redirect_id: None }).await;
    desk.done("manager", EditArticle { id: zh, facets: Facets { verify_months: Some(0), ..facets() } }).await;
    assert_eq!(health().await, [(Ailment::BrokenLinks, linking), (Ailment::Behind, en)]);
    let leaver: User = desk.done("admin", Get::new(user("engineer").0)).await;
    desk.done("admin", Save(User { active: false, manager_id: Some(user("colleague")), ..leaver })).await;
    let rows = desk.done("librarian", GetHealth {}).await.rows;
    let orphans: Vec<_> = rows.iter().filter(|row| row.ailment == Ailment::Orphan).collect();
    assert_eq!(orphans.len(), 3);
    assert!(orphans.iter().all(|row| row.proposed.as_ref().is_some_and(|owner| owner.id == user("colleague"))));
    assert_eq!(code(desk.call("colleague", GetHealth {}).await), "forbidden");
}
