//! Articles change hands.

use yingda_shared::identity::User;
use yingda_shared::knowledge::articles::*;
use yingda_shared::notices::{ListNotices, NoticeKind};
use yingda_shared::record::{Get, Save};

use super::{article, get, published};
use crate::both;
use crate::support::world::user;
use crate::support::{Desk, code, field, fields};

both!(one_article_changes_hands, all_of_a_person_change_hands_when_they_leave);

async fn one_article_changes_hands(desk: Desk) {
    let id = published(&desk, article("转交")).await;
    let give = |login: &str| GiveArticle { id, owner_id: user(login) };
    assert_eq!(code(desk.call("colleague", give("colleague")).await), "articles.managers_alone");
    for outsider in ["anna", "sales"] {
        assert_eq!(fields(desk.call("engineer", give(outsider)).await), field("/owner_id", "unknown"), "{outsider}");
    }
    desk.done("engineer", give("field")).await;
    assert_eq!(get(&desk, "sales", id).await.article.owner_id, user("field"));
    assert_eq!(code(desk.call("engineer", VerifyArticle { id }).await), "articles.managers_alone");
    desk.done("field", VerifyArticle { id }).await;
    let told = desk.done("field", ListNotices {}).await.rows;
    assert!(told.iter().any(|notice| notice.kind == NoticeKind::ArticleGiven && notice.article_id == Some(id)));
}

async fn all_of_a_person_change_hands_when_they_leave(desk: Desk) {
    let first = published(&desk, article("甲")).await;
    let second = desk.done("engineer", article("乙")).await.id;
    let leaver: User = desk.done("admin", Get::new(user("engineer").0)).await;
    desk.done("admin", Save(User { active: false, ..leaver })).await;
    let told = desk.done("librarian", ListNotices {}).await.rows;
    let left = told.iter().find(|notice| notice.kind == NoticeKind::ArticlesLeft).expect("the keepers are told");
    assert_eq!((left.number.as_str(), left.subject.as_str()), ("2", "engineer先生"));
    let all = |to: &str| GiveArticles { from_id: user("engineer"), to_id: user(to) };
    assert_eq!(code(desk.call("colleague", all("colleague")).await), "forbidden");
    assert_eq!(fields(desk.call("librarian", all("anna")).await), field("/to_id", "unknown"));
    let same = GiveArticles { from_id: user("field"), to_id: user("field") };
    assert_eq!(fields(desk.call("librarian", same).await), field("/to_id", "article_same_person"));
    assert_eq!(desk.done("librarian", all("field")).await.articles, 2);
    for id in [first, second] {
        assert_eq!(get(&desk, "librarian", id).await.article.owner_id, user("field"));
    }
    assert_eq!(desk.done("librarian", all("field")).await.articles, 0);
    let given = desk.done("field", ListNotices {}).await.rows;
    assert!(given.iter().any(|notice| notice.kind == NoticeKind::ArticleGiven && notice.number == "2"));
}
