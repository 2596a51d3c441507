//! Articles found by what people ask: by the index, by what changed since, and by the database while there is no index.

use std::collections::BTreeSet;
use std::path::PathBuf;

use yingda_server::knowledge::articles;
use yingda_shared::kernel::id::{ArticleId, ProductId};
use yingda_shared::kernel::limits::SEARCH_MAX;
use yingda_shared::knowledge::articles::*;

use super::reading::{reads, shelf, without_loom};
use super::{article, facets, published, text, through};
use crate::both;
use crate::search::Follower;
use crate::support::world::{PRINTERS, U8};
use crate::support::{Desk, field, fields};
use crate::visibility::everyone;

both!(
    what_customers_say_finds_articles,
    what_one_wrote_is_found_at_once,
    no_draft_is_found_by_its_readers,
    a_damaged_index_is_made_anew_while_the_desk_answers,
    who_reads_an_article_finds_it_and_nobody_else,
    filters_narrow_what_is_found_and_lists_go_on,
    whatever_is_asked_has_an_answer,
    what_is_about_the_product_of_a_case_comes_first,
    titles_are_found_by_their_sound_and_nobody_is_shown_it,
);

async fn public(desk: &Desk, title: &str, body: &str) -> ArticleId {
    let facets = Facets { audience: Audience::Public, ..facets() };
    published(desk, WriteArticle { facets, text: text(title, body), ..article(title) }).await
}

async fn help(desk: &Desk, who: &str, q: &str) -> HelpList {
    desk.done(who, ListHelp { q: Some(q.into()), ..ListHelp::default() }).await
}

async fn list(desk: &Desk, who: &str, q: &str) -> ArticleList {
    desk.done(who, ListArticles { q: Some(q.into()), limit: Some(100), ..ListArticles::default() }).await
}

fn marked(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().filter(|piece| piece.marked).map(|piece| piece.text.as_str()).collect()
}

fn titles(help: &HelpList) -> Vec<&str> {
    help.rows.iter().map(|row| row.title.as_str()).collect()
}

async fn what_customers_say_finds_articles(desk: Desk) {
    public(&desk, "打印机卡纸", "打开后盖，**取出卡住的**纸，再清洁搓纸轮。").await;
    public(&desk, "重置登录密码", "在登录页点“忘记密码”，收验证码，设置新密码。").await;
    public(&desk, "月末结账", "全部凭证记账以后再结账。").await;
    let asked = [
        ("我的打印机老是卡纸，该怎么处理", "打印机卡纸"),
        ("忘记密码登不进去了", "重置登录密码"),
        ("記賬之後怎麼結賬", "月末结账"),
    ];
    for (q, _) in asked {
        assert_eq!(titles(&help(&desk, "guest", q).await), Vec::<&str>::new(), "the database does not rank: {q}");
    }
    let follower = Follower::of_articles(&desk).await;
    for (q, title) in asked {
        let found = help(&desk, "guest", q).await;
        assert_eq!(titles(&found).first(), Some(&title), "{q}");
        let listed = list(&desk, "agent", q).await;
        assert_eq!(listed.rows.first().map(|row| row.title.as_str()), Some(title), "{q}");
        assert!(found.total.is_some() && listed.total.is_some(), "{q}");
    }
    let found = help(&desk, "guest", "取出卡住的纸").await;
    assert_eq!(found.total, Some(1));
    let excerpt = &found.rows[0].excerpt;
    assert_eq!(marked(&excerpt.body).first(), Some(&"取出卡住"), "{excerpt:?}");
    let whole: String = excerpt.body.iter().map(|piece| piece.text.as_str()).collect();
    assert!(whole.starts_with("打开后盖") && !whole.contains("**"), "{whole}");
    assert_eq!(marked(&help(&desk, "guest", "卡纸").await.rows[0].excerpt.title), ["卡纸"]);
    follower.stop().await;
}

async fn titles_are_found_by_their_sound_and_nobody_is_shown_it(desk: Desk) {
    let wanted = ["打印机卡纸"];
    Follower::of_articles(&desk).await.stop().await;
    public(&desk, "打印机卡纸", "打开后盖，取出纸张。").await;
    public(&desk, "月末结账", "全部凭证记账以后再结账。").await;
    // Told beside the index, then by it.
    for _ in 0..2 {
        for q in ["dyjkz", "dayinjikazhi"] {
            let found = help(&desk, "guest", q).await;
            assert_eq!((titles(&found), found.total), (wanted.to_vec(), Some(1)), "{q}");
            let excerpt = &found.rows[0].excerpt;
            let shown = excerpt.title.iter().chain(&excerpt.body).map(|piece| piece.text.as_str());
            assert!(!shown.collect::<String>().contains(q), "{q}: {excerpt:?}");
            assert!(!found.rows[0].summary.contains(q), "{q}");
            let listed = list(&desk, "agent", q).await;
            assert_eq!(listed.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), wanted, "{q}");
        }
        Follower::of_articles(&desk).await.stop().await;
    }
}

async fn what_one_wrote_is_found_at_once(desk: Desk) {
    let old = public(&desk, "路由器断网", "检查网线。").await;
    Follower::of_articles(&desk).await.stop().await;
    let new = public(&desk, "扫描枪不出声", "换电池。").await;
    assert!(desk.services.article_index.snapshot().expect("an index").pos < desk.head().await);
    let found = help(&desk, "guest", "扫描枪没声了").await;
    assert_eq!(titles(&found), ["扫描枪不出声"]);
    assert_eq!(marked(&found.rows[0].excerpt.title), ["扫描枪"]);
    assert_eq!(
        (help(&desk, "guest", "换电池").await.total, help(&desk, "guest", "网线").await.total),
        (Some(1), Some(1))
    );
    desk.done("engineer", DraftArticle { id: new, text: text("扫描枪不出声", "升级固件。"), seen: None }).await;
    through(&desk, new).await;
    assert_eq!(titles(&help(&desk, "guest", "升级固件").await), ["扫描枪不出声"]);
    assert_eq!(titles(&help(&desk, "guest", "换电池").await), Vec::<&str>::new(), "nobody reads that any more");
    desk.done("librarian", RetireArticle { id: old, at: None, redirect_id: None }).await;
    let gone = help(&desk, "guest", "网线").await;
    assert_eq!((gone.rows.len(), gone.total), (0, Some(0)));
    // The index says the same once it knows.
    let follower = Follower::of_articles(&desk).await;
    assert_eq!(titles(&help(&desk, "guest", "升级固件").await), ["扫描枪不出声"]);
    assert_eq!(help(&desk, "guest", "网线").await.rows.len(), 0);
    follower.stop().await;
}

async fn no_draft_is_found_by_its_readers(desk: Desk) {
    let id = public(&desk, "路由器断网", "检查网线。").await;
    let follower = Follower::of_articles(&desk).await;
    follower.stop().await;
    desk.done("engineer", DraftArticle { id, text: text("机密草稿", "改用内测版本"), seen: None }).await;
    let facets = Facets { audience: Audience::Public, ..facets() };
    let unread = WriteArticle { facets, text: text("未发布功能", "仅供试用"), ..article("未发布功能") };
    desk.done("engineer", unread).await;
    // Told beside the index, then by it.
    for _ in 0..2 {
        for q in ["机密草稿", "改用内测版本", "未发布功能", "仅供试用"] {
            for who in ["guest", "anna", "paul", "sales"] {
                let found = help(&desk, who, q).await;
                assert_eq!((found.rows.len(), found.total), (0, Some(0)), "{who} {q}");
            }
            let listed = list(&desk, "sales", q).await;
            assert_eq!((listed.rows.len(), listed.total), (0, Some(0)), "sales {q}");
        }
        // What is written beside a published text is found by nobody; what was never published by those who see drafts.
        assert_eq!(list(&desk, "agent", "机密草稿").await.rows.len(), 0);
        let drafts = list(&desk, "agent", "仅供试用").await;
        assert_eq!(drafts.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["未发布功能"]);
        assert_eq!(help(&desk, "agent", "仅供试用").await.rows.len(), 0, "the help centre has what is published");
        assert_eq!(titles(&help(&desk, "anna", "网线").await), ["路由器断网"]);
        Follower::of_articles(&desk).await.stop().await;
    }
}

fn files(desk: &Desk) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for version in std::fs::read_dir(desk.services.config.index.join("articles")).expect("an index") {
        let files = std::fs::read_dir(version.expect("a folder").path()).expect("its files");
        found.extend(files.map(|file| file.expect("a file").path()));
    }
    found
}

async fn a_damaged_index_is_made_anew_while_the_desk_answers(desk: Desk) {
    public(&desk, "打印机卡纸", "取出卡住的纸。").await;
    for name in ["meta.json", ".term", ".idx", ".fast"] {
        let last = desk.beside().await;
        Follower::of_articles(&last).await.stop().await;
        last.services.database.close().await;
        let damaged: Vec<PathBuf> =
            files(&desk).into_iter().filter(|file| file.to_string_lossy().ends_with(name)).collect();
        assert!(!damaged.is_empty(), "the index has a file {name}");
        for file in damaged {
            std::fs::write(file, b"nonsense").expect("the file is overwritten");
        }
        let next = desk.beside().await;
        assert_eq!(titles(&help(&next, "guest", "卡纸").await), ["打印机卡纸"], "{name}: the database answers");
        let follower = Follower::of_articles(&next).await;
        let found = help(&next, "guest", "卡纸").await;
        assert_eq!(
            (titles(&found), marked(&found.rows[0].excerpt.title)),
            (vec!["打印机卡纸"], vec!["卡纸"]),
            "{name}"
        );
        assert!(next.services.article_index.snapshot().is_some(), "{name}");
        follower.stop().await;
        next.services.database.close().await;
    }
}

async fn who_reads_an_article_finds_it_and_nobody_else(desk: Desk) {
    without_loom(&desk).await;
    Follower::of_articles(&desk).await.stop().await;
    shelf(&desk).await;
    // Told beside the index, then by it.
    for round in ["beside the index", "by the index"] {
        for who in everyone() {
            let wanted = reads(who);
            let found = help(&desk, who, "卡纸").await;
            let listed: BTreeSet<&str> = titles(&found).into_iter().collect();
            assert_eq!(listed, wanted, "{who} {round}");
            assert_eq!(
                (found.rows.len(), found.total),
                (wanted.len(), u32::try_from(wanted.len()).ok()),
                "{who} {round}"
            );
            for row in &found.rows {
                assert_eq!(marked(&row.excerpt.body), ["卡纸"], "{who} {round} {}", row.title);
            }
            if desk.caller(who).await.actor.is_staff() {
                let found = list(&desk, who, "卡纸").await;
                let listed: BTreeSet<&str> = found.rows.iter().map(|row| row.title.as_str()).collect();
                assert_eq!((listed, found.total), (wanted.clone(), u32::try_from(wanted.len()).ok()), "{who} {round}");
            }
        }
        Follower::of_articles(&desk).await.stop().await;
    }
}

async fn filters_narrow_what_is_found_and_lists_go_on(desk: Desk) {
    let category = Facets { category_id: Some(PRINTERS), product_id: Some(U8), ..facets() };
    published(&desk, WriteArticle { facets: category, ..article("分类") }).await;
    for n in 0..4 {
        desk.done("engineer", article(&format!("稿 {n}"))).await;
    }
    let follower = Follower::of_articles(&desk).await;
    let all = || ListArticles { q: Some("卡纸".into()), ..ListArticles::default() };
    for (op, count) in [
        (all(), 5_usize),
        (ListArticles { state: Some("draft".into()), ..all() }, 4),
        (ListArticles { state: Some("draft,published".into()), ..all() }, 5),
        (ListArticles { category_id: Some(PRINTERS), ..all() }, 1),
        (ListArticles { product_id: Some(U8), state: Some("draft".into()), ..all() }, 0),
        (ListArticles { language: Some(ArticleLanguage::En), ..all() }, 0),
        (ListArticles { audience: Some(Audience::Public), ..all() }, 0),
        (ListArticles { audience: Some(Audience::Internal), ..all() }, 5),
    ] {
        let asked = format!("{op:?}");
        let found = desk.done("engineer", op).await;
        assert_eq!((found.rows.len(), found.total), (count, u32::try_from(count).ok()), "{asked}");
    }
    let (mut cursor, mut seen) = (None, Vec::new());
    loop {
        let page = desk.done("engineer", ListArticles { limit: Some(2), cursor, ..all() }).await;
        assert_eq!(page.total, Some(5));
        seen.extend(page.rows.into_iter().map(|row| row.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (5, 5));
    let astray = ListArticles { cursor: Some("x".into()), ..all() };
    assert_eq!(fields(desk.call("engineer", astray).await), field("/cursor", "malformed"));
    follower.stop().await;
}

async fn whatever_is_asked_has_an_answer(desk: Desk) {
    public(&desk, "打印机卡纸", "取出卡住的纸。").await;
    let nothing =
        ["，。！？", "😀👩\u{200d}🔧", "*?:()[]{}^~/+-!&|", "title:x AND NOT (a OR b)", "%_", "“”", "\"", "\\"];
    for indexed in [false, true] {
        let follower = if indexed { Some(Follower::of_articles(&desk).await) } else { None };
        for q in nothing {
            let found = help(&desk, "guest", q).await;
            assert_eq!((found.rows.len(), found.total), (0, Some(0)), "{q}");
        }
        for q in ["卡纸", "  卡纸  ", "卡纸!"] {
            if indexed || !q.contains('!') {
                assert_eq!(titles(&help(&desk, "guest", q).await), ["打印机卡纸"], "{q}");
            }
        }
        let long = |length: usize| ListHelp { q: Some("长".repeat(length)), ..ListHelp::default() };
        assert_eq!(fields(desk.call("guest", long(10_000)).await), field("/q", "too_long"));
        assert_eq!(desk.done("guest", long(SEARCH_MAX)).await.rows.len(), 0);
        if let Some(follower) = follower {
            follower.stop().await;
        }
    }
}

async fn what_is_about_the_product_of_a_case_comes_first(desk: Desk) {
    let of = |product_id| WriteArticle { facets: Facets { product_id, ..facets() }, ..article("打印机卡纸") };
    let of_product = published(&desk, of(Some(U8))).await;
    let of_all = published(&desk, of(None)).await;
    let of_product_later = published(&desk, of(Some(U8))).await;
    let weak = WriteArticle { text: text("纸箱", "卡片"), ..of(Some(U8)) };
    published(&desk, weak).await;
    let find = |product: Option<ProductId>| {
        let desk = desk.clone();
        async move {
            let mut cx = desk.services.reader(desk.caller("engineer").await);
            let reader = articles::reader(&mut cx).await.expect("a reader");
            let found = articles::find(&mut cx, &reader, "打印机卡纸", product, 3).await.expect("articles");
            found.into_iter().map(|article| article.id).collect::<Vec<_>>()
        }
    };
    let everything = BTreeSet::from([of_product, of_all, of_product_later]);
    for indexed in [false, true] {
        let follower = if indexed { Some(Follower::of_articles(&desk).await) } else { None };
        assert_eq!(find(None).await.into_iter().collect::<BTreeSet<_>>(), everything, "{indexed}");
        // Published before and after the other one: it is not the order in which they came.
        assert_eq!(find(Some(U8)).await.last(), Some(&of_all), "{indexed}");
        if let Some(follower) = follower {
            follower.stop().await;
        }
    }
}
