//! Who reads what: every audience, region and product against every side of the desk, through every door.

use std::collections::BTreeSet;

use yingda_server::ctx::Cx;
use yingda_shared::catalog::Asset;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::*;
use yingda_shared::record::{Get, Save};

use super::{article, facets, get, published, text};
use crate::both;
use crate::support::world::{LOOM, NORTH, PRINTERS, SOUTH, U8};
use crate::support::{Ask, Desk, code};
use crate::visibility::everyone;

both!(
    audience_region_and_product_decide_through_every_door,
    the_fence_says_what_the_rule_says,
    what_is_not_published_is_nobodys_outside,
    lists_are_narrowed_and_go_on,
    pictures_follow_their_article,
    machines_are_told_of_what_everybody_reads,
);

/// Published articles by what they are called: audience, region, only for owners.
const SHELF: &[(&str, Audience, Option<yingda_shared::kernel::id::UnitId>, bool)] = &[
    ("内部", Audience::Internal, None, false),
    ("伙伴", Audience::Partner, None, false),
    ("客户", Audience::Customer, None, false),
    ("公开", Audience::Public, None, false),
    ("北区内部", Audience::Internal, Some(NORTH), false),
    ("北区客户", Audience::Customer, Some(NORTH), false),
    ("南区公开", Audience::Public, Some(SOUTH), false),
    ("机主", Audience::Customer, None, true),
    ("公开机主", Audience::Public, None, true),
];

pub async fn shelf(desk: &Desk) -> Vec<(&'static str, ArticleId)> {
    let mut made = Vec::new();
    for (title, audience, unit_id, only_owners) in SHELF.iter().copied() {
        let facets = Facets { audience, unit_id, only_owners, product_id: only_owners.then_some(U8), ..facets() };
        made.push((title, published(desk, WriteArticle { facets, ..article(title) }).await));
    }
    made
}

/// Written by hand. Northern customers have an asset of the product, southern ones have none.
pub fn reads(login: &str) -> BTreeSet<&'static str> {
    let titles: &[&str] = match login {
        "admin" | "manager" | "agent" | "librarian" | "engineer" | "colleague" => {
            &["内部", "伙伴", "客户", "公开", "北区内部", "北区客户", "南区公开", "机主", "公开机主"]
        }
        "north" | "dispatcher" | "sales" | "field" => {
            &["内部", "伙伴", "客户", "公开", "北区内部", "北区客户", "机主", "公开机主"]
        }
        "south" => &["内部", "伙伴", "客户", "公开", "南区公开", "机主", "公开机主"],
        "anna" | "adam" => &["客户", "公开", "北区客户", "机主", "公开机主"],
        "bella" => &["客户", "公开", "南区公开"],
        "paul" | "petra" => &["伙伴", "客户", "公开", "北区客户", "机主", "公开机主"],
        "quinn" => &["伙伴", "客户", "公开", "南区公开", "机主", "公开机主"],
        "guest" => &["公开"],
        other => panic!("what does {other} read?"),
    };
    titles.iter().copied().collect()
}

async fn audience_region_and_product_decide_through_every_door(desk: Desk) {
    let mut loom: Asset = desk.done("manager", Get::new(LOOM.0)).await;
    loom.product_id = None;
    desk.done("manager", Save(loom)).await;
    let shelf = shelf(&desk).await;
    for who in everyone() {
        let wanted = reads(who);
        let help = desk.done(who, ListHelp::default()).await;
        let listed: BTreeSet<&str> = help.rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(listed, wanted, "{who} lists");
        let of_product: u32 = help.products.iter().map(|group| group.articles).sum();
        assert_eq!(of_product as usize, wanted.iter().filter(|title| title.contains("机主")).count(), "{who} counts");
        let found = desk.done(who, ListHelp { q: Some("卡纸".into()), ..ListHelp::default() }).await.rows.len();
        assert_eq!(found, wanted.len(), "{who} searches");
        for (title, id) in &shelf {
            let opened = desk.call(who, OpenHelp { slug: title.to_string() }).await.map(|help| help.title);
            match wanted.contains(title) {
                true => assert_eq!(opened.as_deref(), Ok(*title), "{who} opens {title}"),
                false => assert_eq!(opened, Err(Fault::NotFound), "{who} opens {title}"),
            }
            if desk.caller(who).await.actor.is_staff() {
                let got = desk.call(who, GetArticle { id: *id }).await.map(|detail| detail.article.title);
                match wanted.contains(title) {
                    true => assert_eq!(got.as_deref(), Ok(*title), "{who} gets {title}"),
                    false => assert_eq!(got, Err(Fault::NotFound), "{who} gets {title}"),
                }
            }
        }
        if desk.caller(who).await.actor.is_staff() {
            let rows = desk.done(who, ListArticles { limit: Some(100), ..ListArticles::default() }).await.rows;
            let listed: BTreeSet<&str> = rows.iter().map(|row| row.title.as_str()).collect();
            assert_eq!(listed, wanted, "{who} lists in the console");
        }
    }
}

/// One article of each audience, region, product and state; the store and the rule agree on each.
async fn the_fence_says_what_the_rule_says(desk: Desk) {
    shelf(&desk).await;
    let draft = desk.done("engineer", article("草稿")).await.id;
    let gone = published(&desk, article("下架")).await;
    desk.done("librarian", RetireArticle { id: gone, at: None, redirect_id: None }).await;
    let all = desk.done("admin", ListArticles { limit: Some(100), ..ListArticles::default() }).await.rows;
    assert_eq!(all.len(), SHELF.len() + 2, "{draft}");
    for who in everyone() {
        let caller = desk.caller(who).await;
        let services = desk.services.clone();
        let mut cx: Cx = services.reader(caller);
        let reader = yingda_server::knowledge::articles::reader(&mut cx).await.expect("a reader");
        let fenced =
            yingda_server::knowledge::articles::store::Asked::of(&reader).list(&mut cx, 100).await.expect("rows");
        let fenced: BTreeSet<ArticleId> = fenced.into_iter().map(|article| article.id).collect();
        for row in &all {
            let article = get(&desk, "admin", row.id).await.article;
            assert_eq!(reader.reads(&article), fenced.contains(&row.id), "{who} and {}", row.title);
        }
    }
}

async fn what_is_not_published_is_nobodys_outside(desk: Desk) {
    let facets = Facets { audience: Audience::Public, ..facets() };
    let id = desk.done("engineer", WriteArticle { facets, ..article("未发布") }).await.id;
    for who in ["guest", "anna", "paul", "sales"] {
        assert_eq!(code(desk.call(who, OpenHelp { slug: "未发布".into() }).await), "not_found", "{who}");
        assert_eq!(desk.done(who, ListHelp::default()).await.rows.len(), 0, "{who}");
    }
    assert_eq!(code(desk.call("sales", GetArticle { id }).await), "not_found", "drafts are for those with the right");
    assert_eq!(get(&desk, "agent", id).await.article.title, "未发布");
    super::through(&desk, id).await;
    desk.done("engineer", DraftArticle { id, text: text("改过的", "机密草稿"), seen: None }).await;
    for who in ["guest", "anna", "sales"] {
        let help = desk.done(who, OpenHelp { slug: "未发布".into() }).await;
        assert_eq!(help.title, "未发布", "{who}");
        let found = desk.done(who, ListHelp { q: Some("机密草稿".into()), ..ListHelp::default() }).await;
        assert_eq!(found.rows.len(), 0, "{who}");
    }
    for n in [1, 2] {
        assert_eq!(code(desk.call("sales", GetVersion { id, n }).await), "forbidden");
    }
}

async fn lists_are_narrowed_and_go_on(desk: Desk) {
    let mut facets = facets();
    facets.category_id = Some(PRINTERS);
    published(&desk, WriteArticle { facets, ..article("分类") }).await;
    for n in 0..4 {
        desk.done("engineer", article(&format!("稿 {n}"))).await;
    }
    let list = |op: ListArticles| {
        let desk = desk.clone();
        async move { desk.done("engineer", op).await }
    };
    let count = |op: ListArticles| {
        let rows = list(op);
        async move { rows.await.rows.len() }
    };
    assert_eq!(count(ListArticles { state: Some("draft".into()), ..ListArticles::default() }).await, 4);
    assert_eq!(count(ListArticles { state: Some("draft,published".into()), ..ListArticles::default() }).await, 5);
    assert_eq!(count(ListArticles { category_id: Some(PRINTERS), ..ListArticles::default() }).await, 1);
    assert_eq!(count(ListArticles { q: Some("稿 2".into()), ..ListArticles::default() }).await, 1);
    assert_eq!(count(ListArticles { q: Some("%".into()), ..ListArticles::default() }).await, 0);
    assert_eq!(count(ListArticles { language: Some(ArticleLanguage::En), ..ListArticles::default() }).await, 0);
    let (mut cursor, mut seen) = (None, Vec::new());
    loop {
        let page = list(ListArticles { limit: Some(2), cursor, ..ListArticles::default() }).await;
        seen.extend(page.rows.into_iter().map(|row| row.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (5, 5));
    let waiting = desk.done("engineer", article("待审")).await.id;
    desk.done("engineer", ProposeArticle { id: waiting, reviewers: vec![], due: None }).await;
    let queue = ListArticles { to_review: true, ..ListArticles::default() };
    assert_eq!(desk.done("engineer", queue.clone()).await.rows.len(), 0, "one's own");
    assert_eq!(desk.done("colleague", queue).await.rows.len(), 1);
}

async fn pictures_follow_their_article(desk: Desk) {
    let png = include_bytes!("../../../public/icon-192.png");
    let sent = desk.http(Ask::new("POST", "/files?name=a.png").body(png.as_slice()).by("engineer")).await;
    let file = sent.json()["id"].as_str().expect("an id").to_string();
    let status = |who: &'static str| {
        let (desk, file) = (desk.clone(), file.clone());
        async move {
            let ask = Ask::new("GET", &format!("/files/{file}/content"));
            let ask = if who == "guest" { ask } else { ask.by(who) };
            desk.http(ask).await.status.as_u16()
        }
    };
    assert_eq!((status("engineer").await, status("colleague").await), (200, 404), "it is nobody else's yet");
    let body = format!("![图](/files/{file})");
    let facets = Facets { audience: Audience::Public, ..facets() };
    let op = WriteArticle { text: text("带图", &body), facets, ..article("带图") };
    let id = desk.done("engineer", op).await.id;
    assert_eq!((status("colleague").await, status("sales").await, status("guest").await), (200, 404, 401));
    super::through(&desk, id).await;
    assert_eq!((status("sales").await, status("guest").await), (200, 200));
    let stolen = WriteArticle { text: text("偷图", &body), ..article("偷图") };
    desk.done("colleague", stolen).await;
    desk.done("librarian", RetireArticle { id, at: None, redirect_id: None }).await;
    assert_eq!((status("sales").await, status("guest").await), (404, 401), "it stays with its article");
}

async fn machines_are_told_of_what_everybody_reads(desk: Desk) {
    shelf(&desk).await;
    let public = Facets { audience: Audience::Public, ..facets() };
    let zh = published(&desk, WriteArticle { facets: public.clone(), ..article("重置密码") }).await;
    let english = WriteArticle { facets: public, language: ArticleLanguage::En, ..article("Reset & go") };
    let en = published(&desk, english).await;
    desk.done("engineer", PairArticle { id: zh, pair_id: Some(en) }).await;
    let answer = desk.http(Ask::get("//sitemap.xml")).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/xml; charset=utf-8"));
    let xml = String::from_utf8(answer.bytes).expect("text");
    assert_eq!(xml.matches("<url>").count(), 3, "the public one and the pair: {xml}");
    assert!(xml.contains("<loc>http://127.0.0.1:3000/help/reset-go</loc>"), "{xml}");
    assert_eq!(xml.matches("hreflang=\"zh-CN\"").count(), 2);
}
