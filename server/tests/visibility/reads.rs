//! Lists, counts, callers, the audit: no more rows than the caller sees, and no way to ask around.

use yingda_shared::audit::ListAudit;
use yingda_shared::cases::operations::TakeCase;
use yingda_shared::cases::queries::{CountCases, FindCaller, ListCases};
use yingda_shared::organisation::MoveUnit;

use super::{Rows, everyone, rights, seen_by};
use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, *};
use crate::support::{Desk, code};

both!(
    lists_searches_and_counts_hold_what_is_seen,
    hidden_columns_neither_filter_nor_sort,
    a_caller_comes_with_the_cases_in_sight,
    the_audit_tells_of_cases_in_sight,
    a_unit_that_moves_takes_its_cases_along_at_once,
);

async fn listed(desk: &Desk, who: &str, query: ListCases) -> Vec<String> {
    let query = ListCases { sort: Some("number".into()), ..query };
    desk.subjects(who, query).await.unwrap_or_else(|fault| panic!("{who}: {fault:?}"))
}

async fn lists_searches_and_counts_hold_what_is_seen(desk: Desk) {
    Rows::build(&desk).await;
    for who in everyone().filter(|who| *who != "guest") {
        let seen = seen_by(who);
        assert_eq!(listed(&desk, who, ListCases::default()).await, seen, "{who}");
        assert_eq!(listed(&desk, who, search("案")).await, seen, "{who}");
        assert_eq!(listed(&desk, who, search("CS-")).await, seen, "{who}");
        assert_eq!(
            listed(&desk, who, ListCases { state: Some("open".into()), ..ListCases::default() }).await,
            seen,
            "{who}"
        );
        let foreign = ListCases { company_id: Some(SOUTHERN.to_string()), ..ListCases::default() };
        let of_south: Vec<_> = seen.iter().filter(|subject| **subject == "丙案").collect();
        assert_eq!(listed(&desk, who, foreign).await.iter().collect::<Vec<_>>(), of_south, "{who}");
        if rights(who).contains("cases.count") {
            for q in [None, Some("案".to_string())] {
                let counts = desk.done(who, CountCases { q, assignee: None }).await;
                assert_eq!(counts.by_state.values().sum::<i64>(), seen.len() as i64, "{who}");
            }
        }
    }
}

async fn hidden_columns_neither_filter_nor_sort(desk: Desk) {
    Rows::build(&desk).await;
    let by = |change: fn(&mut ListCases)| {
        let mut query = ListCases::default();
        change(&mut query);
        query
    };
    let inner = [
        by(|query| query.team_id = Some(NORTH_TEAM.to_string())),
        by(|query| query.unit_id = Some(NORTH_BRANCH.to_string())),
        by(|query| query.contact_id = Some(ADAM.to_string())),
        by(|query| query.assignee = Some("none".into())),
        by(|query| query.assignee = Some(world::user("engineer").to_string())),
    ];
    let priorities = [
        by(|query| query.firm_id = Some(FIRM_ONE.to_string())),
        by(|query| query.priority = Some("p1".into())),
        by(|query| query.sort = Some("priority".into())),
        by(|query| query.sort = Some("-priority".into())),
    ];
    let of_others = [
        by(|query| query.product_id = Some(world::U8.to_string())),
        by(|query| query.channel = Some("portal".into())),
        by(|query| query.created = Some("today".into())),
        by(|query| query.waits = Some("customer".into())),
        by(|query| query.group = Some("company".into())),
        by(|query| query.group = Some("priority".into())),
    ];
    for query in &of_others {
        for who in ["anna", "adam"] {
            assert_eq!(code(desk.call(who, query.clone()).await), "forbidden", "{who} {query:?}");
        }
        assert!(desk.call("paul", query.clone()).await.is_ok(), "{query:?}");
    }
    for who in ["anna", "adam", "paul", "petra"] {
        for query in &inner {
            let answer = code(desk.call(who, query.clone()).await);
            assert!(["forbidden", "invalid"].contains(&answer.as_str()), "{who} {query:?}: {answer}");
        }
        for query in &priorities {
            let answer = desk.call(who, query.clone()).await;
            assert_eq!(answer.is_err(), ["anna", "adam"].contains(&who), "{who} {query:?}");
        }
    }
    let count = CountCases { q: None, assignee: Some("none".into()) };
    assert!(desk.call("paul", count).await.is_err());
    let counts = desk.done("paul", CountCases { q: None, assignee: None }).await;
    assert_eq!((counts.mine, counts.unassigned), (0, 0));
}

async fn a_caller_comes_with_the_cases_in_sight(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let found = |who: &'static str| {
        let desk = desk.clone();
        async move {
            let callers = desk.done(who, FindCaller { q: "安娜".into() }).await.callers;
            callers.iter().flat_map(|caller| caller.open_cases.iter().map(|row| row.id)).collect::<Vec<_>>()
        }
    };
    assert_eq!(found("agent").await, [rows.annas]);
    assert_eq!(found("field").await, [rows.annas]);
    desk.forwarded_to_team(rows.annas, SOUTH_TEAM).await;
    assert_eq!(found("agent").await, [rows.annas]);
    assert_eq!(found("dispatcher").await, []);
    assert_eq!(found("field").await, []);
}

async fn the_audit_tells_of_cases_in_sight(desk: Desk) {
    let rows = Rows::build(&desk).await;
    for (_, id) in rows.all() {
        desk.done("colleague", TakeCase { id, base: None }).await;
    }
    let objects = |who: &'static str, object: Option<String>| {
        let desk = desk.clone();
        async move {
            let lines = desk.done(who, ListAudit { object, ..ListAudit::default() }).await.rows;
            lines.into_iter().map(|line| line.object).collect::<std::collections::BTreeSet<_>>()
        }
    };
    let ids = |ids: &[yingda_shared::kernel::id::CaseId]| ids.iter().map(|id| id.to_string()).collect();
    assert_eq!(objects("north", None).await, ids(&[rows.annas, rows.adams]));
    assert_eq!(objects("south", None).await, ids(&[rows.bellas]));
    assert_eq!(objects("north", Some(rows.bellas.to_string())).await, ids(&[]));
    assert_eq!(objects("admin", None).await, ids(&[rows.annas, rows.adams, rows.bellas, rows.nobodys]));
}

async fn a_unit_that_moves_takes_its_cases_along_at_once(desk: Desk) {
    let rows = Rows::build(&desk).await;
    assert_eq!(listed(&desk, "north", ListCases::default()).await, ["甲案", "乙案"]);
    assert_eq!(listed(&desk, "south", ListCases::default()).await, ["丙案"]);
    desk.done("admin", MoveUnit { id: NORTH_BRANCH, parent_id: SOUTH }).await;
    assert_eq!(listed(&desk, "north", ListCases::default()).await, Vec::<String>::new());
    assert_eq!(listed(&desk, "south", ListCases::default()).await, ["甲案", "乙案", "丙案"]);
    assert_eq!(
        listed(&desk, "dispatcher", ListCases::default()).await,
        ["甲案", "乙案"],
        "the branch itself stays the same"
    );
    assert_eq!(code(desk.call("north", comment(rows.annas, "还看得到吗")).await), "not_found");
    desk.done("south", comment(rows.annas, "现在归我们")).await;
    assert_eq!(code(desk.call("admin", MoveUnit { id: SOUTH, parent_id: NORTH_BRANCH }).await), "units.loop");
    assert_eq!(code(desk.call("north", MoveUnit { id: NORTH_BRANCH, parent_id: NORTH }).await), "forbidden");
}
