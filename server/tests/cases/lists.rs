//! Lists: pages that are complete and stable in every order, and a search that takes words as typed.

use yingda_shared::cases::listing::Sort;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{CountCases, ListCases};
use yingda_shared::catalog::priority::{Impact, Urgency};

use crate::both;
use crate::support::stories::*;
use crate::support::world::{NORTH_TEAM, NORTHERN, PRINTERS};
use crate::support::{Desk, field, fields};

both!(
    pages_are_complete_and_stable_in_every_order,
    what_arrives_while_paging_neither_hides_nor_doubles_a_row,
    a_search_finds_number_phone_name_and_subject_as_typed,
    wildcards_of_the_database_are_letters_to_a_search,
    filters_narrow_and_counts_agree_with_lists,
    words_that_mean_nothing_are_refused,
    groups_are_counted_and_named_on_the_first_page,
);

/// Cases that share every key but their ids, and some that do not.
async fn many(desk: &Desk, n: usize) {
    for i in 0..n {
        let (impact, urgency) = (Some(Impact::ALL[i % 3]), Some(Urgency::ALL[i % 4]));
        let op = QuickOpenCase {
            subject: format!("第{i}个"),
            impact,
            urgency,
            take: i % 2 == 0,
            ..QuickOpenCase::default()
        };
        desk.done("agent", op).await;
    }
}

/// Every page of a list, joined.
async fn walk(desk: &Desk, query: ListCases) -> Vec<String> {
    let (mut numbers, mut cursor) = (Vec::new(), query.cursor.clone());
    loop {
        let page = desk.done("agent", ListCases { cursor: cursor.take(), ..query.clone() }).await;
        numbers.extend(page.rows.into_iter().map(|row| row.number));
        match page.next {
            Some(next) => cursor = Some(next),
            None => return numbers,
        }
    }
}

async fn pages_are_complete_and_stable_in_every_order(desk: Desk) {
    many(&desk, 25).await;
    for sort in Sort::ALL {
        for sign in ["", "-"] {
            let query =
                |limit| ListCases { sort: Some(format!("{sign}{sort}")), limit: Some(limit), ..ListCases::default() };
            let whole = walk(&desk, query(500)).await;
            assert_eq!(whole.len(), 25, "{sign}{sort}");
            for limit in [1, 4, 24, 25] {
                assert_eq!(walk(&desk, query(limit)).await, whole, "{sign}{sort} by {limit}");
            }
        }
        let up = walk(&desk, ListCases { sort: Some(sort.to_string()), ..ListCases::default() }).await;
        let mut down = walk(&desk, ListCases { sort: Some(format!("-{sort}")), ..ListCases::default() }).await;
        down.reverse();
        assert_eq!(up, down, "{sort}");
    }
}

async fn what_arrives_while_paging_neither_hides_nor_doubles_a_row(desk: Desk) {
    many(&desk, 9).await;
    let query = ListCases { sort: Some("-created".into()), limit: Some(3), ..ListCases::default() };
    let first = desk.done("agent", query.clone()).await;
    many(&desk, 5).await;
    let rest = walk(&desk, ListCases { cursor: first.next, ..query }).await;
    let mut seen: Vec<String> = first.rows.into_iter().map(|row| row.number).chain(rest).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 9);
}

async fn a_search_finds_number_phone_name_and_subject_as_typed(desk: Desk) {
    let op = QuickOpenCase {
        subject: "ＥＲＰ 系统　打印机 报错".into(),
        contact_name: "欧阳锋".into(),
        contact_phone: "138 0013 8000".into(),
        ..QuickOpenCase::default()
    };
    let case = desk.done("agent", op).await;
    desk.submitted("bella", "别的事").await;
    let year_and_count = case.number[3..].to_string();
    let number = case.number.to_lowercase();
    let typed = [
        number.as_str(),
        &year_and_count,
        "000001",
        "13800138000",
        "138-0013-8000",
        "+86 13800138000",
        "８０００",
        "欧阳",
        "erp",
        "ＥＲＰ",
        "打印机",
        "报错 打印机",
        "  系统  ",
    ];
    for q in typed {
        assert_eq!(desk.subjects("agent", search(q)).await, Ok(vec!["ＥＲＰ 系统　打印机 报错".to_string()]), "{q}");
    }
    for q in ["打印机 别的事", "13800138001", "欧阳克"] {
        assert_eq!(desk.subjects("agent", search(q)).await, Ok(vec![]), "{q}");
    }
}

async fn wildcards_of_the_database_are_letters_to_a_search(desk: Desk) {
    for subject in ["折扣 100% 错", "文件 a_b 丢失", "惊叹!号", "反斜\\杠", "引'号\"", "axb"] {
        desk.submitted("anna", subject).await;
    }
    let cases = [
        ("100%", "折扣 100% 错"),
        ("a_b", "文件 a_b 丢失"),
        ("!", "惊叹!号"),
        ("\\", "反斜\\杠"),
        ("'", "引'号\""),
        ("\"", "引'号\""),
    ];
    for (q, subject) in cases {
        assert_eq!(desk.subjects("agent", search(q)).await, Ok(vec![subject.to_string()]), "{q}");
    }
    assert_eq!(desk.subjects("agent", search("%%")).await, Ok(vec![]));
    assert_eq!(desk.subjects("agent", search("' OR 1=1 --")).await, Ok(vec![]));
}

async fn filters_narrow_and_counts_agree_with_lists(desk: Desk) {
    many(&desk, 6).await;
    let case = desk.done("anna", SubmitCase { category_id: Some(PRINTERS), ..submit("分类") }).await;
    desk.forwarded_to_team(case.id, NORTH_TEAM).await;
    desk.done("agent", CancelCase { id: case.id, reason: "不用了".into() }).await;
    let count = |query: ListCases| {
        let desk = desk.clone();
        async move { desk.done("agent", query).await.rows.len() as i64 }
    };
    let by = |state: &str, assignee: Option<&str>| ListCases {
        state: Some(state.into()),
        assignee: assignee.map(str::to_string),
        ..ListCases::default()
    };
    let counts = desk.done("agent", CountCases { q: None, assignee: None }).await;
    for (state, n) in &counts.by_state {
        assert_eq!(count(by(state, None)).await, *n, "{state}");
    }
    assert_eq!(counts.by_state.values().sum::<i64>(), 7);
    assert_eq!(count(by("open", Some("me"))).await, counts.mine);
    assert_eq!(count(by("open", Some("none"))).await, counts.unassigned);
    assert_eq!(count(by("cancelled,new", None)).await, counts.by_state["cancelled"] + counts.by_state["new"]);
    assert_eq!(count(ListCases { priority: Some("p1,p2".into()), ..ListCases::default() }).await, 3);
    for query in [
        ListCases { team_id: Some(NORTH_TEAM.to_string()), ..ListCases::default() },
        ListCases { company_id: Some(NORTHERN.to_string()), ..ListCases::default() },
        ListCases { category_id: Some(PRINTERS.to_string()), ..ListCases::default() },
    ] {
        assert_eq!(desk.subjects("agent", query).await, Ok(vec!["分类".to_string()]));
    }
    let searched = desk.done("agent", CountCases { q: Some("分类".into()), assignee: None }).await;
    assert_eq!(searched.by_state.into_iter().collect::<Vec<_>>(), [("cancelled".to_string(), 1)]);
}

async fn words_that_mean_nothing_are_refused(desk: Desk) {
    let wrong = [
        (ListCases { sort: Some("body".into()), ..ListCases::default() }, field("/sort", "unknown_word")),
        (ListCases { sort: Some("--updated".into()), ..ListCases::default() }, field("/sort", "unknown_word")),
        (ListCases { state: Some("open,nonsense".into()), ..ListCases::default() }, field("/state", "unknown_word")),
        (ListCases { priority: Some("p9".into()), ..ListCases::default() }, field("/priority", "unknown_word")),
        (ListCases { assignee: Some("x' OR '1".into()), ..ListCases::default() }, field("/assignee", "unknown_word")),
        (ListCases { cursor: Some("nonsense".into()), ..ListCases::default() }, field("/cursor", "malformed")),
        (ListCases { cursor: Some("later~than".into()), ..ListCases::default() }, field("/cursor", "malformed")),
        (ListCases { team_id: Some("x".into()), ..ListCases::default() }, field("/team_id", "unknown_word")),
        (
            ListCases { category_id: Some("none,".into()), ..ListCases::default() },
            field("/category_id", "unknown_word"),
        ),
        (ListCases { channel: Some("telex".into()), ..ListCases::default() }, field("/channel", "unknown_word")),
        (ListCases { due: Some("soon".into()), ..ListCases::default() }, field("/due", "unknown_word")),
        (ListCases { created: Some("yesterday".into()), ..ListCases::default() }, field("/created", "period")),
        (ListCases { waits: Some("nobody".into()), ..ListCases::default() }, field("/waits", "unknown_word")),
        (ListCases { group: Some("body".into()), ..ListCases::default() }, field("/group", "unknown_word")),
        (ListCases { state: Some("n".repeat(10_000)), ..ListCases::default() }, field("/state", "too_long")),
        (ListCases { asset_id: Some("n".repeat(10_000)), ..ListCases::default() }, field("/asset_id", "too_long")),
        (search(&"长".repeat(101)), vec![("/q".to_string(), "too_long".to_string())]),
    ];
    for (query, complaint) in wrong {
        assert_eq!(fields(desk.call("agent", query.clone()).await), complaint, "{query:?}");
    }
}

async fn groups_are_counted_and_named_on_the_first_page(desk: Desk) {
    many(&desk, 5).await;
    let case = desk.done("anna", SubmitCase { category_id: Some(PRINTERS), ..submit("分类") }).await;
    desk.forwarded_to_team(case.id, NORTH_TEAM).await;
    for (by, expected) in [
        ("state", vec![("assigned".to_string(), 3), ("new".into(), 3)]),
        ("team", vec![(String::new(), 5), (NORTH_TEAM.to_string(), 1)]),
        ("category", vec![(String::new(), 5), (PRINTERS.to_string(), 1)]),
        ("company", vec![(String::new(), 5), (NORTHERN.to_string(), 1)]),
    ] {
        let query = ListCases { group: Some(by.into()), limit: Some(2), ..ListCases::default() };
        let first = desk.done("agent", query.clone()).await;
        let groups: Vec<(String, i64)> = first.groups.into_iter().map(|group| (group.word, group.count)).collect();
        assert_eq!(groups, expected, "{by}");
        assert!(!first.groups_capped);
        let named = expected.iter().filter_map(|(word, _)| word.parse().ok());
        assert!(named.into_iter().all(|id| first.names.contains_key(&id)), "{by}");
        let next = desk.done("agent", ListCases { cursor: first.next, ..query }).await;
        assert!(next.groups.is_empty(), "{by}: told once");
    }
    let priorities = ListCases { group: Some("priority".into()), ..ListCases::default() };
    assert!(desk.done("agent", priorities.clone()).await.groups.iter().all(|group| group.word.starts_with('p')));
    assert!(desk.call("anna", priorities).await.is_err(), "what is not shown is not counted either");
    assert!(desk.call("paul", ListCases { group: Some("team".into()), ..ListCases::default() }).await.is_err());
}
