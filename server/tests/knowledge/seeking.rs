//! What people look for in vain: counted once for whoever asks, listed until it is written or dismissed, and nobody's.

use yingda_server::ctx::Cx;
use yingda_server::db::Bind;
use yingda_server::knowledge::articles::seeks::KEPT;
use yingda_server::knowledge::articles::store::seeks;
use yingda_shared::audit::ListAudit;
use yingda_shared::fault::Fault;
use yingda_shared::knowledge::articles::*;

use super::{article, facets, published, text};
use crate::both;
use crate::support::{Desk, code, field, fields};

both!(
    what_is_sought_in_vain_is_counted_once_for_whoever_asks,
    a_number_of_somebody_is_not_kept,
    what_is_found_is_not_counted_and_goes_when_it_is_written,
    what_is_dismissed_is_open_again_once_it_is_asked_for,
    who_keeps_the_knowledge_sees_what_is_missing,
    those_asked_for_last_are_kept,
);

const ZH: Option<ArticleLanguage> = Some(ArticleLanguage::Zh);

fn vain(q: &str) -> SeekInVain {
    SeekInVain { q: q.into(), language: ZH }
}

async fn sought(desk: &Desk, who: &str, q: &str) -> bool {
    desk.done(who, vain(q)).await.counted
}

/// Words, whose they are and how often they were asked for, as the list has them.
async fn listed(desk: &Desk) -> Vec<(String, Class, i64)> {
    let rows = desk.done("librarian", ListSeeks {}).await.rows;
    rows.into_iter().map(|row| (row.words, row.class, row.times)).collect()
}

fn row(words: &str, class: Class, times: i64) -> (String, Class, i64) {
    (words.to_string(), class, times)
}

/// A published article that this audience reads, whose text says nothing but its title.
async fn written(desk: &Desk, title: &str, audience: Audience) {
    let facets = Facets { audience, ..facets() };
    published(desk, WriteArticle { facets, text: text(title, "见标题。"), ..article(title) }).await;
}

async fn what_is_sought_in_vain_is_counted_once_for_whoever_asks(desk: Desk) {
    for (who, q, counted) in [
        ("anna", "墨盒 更换", true),
        ("anna", "墨盒 更换", false),
        ("anna", "  墨盒　更换 ", false),
        ("adam", "墨盒 更换", true),
        ("guest", "墨盒 更换", true),
        ("guest", "墨盒 更换", true),
        ("guest", "墨盒 更换", true),
        ("engineer", "VPN 断线", true),
        ("paul", "VPN 断线", true),
    ] {
        assert_eq!(sought(&desk, who, q).await, counted, "{who}: {q}");
    }
    let rows = listed(&desk).await;
    assert_eq!(rows[..2], [row("墨盒 更换", Class::Visitor, 3), row("墨盒 更换", Class::Customer, 2)]);
    assert_eq!(rows.len(), 4);
    assert!(rows.contains(&row("vpn 断线", Class::Staff, 1)) && rows.contains(&row("vpn 断线", Class::Partner, 1)));
    let told = desk.done("librarian", ListSeeks {}).await.rows.remove(0);
    assert!(told.language == ZH && told.first_at > 0 && told.last_at >= told.first_at, "{told:?}");
    for q in ["？！", "a", "13800138000"] {
        assert!(!sought(&desk, "anna", q).await, "{q} says nothing");
    }
    assert_eq!(fields(desk.call("anna", vain(" ")).await), field("/q", "required"));
    assert_eq!(fields(desk.call("anna", vain(&"长".repeat(101))).await), field("/q", "too_long"));
    assert_eq!(listed(&desk).await.len(), 4);
}

async fn a_number_of_somebody_is_not_kept(desk: Desk) {
    assert!(sought(&desk, "anna", "13800138000 登录不了").await);
    assert!(sought(&desk, "guest", "zhang@north.example 登录不了").await);
    let rows = listed(&desk).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|(words, ..)| words.contains("登录不了")), "{rows:?}");
    for told in ["138", "zhang", "north"] {
        let like: Bind = format!("%{told}%").into();
        let sql = "SELECT COUNT(*) AS n FROM article_seeks WHERE words LIKE $1";
        assert_eq!(desk.number(sql, vec![like]).await, 0, "{told}");
    }
}

async fn what_is_found_is_not_counted_and_goes_when_it_is_written(desk: Desk) {
    written(&desk, "重置密码", Audience::Public).await;
    assert!(!sought(&desk, "guest", "重置密码").await, "nobody is believed that it is not found");
    assert_eq!(listed(&desk).await, []);
    // Of another language there is none.
    let english = SeekInVain { language: Some(ArticleLanguage::En), ..vain("重置密码") };
    assert!(desk.done("guest", english).await.counted);
    assert_eq!(listed(&desk).await, [row("重置密码", Class::Visitor, 1)]);
    for (who, q) in [("guest", "更换墨盒"), ("anna", "更换墨盒"), ("engineer", "更换墨盒")] {
        assert!(sought(&desk, who, q).await, "{who}");
    }
    assert_eq!(listed(&desk).await.len(), 4);
    written(&desk, "更换墨盒", Audience::Customer).await;
    let rows = listed(&desk).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|(_, class, _)| *class == Class::Visitor), "visitors still do not find it: {rows:?}");
    assert!(sought(&desk, "guest", "更换墨盒").await);
    assert!(!sought(&desk, "adam", "更换墨盒").await);
}

async fn what_is_dismissed_is_open_again_once_it_is_asked_for(desk: Desk) {
    sought(&desk, "anna", "区块链").await;
    sought(&desk, "anna", "元宇宙").await;
    let dismiss = || DismissSeek { words: "区块链".into(), language: ZH, class: Class::Customer };
    desk.done("librarian", dismiss()).await;
    assert_eq!(listed(&desk).await, [row("元宇宙", Class::Customer, 1)]);
    assert_eq!(code(desk.call("librarian", dismiss()).await), "not_found", "dismissed already");
    let other = DismissSeek { class: Class::Visitor, ..dismiss() };
    assert_eq!(code(desk.call("librarian", other).await), "not_found", "visitors never asked for it");
    let lines = desk.done("admin", ListAudit { kind: Some("articles".into()), ..ListAudit::default() }).await.rows;
    let line = lines.iter().find(|line| line.action == "articles.dismiss_seek").expect("a line of the audit");
    assert_eq!((line.object.as_str(), line.field.as_str(), line.new.as_str()), ("customer", "sought", "dismissed"));
    assert!(line.old.is_empty() && line.reason.is_empty(), "words may name somebody: they stand in their row alone");
    let by = crate::support::world::user("librarian").to_string();
    let sql = "SELECT COUNT(*) AS n FROM article_seeks WHERE dismissed_by = $1 AND words = '区块链'";
    assert_eq!(desk.number(sql, vec![by.as_str().into()]).await, 1);
    assert!(sought(&desk, "adam", "区块链").await);
    assert_eq!(listed(&desk).await, [row("区块链", Class::Customer, 2), row("元宇宙", Class::Customer, 1)]);
}

async fn who_keeps_the_knowledge_sees_what_is_missing(desk: Desk) {
    sought(&desk, "guest", "区块链").await;
    let dismiss = || DismissSeek { words: "区块链".into(), language: ZH, class: Class::Visitor };
    for who in ["engineer", "agent", "sales", "anna", "paul", "guest"] {
        let refused = if who == "guest" { "unauthenticated" } else { "forbidden" };
        assert_eq!(code(desk.call(who, ListSeeks {}).await), refused, "{who}");
        assert_eq!(code(desk.call(who, dismiss()).await), refused, "{who}");
    }
    for who in ["librarian", "manager", "admin"] {
        assert_eq!(desk.done(who, ListSeeks {}).await.rows.len(), 1, "{who}");
    }
    // Whoever holds the link of a case looks through the help centre as well.
    let (_, secret) = desk.guest_case("路过").await;
    assert!(sought(&desk, &format!("track:{secret}"), "元宇宙").await);
    // From one address comes so much and no more.
    let caller = desk.caller("guest").await;
    let registry = yingda_server::registry::registry();
    let mut taken = 0;
    let refused = loop {
        match registry.call(&desk.services, caller.clone(), vain(&format!("元宇宙 {taken}"))).await {
            Ok(_) if taken < 500 => taken += 1,
            answer => break answer.map(|counted| counted.counted),
        }
    };
    assert!(matches!(refused, Err(Fault::Limited { .. })), "{refused:?} after {taken}");
}

/// Fills the table with words that were asked for long ago, the first ones the longest.
async fn fill(cx: &mut Cx, count: usize) -> Result<(), Fault> {
    for n in 0..count {
        let sql = "INSERT INTO article_seeks (words, language, class, n, first_at, last_at) \
                   VALUES ($1, 'zh', 'visitor', 1, $2, $3)";
        let at = n as i64 + 1;
        cx.exec(sql, vec![format!("词 {n}").into(), at.into(), at.into()]).await?;
    }
    Ok(())
}

async fn those_asked_for_last_are_kept(desk: Desk) {
    desk.write(|cx| Box::pin(fill(cx, KEPT))).await;
    let there = |words: &'static str| {
        let desk = desk.clone();
        async move {
            let sql = "SELECT COUNT(*) AS n FROM article_seeks WHERE words = $1";
            desk.number(sql, vec![words.into()]).await == 1
        }
    };
    assert!(there("词 0").await);
    assert!(sought(&desk, "anna", "区块链").await);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM article_seeks", vec![]).await, KEPT as i64);
    assert!(!there("词 0").await && there("词 1").await && there("区块链").await);
    // Asked for again, the oldest is the newest.
    assert!(sought(&desk, "guest", "词 1").await);
    assert!(sought(&desk, "anna", "元宇宙").await);
    assert!(there("词 1").await && !there("词 2").await);
    assert_eq!(desk.done("librarian", ListSeeks {}).await.rows.len(), 100, "so many are listed");
    // Of whom words tell who is erased, they go.
    desk.write(|cx| Box::pin(async move { seeks::forget(cx, "区块链").await })).await;
    assert!(!there("区块链").await);
}
