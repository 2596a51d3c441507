//! Taking points back, and a ledger that keeps what it was told.

use yingda_server::ctx::Caller;
use yingda_shared::audit::ListAudit;
use yingda_shared::kernel::id::{ArticleId, RewardId, Uuid};
use yingda_shared::knowledge::articles::*;
use yingda_shared::knowledge::rewards::*;

use super::{given, public, solved_with, total, vote};
use crate::both;
use crate::support::{Desk, code, field, fields};

both!(
    points_are_taken_back_once_and_with_a_reason,
    all_points_of_an_article_are_taken_back_in_one_act,
    the_ledger_is_never_changed,
    rules_are_kept_by_whoever_keeps_knowledge,
);

fn back(id: RewardId, reason: &str) -> ReverseReward {
    ReverseReward { id, reason: reason.into() }
}

async fn points_are_taken_back_once_and_with_a_reason(desk: Desk) {
    public(&desk, "撤销").await;
    let entry = desk.done("engineer", ListRewards::default()).await.rows.remove(0);
    assert_eq!(fields(desk.call("librarian", back(entry.id, " ")).await), field("/reason", "required"));
    for who in ["engineer", "colleague", "sales", "anna"] {
        assert_eq!(code(desk.call(who, back(entry.id, "x")).await), "forbidden", "{who}");
    }
    let nothing = RewardId(Uuid::now_v7());
    assert_eq!(code(desk.call("librarian", back(nothing, "x")).await), "not_found");
    let done = desk.done("librarian", back(entry.id, "与旧知识重复")).await;
    assert_eq!((done.entries, done.more), (1, false));
    assert_eq!(code(desk.call("manager", back(entry.id, "再来")).await), "rewards.reversed_already");
    assert_eq!(total(&desk, "engineer").await, 0);
    let rows = desk.done("engineer", ListRewards::default()).await.rows;
    let first = rows.iter().find(|row| row.id == entry.id).expect("it stays");
    let taken = first.taken_back.as_ref().expect("and says why it does not count");
    assert_eq!((taken.reason.as_str(), taken.by.as_str()), ("与旧知识重复", "librarian先生"));
    let reversal = rows.iter().find(|row| row.reverses == Some(entry.id)).expect("another entry");
    assert_eq!((reversal.points, reversal.by.as_str(), &reversal.month), (-10, "librarian先生", &entry.month));
    assert_eq!(code(desk.call("librarian", back(reversal.id, "x")).await), "rewards.is_reversal");
    let places = desk.done("manager", GetRanking::default()).await.rows;
    assert!(places.iter().all(|row| row.name != "engineer先生"), "whoever has none is not in it");
    let lines = desk.done("admin", ListAudit { kind: Some("rewards".into()), ..ListAudit::default() }).await.rows;
    let told: Vec<_> = lines.iter().map(|line| (line.action.as_str(), line.old.as_str(), line.new.as_str())).collect();
    assert_eq!(told, [("rewards.reverse", "10", "0")]);
}

async fn all_points_of_an_article_are_taken_back_in_one_act(desk: Desk) {
    let (copied, own) = (public(&desk, "抄来的").await, public(&desk, "自己写的").await);
    solved_with(&desk, copied, "colleague", "colleague").await;
    desk.done("anna", vote(copied, true)).await;
    assert_eq!((total(&desk, "engineer").await, total(&desk, "manager").await), (28, 6));
    let entries = desk.done("manager", ListRewards::default()).await.rows;
    let entry = entries.iter().find(|row| row.article_id == copied).expect("an entry");
    desk.done("librarian", back(entry.id, "先撤一笔")).await;
    let whole = |article_id| ReverseArticleRewards { article_id, reason: "抄自厂商网站".into() };
    assert_eq!(code(desk.call("engineer", whole(copied)).await), "forbidden");
    assert_eq!(code(desk.call("librarian", whole(ArticleId(Uuid::now_v7()))).await), "not_found");
    // Retired or not, what it brought goes.
    desk.done("librarian", RetireArticle { id: copied, at: None, redirect_id: None }).await;
    let done = desk.done("librarian", whole(copied)).await;
    assert_eq!((done.entries, done.more), (3, false), "what was taken back before is not taken back again");
    assert_eq!((total(&desk, "engineer").await, total(&desk, "manager").await), (10, 3));
    assert_eq!(desk.done("librarian", whole(copied)).await.entries, 0, "once");
    let kept = desk.done("engineer", ListRewards::default()).await.rows;
    assert_eq!(kept.iter().filter(|row| row.article_id == own).count(), 1);
}

async fn the_ledger_is_never_changed(desk: Desk) {
    public(&desk, "只增不改").await;
    let before = given(&desk, "engineer").await;
    for sql in [
        "UPDATE reward_entries SET points = 1000",
        "UPDATE reward_entries SET person_id = 'x'",
        "UPDATE reward_entries SET reverses = id",
        "DELETE FROM reward_entries",
    ] {
        let work = desk
            .services
            .write(Caller::system(), move |cx| Box::pin(async move { cx.exec(sql, vec![]).await.map(drop) }));
        assert!(work.await.is_err(), "{sql}");
    }
    assert_eq!(given(&desk, "engineer").await, before);
}

async fn rules_are_kept_by_whoever_keeps_knowledge(desk: Desk) {
    let rules = desk.done("sales", GetRewardRules {}).await;
    assert_eq!(rules, RewardRules::default());
    assert_eq!(code(desk.call("engineer", SaveRewardRules(rules.clone())).await), "forbidden");
    let much = RewardRules { authored: 1_001, daily: 0, ..rules.clone() };
    let told = fields(desk.call("librarian", SaveRewardRules(much)).await);
    assert_eq!(told, [field("/authored", "out_of_range"), field("/daily", "out_of_range")].concat());
    desk.done("librarian", SaveRewardRules(RewardRules { authored: 20, ..rules.clone() })).await;
    assert_eq!(code(desk.call("manager", SaveRewardRules(rules)).await), "conflict");
    public(&desk, "新规则").await;
    assert_eq!(total(&desk, "engineer").await, 20);
    let lines = desk.done("admin", ListAudit { kind: Some("settings".into()), ..ListAudit::default() }).await.rows;
    assert!(lines.iter().any(|line| line.action == "rewards.save_rules" && line.field == "authored"));
}
