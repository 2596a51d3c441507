//! Who sees which points: one's own, the ranking without those who stand aside, everybody's for whoever may take them back.

use yingda_server::ctx::now;
use yingda_server::knowledge::articles::watch;
use yingda_shared::exports::{ExportState, Format, StartExport};
use yingda_shared::kernel::time::{day_begins, month};
use yingda_shared::knowledge::articles::*;
use yingda_shared::knowledge::rewards::*;

use super::{public, solved_with, total};
use crate::both;
use crate::knowledge::article;
use crate::support::{Ask, Desk, code, field, fields};

both!(
    who_stands_aside_is_seen_by_nobody_else,
    everybody_sees_their_own_and_keepers_see_all,
    a_month_ends_when_the_desks_month_ends,
    a_month_is_taken_out_as_a_file,
    long_lists_come_in_pages,
);

async fn ranked(desk: &Desk, who: &str, month: Option<String>) -> Vec<String> {
    desk.done(who, GetRanking { month }).await.rows.into_iter().map(|row| row.name).collect()
}

async fn who_stands_aside_is_seen_by_nobody_else(desk: Desk) {
    public(&desk, "排行").await;
    assert_eq!(ranked(&desk, "sales", None).await, ["engineer先生", "manager先生"]);
    assert!(desk.done("engineer", HideRewards { hidden: true }).await.hidden);
    desk.done("engineer", HideRewards { hidden: true }).await;
    for who in ["sales", "manager", "librarian"] {
        assert_eq!(ranked(&desk, who, None).await, ["manager先生"], "{who}");
    }
    let first = desk.done("sales", GetRanking::default()).await.rows.remove(0);
    assert_eq!(first.place, 1, "no gap tells that somebody is left out");
    let own = desk.done("engineer", GetRanking::default()).await;
    assert_eq!((own.hidden, own.mine, own.rows[0].me), (true, 10, true));
    desk.done("engineer", HideRewards { hidden: false }).await;
    assert_eq!(ranked(&desk, "sales", None).await, ["engineer先生", "manager先生"]);
}

async fn everybody_sees_their_own_and_keepers_see_all(desk: Desk) {
    let id = public(&desk, "谁看得到").await;
    let all = || ListRewards { all: true, ..ListRewards::default() };
    assert_eq!(desk.done("librarian", all()).await.rows.len(), 2);
    assert_eq!(desk.done("sales", ListRewards::default()).await.rows.len(), 0);
    for who in ["engineer", "colleague", "sales"] {
        assert_eq!(code(desk.call(who, all()).await), "forbidden", "{who}");
    }
    for who in ["anna", "paul", "petra"] {
        assert_eq!(code(desk.call(who, ListRewards::default()).await), "forbidden", "{who}");
        assert_eq!(code(desk.call(who, GetRanking::default()).await), "forbidden", "{who}");
    }
    assert_eq!(code(desk.call("guest", GetRanking::default()).await), "unauthenticated");
    for odd in ["2026", "2026-13", "x"] {
        let (month, own) = (Some(odd.to_string()), Some(odd.to_string()));
        assert_eq!(fields(desk.call("sales", GetRanking { month }).await), field("/month", "malformed"));
        let list = ListRewards { month: own, ..ListRewards::default() };
        assert_eq!(fields(desk.call("sales", list).await), field("/month", "malformed"));
    }
    let cursor = ListRewards { cursor: Some("x".into()), ..ListRewards::default() };
    assert_eq!(fields(desk.call("sales", cursor).await), field("/cursor", "malformed"));
    // What one was given stays one's own, the title of an article that one reads no more does not.
    let unit_id = Some(crate::support::world::SOUTH);
    desk.done("manager", EditArticle { id, facets: Facets { unit_id, ..crate::knowledge::facets() } }).await;
    let own = desk.done("engineer", ListRewards::default()).await.rows.remove(0);
    let reads = desk.call("engineer", GetArticle { id }).await.is_ok();
    assert_eq!((own.points, own.title.is_empty()), (10, !reads));
}

async fn a_month_ends_when_the_desks_month_ends(desk: Desk) {
    let offset = desk.services.config.offset;
    let next = month(now(), offset) + 1;
    let begins = day_begins(&format!("{}-01", month_text(next)), offset).expect("a day");
    for (title, at) in [("月末", begins - 1), ("月初", begins)] {
        let id = desk.done("engineer", article(title)).await.id;
        desk.done("engineer", ProposeArticle { id, reviewers: vec![], due: None }).await;
        desk.done("colleague", ApproveArticle { id, edition: 1 }).await;
        desk.done("librarian", PublishArticle { id, at: Some(at) }).await;
    }
    assert_eq!(total(&desk, "engineer").await, 0, "nothing is published yet");
    for at in [begins - 1, begins] {
        watch::work_off(&desk.services, at).await.expect("what is due is done");
        watch::work_off(&desk.services, at).await.expect("and done once");
    }
    for of in [next - 1, next] {
        let told = desk.done("engineer", GetRanking { month: Some(month_text(of)) }).await;
        assert_eq!((told.mine, told.total, told.month), (10, 20, month_text(of)));
        let list = ListRewards { month: Some(month_text(of)), ..ListRewards::default() };
        let rows = desk.done("engineer", list).await.rows;
        let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles, [if of == next { "月初" } else { "月末" }]);
    }
    // Points are taken back in the month for which they counted.
    let list = ListRewards { month: Some(month_text(next)), ..ListRewards::default() };
    let entry = desk.done("engineer", list).await.rows.remove(0);
    desk.done("librarian", ReverseReward { id: entry.id, reason: "重复".into() }).await;
    let told = desk.done("engineer", GetRanking { month: Some(month_text(next)) }).await;
    assert_eq!((told.mine, told.total), (0, 10));
    assert_eq!(ranked(&desk, "sales", Some(month_text(next))).await, Vec::<String>::new());
}

async fn a_month_is_taken_out_as_a_file(desk: Desk) {
    let id = public(&desk, "导出积分").await;
    solved_with(&desk, id, "colleague", "colleague").await;
    let of = month_text(month(now(), desk.services.config.offset));
    let start = |query: String| StartExport {
        list: "rewards".into(),
        format: Format::Csv,
        query,
        columns: String::new(),
        language: "zh".into(),
    };
    let export = desk.done("manager", start(format!("month={of}&all=true"))).await;
    assert_eq!((export.state, export.rows), (ExportState::Done, 3));
    let answer = desk.http(Ask::get(&format!("/exports/{}/content", export.id)).by("manager")).await;
    let text = String::from_utf8(answer.bytes).expect("UTF-8");
    let heading = text.lines().next().unwrap_or_default().trim_start_matches('\u{feff}').to_string();
    assert_eq!(heading, "记录时间,计入月份,人员,事由,积分,知识,记录人,原因");
    for part in ["engineer先生,撰写,10,导出积分", "engineer先生,被同事采用,5,导出积分", "manager先生,审核,3,导出积分"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let own = desk.done("manager", start(format!("month={of}"))).await;
    assert_eq!(own.rows, 1, "one's own alone");
    assert_eq!(
        code(desk.call("north", start("all=true".into())).await),
        "forbidden",
        "who may not take back sees their own"
    );
    assert_eq!(code(desk.call("engineer", start(String::new())).await), "forbidden");
}

async fn long_lists_come_in_pages(desk: Desk) {
    for title in ["一", "二", "三"] {
        public(&desk, title).await;
    }
    let page = |cursor| ListRewards { cursor, limit: Some(2), ..ListRewards::default() };
    let first = desk.done("engineer", page(None)).await;
    assert_eq!(first.rows.len(), 2);
    let rest = desk.done("engineer", page(first.next)).await;
    let titles: Vec<String> = first.rows.into_iter().chain(rest.rows).map(|row| row.title).collect();
    assert_eq!((titles, rest.next), (["三", "二", "一"].map(String::from).to_vec(), None));
}
