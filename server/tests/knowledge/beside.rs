//! Articles beside a case: found for it, used for it, written from it.

use serde_json::json;
use yingda_shared::cases::ResolutionCode;
use yingda_shared::cases::articles::*;
use yingda_shared::cases::operations::*;
use yingda_shared::kernel::id::{ArticleId, CaseId, Uuid};
use yingda_shared::knowledge::articles::*;

use super::{article, facets, get, published, text};
use crate::both;
use crate::support::world::{ANNA, NORTHERN, PRINTER};
use crate::support::{Desk, code, field, fields};

both!(
    a_case_finds_what_helps_and_says_what_did,
    what_solved_a_case_becomes_a_draft_without_the_customer,
    a_case_that_is_not_solved_is_no_article,
);

async fn used(desk: &Desk, who: &str, id: CaseId) -> Vec<(ArticleId, UseKind)> {
    let told = desk.done(who, SuggestArticles { id, q: None }).await;
    told.used.into_iter().map(|one| (one.id, one.how)).collect()
}

async fn a_case_finds_what_helps_and_says_what_did(desk: Desk) {
    let jam = published(&desk, WriteArticle { text: text("打印机卡纸怎么办", "取纸"), ..article("x") }).await;
    published(&desk, WriteArticle { text: text("忘记密码", "重置"), ..article("x") }).await;
    let case = desk.opened_for(NORTHERN, ANNA, "财务室打印机又卡纸了").await.id;
    let told = desk.done("engineer", SuggestArticles { id: case, q: None }).await;
    assert_eq!(told.found.iter().map(|found| found.id).collect::<Vec<_>>(), [jam]);
    let other = desk.done("engineer", SuggestArticles { id: case, q: Some("密码".into()) }).await;
    assert_eq!(other.found.iter().map(|found| found.title.as_str()).collect::<Vec<_>>(), ["忘记密码"]);
    assert_eq!(desk.done("engineer", SuggestArticles { id: case, q: Some("%_".into()) }).await.found.len(), 0);
    let said = |how| UseArticle { id: case, article_id: jam, how };
    for how in [UseKind::Linked, UseKind::Linked, UseKind::Solved] {
        desk.done("engineer", said(how)).await;
    }
    assert_eq!(used(&desk, "engineer", case).await, [(jam, UseKind::Linked), (jam, UseKind::Solved)]);
    let counts = desk.done("engineer", GetUses { id: jam }).await;
    assert_eq!((counts.linked, counts.solved, counts.inserted), (1, 1, 0));
    let timeline = desk.timeline("engineer", case).await;
    assert_eq!(timeline.iter().filter(|word| **word == "article_used").count(), 2);
    assert!(!desk.timeline("anna", case).await.contains(&"article_used"), "said among staff");
    assert_eq!(fields(desk.call("engineer", said(UseKind::Read)).await), field("/how", "unknown_word"));
    let nothing = UseArticle { id: case, article_id: ArticleId(Uuid::now_v7()), how: UseKind::Linked };
    assert_eq!(fields(desk.call("engineer", nothing).await), field("/article_id", "unknown"));
    let draft = desk.done("engineer", article("草稿")).await.id;
    let unread = UseArticle { id: case, article_id: draft, how: UseKind::Linked };
    assert_eq!(fields(desk.call("engineer", unread).await), field("/article_id", "unknown"));
    for who in ["anna", "paul"] {
        assert_eq!(code(desk.call(who, SuggestArticles { id: case, q: None }).await), "forbidden", "{who}");
    }
    assert_eq!(code(desk.call("south", SuggestArticles { id: case, q: None }).await), "not_found");
}

/// A case of Anna's that was solved.
async fn solved(desk: &Desk) -> CaseId {
    let case = desk.opened_for(NORTHERN, ANNA, "安娜的打印机卡纸").await;
    let said = "安娜 13800138000 来电：anna@example.com 的打印机卡纸。";
    let edit = json!({"id": case.id, "base": case.rv, "asset_id": PRINTER, "description": said});
    desk.call_json("engineer", "cases.edit", edit).await.expect("an edit");
    desk.done("engineer", TakeCase { id: case.id, base: None }).await;
    let solve = ResolveCase {
        id: case.id,
        code: ResolutionCode::Fixed,
        text: "断电取纸，回访 139-1234-5678。".into(),
        pair_id: None,
    };
    desk.done("engineer", solve).await;
    case.id
}

async fn what_solved_a_case_becomes_a_draft_without_the_customer(desk: Desk) {
    let case = solved(&desk).await;
    let write = || WriteFromCase { id: case, language: ArticleLanguage::Zh, kind: ArticleKind::Fault };
    let begun = desk.done("engineer", write()).await;
    let detail = get(&desk, "engineer", begun.id).await;
    let work = detail.work.expect("a draft");
    let whole = format!("{} {}", work.text.title, work.text.body);
    for gone in ["安娜", "13800138000", "anna@example.com", "139-1234-5678"] {
        assert!(!whole.contains(gone), "{gone}: {whole}");
    }
    for kept in ["卡纸", "断电取纸", "## 问题", "## 环境", "## 原因", "## 处理步骤"] {
        assert!(whole.contains(kept), "{kept}: {whole}");
    }
    let masked: Vec<Mask> = work.masked.iter().map(|one| one.what).collect();
    for what in [Mask::Name, Mask::Phone, Mask::Email] {
        assert!(masked.contains(&what), "{what}: {masked:?}");
    }
    assert_eq!((detail.article.audience, detail.article.state), (Audience::Internal, Workflow::Draft));
    assert!(desk.timeline("engineer", case).await.contains(&"article_used"));
    assert_eq!(desk.done("engineer", GetUses { id: begun.id }).await.linked, 1);
    let hidden = desk.done("sales", SuggestArticles { id: case, q: None }).await;
    assert_eq!(hidden.used.len(), 0, "a draft is not for everybody");
    assert_eq!(code(desk.call("sales", write()).await), "forbidden");
    assert_eq!(code(desk.call("south", write()).await), "not_found");
    let other = WriteArticle { facets: facets(), ..article("无关") };
    published(&desk, other).await;
    assert_eq!(used(&desk, "engineer", case).await, [(begun.id, UseKind::Linked)]);
}

async fn a_case_that_is_not_solved_is_no_article(desk: Desk) {
    let case = desk.opened_for(NORTHERN, ANNA, "还没解决").await.id;
    let head = desk.head().await;
    let write = WriteFromCase { id: case, language: ArticleLanguage::En, kind: ArticleKind::Fault };
    assert_eq!(code(desk.call("engineer", write).await), "cases.not_resolved");
    assert_eq!(desk.head().await, head);
}
