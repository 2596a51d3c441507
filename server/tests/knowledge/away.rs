//! Articles on devices: what a person reads and nothing else, gone when it is no longer theirs, found and read without a
//! network.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::ArticleId;
use yingda_shared::knowledge::articles::*;
use yingda_shared::record::{Get, Save};

use super::reading::{reads, shelf};
use super::{article, facets, published, text, through};
use crate::both;
use crate::support::Desk;
use crate::support::world::{self, ANNA, NORTH, NORTH_TEAM, NORTHERN, SOUTH, SOUTH_BRANCH};
use crate::sync::device::Device;

both!(
    a_device_keeps_what_its_person_reads,
    what_is_no_longer_theirs_leaves_the_device,
    drafts_never_travel,
    articles_are_listed_and_read_alike,
    articles_are_found_without_a_network,
    a_long_shelf_comes_in_pages,
);

fn titles(device: &Device) -> BTreeSet<String> {
    let rows = device.rows(ARTICLES);
    rows.values().filter_map(|body| body["article"]["title"].as_str().map(str::to_string)).collect()
}

async fn device_of(desk: &Desk, who: &str) -> Device {
    let device = Device::of(desk, who);
    device.rest().await;
    device
}

async fn a_device_keeps_what_its_person_reads(desk: Desk) {
    shelf(&desk).await;
    for who in ["admin", "engineer", "north", "south", "sales", "field", "paul", "petra", "quinn"] {
        let device = device_of(&desk, who).await;
        let wanted: BTreeSet<String> = reads(who).into_iter().map(str::to_string).collect();
        assert_eq!(titles(&device), wanted, "{who}");
        let outside = !desk.caller(who).await.actor.is_staff();
        let named = |body: &Value| {
            body["names"]["owner"] != "" || !body["live"]["authors"].as_array().is_none_or(Vec::is_empty)
        };
        assert!(device.rows(ARTICLES).values().all(|body| named(body) != outside), "{who}: who wrote it");
    }
    for who in ["anna", "bella"] {
        assert!(titles(&device_of(&desk, who).await).is_empty(), "{who} reads with a line");
    }
}

async fn what_is_no_longer_theirs_leaves_the_device(desk: Desk) {
    let open = Facets { audience: Audience::Partner, ..facets() };
    let id = published(&desk, WriteArticle { facets: open.clone(), ..article("搬家") }).await;
    let other = published(&desk, WriteArticle { facets: open.clone(), ..article("留下") }).await;
    let (sales, paul) = (device_of(&desk, "sales").await, device_of(&desk, "paul").await);
    let hold = |device: &Device, id: ArticleId| device.rows(ARTICLES).contains_key(&id.to_string());
    let edit = |facets: Facets| EditArticle { id, facets };
    for (facets, of_sales, of_paul) in [
        (facets(), true, false),
        (Facets { unit_id: Some(SOUTH), ..open.clone() }, false, false),
        (Facets { unit_id: Some(NORTH), ..open.clone() }, true, true),
        (open.clone(), true, true),
    ] {
        desk.done("librarian", edit(facets)).await;
        sales.rest().await;
        paul.rest().await;
        assert_eq!((hold(&sales, id), hold(&paul, id)), (of_sales, of_paul));
        assert!(hold(&sales, other) && hold(&paul, other), "the other one stays");
    }
    desk.done("colleague", OutdateArticle { id }).await;
    sales.rest().await;
    assert_eq!(sales.rows(ARTICLES)[&id.to_string()]["article"]["state"], "outdated", "it is still read");
    desk.done("librarian", RetireArticle { id, at: None, redirect_id: None }).await;
    sales.rest().await;
    paul.rest().await;
    assert!(!hold(&sales, id) && !hold(&paul, id));
    // Whoever goes to another region takes its articles and leaves those of the old one.
    let region = |unit_id| Facets { unit_id: Some(unit_id), ..facets() };
    published(&desk, WriteArticle { facets: region(NORTH), ..article("北区") }).await;
    published(&desk, WriteArticle { facets: region(SOUTH), ..article("南区") }).await;
    sales.rest().await;
    assert_eq!(titles(&sales), BTreeSet::from(["北区".to_string(), "留下".to_string()]));
    let user: User = desk.done("admin", Get::new(world::user("sales").0)).await;
    desk.done("admin", Save(User { unit_id: Some(SOUTH_BRANCH), ..user })).await;
    sales.rest().await;
    assert_eq!(titles(&sales), BTreeSet::from(["南区".to_string(), "留下".to_string()]));
}

async fn drafts_never_travel(desk: Desk) {
    let id = desk.done("engineer", article("未发布")).await.id;
    let laptop = device_of(&desk, "engineer").await;
    assert!(laptop.rows(ARTICLES).is_empty(), "not even to whoever writes it");
    through(&desk, id).await;
    laptop.rest().await;
    assert_eq!(titles(&laptop), BTreeSet::from(["未发布".to_string()]));
    desk.done("engineer", DraftArticle { id, text: text("改过的", "机密草稿"), seen: None }).await;
    laptop.rest().await;
    let kept = serde_json::to_string(&laptop.rows(ARTICLES)).expect("JSON");
    assert!(!kept.contains("机密草稿") && !kept.contains("改过的"), "{kept}");
    // What is not read, and what waits for a review, the server knows.
    for input in [json!({"state": "draft,in_review"}), json!({"to_review": true})] {
        assert_eq!(laptop.answers("articles.list", &input, true), None, "{input}");
    }
    through(&desk, id).await;
    laptop.rest().await;
    assert_eq!(titles(&laptop), BTreeSet::from(["改过的".to_string()]));
}

/// What a device and the server answer, without what a device says of itself.
async fn same(desk: &Desk, device: &Device, who: &str, name: &str, input: Value) -> Value {
    let strip = |mut answer: Value| {
        if let Some(fields) = answer.as_object_mut() {
            fields.remove("kept");
            fields.remove("needed");
        }
        answer
    };
    let here = device.answers(name, &input, true).expect("an answer").expect("no fault");
    let there = desk.call_json(who, name, input.clone()).await.expect("an answer");
    assert_eq!(strip(here), strip(there.clone()), "{who}: {name} {input}");
    there
}

async fn articles_are_listed_and_read_alike(desk: Desk) {
    let shelf = shelf(&desk).await;
    let pair =
        [shelf[2].1, published(&desk, WriteArticle { language: ArticleLanguage::En, ..article("Customer") }).await];
    desk.done("engineer", PairArticle { id: pair[0], pair_id: Some(pair[1]) }).await;
    let laptop = device_of(&desk, "sales").await;
    for input in [
        json!({}),
        json!({"limit": 3}),
        json!({"state": "published,draft"}),
        json!({"audience": "customer"}),
        json!({"language": "en"}),
        json!({"product_id": world::U8}),
        json!({"category_id": world::PRINTERS}),
        json!({"owner_id": world::user("engineer")}),
        json!({"owner_id": world::user("sales")}),
    ] {
        let mut answer = same(&desk, &laptop, "sales", "articles.list", input.clone()).await;
        while !answer["next"].is_null() {
            let mut next = input.clone();
            next["cursor"] = answer["next"].clone();
            answer = same(&desk, &laptop, "sales", "articles.list", next).await;
        }
    }
    let told = laptop.answers("articles.list", &json!({"cursor": "nonsense"}), true).expect("an answer");
    assert_eq!(told.map(drop), desk.call_json("sales", "articles.list", json!({"cursor": "nonsense"})).await.map(drop));
    for id in laptop.rows(ARTICLES).keys() {
        same(&desk, &laptop, "sales", "articles.get", json!({"id": id})).await;
    }
    let detail = laptop.answers("articles.get", &json!({"id": pair[0]}), true).expect("an answer").expect("no fault");
    assert_eq!((&detail["kept"], &detail["pair"]["title"]), (&json!(true), &json!("Customer")));
    let foreign = shelf.iter().find(|(title, _)| *title == "南区公开").expect("an article").1;
    assert_eq!(laptop.answers("articles.get", &json!({"id": foreign}), true), None);
    // In the help centre, for partners as well.
    let phone = device_of(&desk, "paul").await;
    for (device, who) in [(&laptop, "sales"), (&phone, "paul")] {
        for input in [json!({}), json!({"language": "zh"}), json!({"product_id": world::U8}), json!({"language": "en"})]
        {
            same(&desk, device, who, "articles.help", input).await;
        }
        for slug in ["伙伴", "公开", "北区客户", "机主"] {
            same(&desk, device, who, "articles.open", json!({"slug": slug})).await;
        }
        assert_eq!(device.answers("articles.open", &json!({"slug": "南区公开"}), true), None, "{who}");
    }
    let told = phone.answers("articles.list", &json!({}), true).expect("an answer");
    assert!(told.is_err(), "partners have no console");
}

async fn articles_are_found_without_a_network(desk: Desk) {
    let jam = published(
        &desk,
        WriteArticle { text: text("打印机卡纸怎么办", "## 步骤\n\n清洁 **搓纸轮**。"), ..article("x") },
    );
    let jam = jam.await;
    published(&desk, WriteArticle { text: text("忘记密码", "点重置，收验证码。"), ..article("x") }).await;
    published(&desk, WriteArticle { text: text("总账结账", "全部凭证记账以后再结账。"), ..article("x") }).await;
    let case = desk.opened_for(NORTHERN, ANNA, "财务室打印机又卡纸了").await.id;
    desk.forwarded_to_team(case, NORTH_TEAM).await;
    let laptop = device_of(&desk, "engineer").await;
    let first = |name: &str, input: Value, rows: &str| {
        let answer = laptop.answers(name, &input, true).expect("an answer").expect("no fault");
        answer[rows][0]["title"].clone()
    };
    for (asked, title) in [
        ("打印机卡纸了", "打印机卡纸怎么办"),
        ("搓紙輪", "打印机卡纸怎么办"),
        ("收不到验证码", "忘记密码"),
        ("怎么结帐", "总账结账"),
    ] {
        assert_eq!(first("articles.list", json!({"q": asked}), "rows"), title, "{asked}");
        assert_eq!(first("articles.help", json!({"q": asked}), "rows"), title, "{asked}");
    }
    assert!(first("articles.list", json!({"q": "“没有的话”"}), "rows").is_null());
    assert!(first("articles.list", json!({"q": "打印机卡纸", "audience": "public"}), "rows").is_null());
    assert_eq!(first("cases.articles", json!({"id": case}), "found"), "打印机卡纸怎么办");
    assert_eq!(first("cases.articles", json!({"id": case, "q": "密码"}), "found"), "忘记密码");
    desk.call_json("engineer", "cases.use_article", json!({"id": case, "article_id": jam, "how": "solved"}))
        .await
        .expect("said");
    laptop.rest().await;
    let beside = laptop.answers("cases.articles", &json!({"id": case}), true).expect("an answer").expect("no fault");
    assert_eq!(beside["used"], json!([{"id": jam, "title": "打印机卡纸怎么办", "how": "solved"}]));
    desk.done("librarian", RetireArticle { id: jam, at: None, redirect_id: None }).await;
    laptop.rest().await;
    assert_ne!(first("articles.list", json!({"q": "打印机卡纸了"}), "rows"), "打印机卡纸怎么办");
}

/// More than one answer brings, with some that change while they come.
async fn a_long_shelf_comes_in_pages(desk: Desk) {
    let body = "很长的正文。".repeat(6_000);
    let mut made = Vec::new();
    for n in 0..9 {
        made.push(published(&desk, WriteArticle { text: text(&format!("长文 {n}"), &body), ..article("x") }).await);
    }
    let laptop = Device::of(&desk, "sales");
    laptop.round().await.expect("a first answer");
    let some = laptop.rows(ARTICLES).len();
    assert!((1..9).contains(&some), "{some} of them came at once");
    desk.done("colleague", OutdateArticle { id: made[0] }).await;
    desk.done("librarian", RetireArticle { id: made[1], at: None, redirect_id: None }).await;
    laptop.rest().await;
    let rows = laptop.rows(ARTICLES);
    assert_eq!((rows.len(), rows.contains_key(&made[1].to_string())), (8, false));
    assert_eq!(rows[&made[0].to_string()]["article"]["state"], "outdated");
}
