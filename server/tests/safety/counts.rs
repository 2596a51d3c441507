//! What is hidden is not told by numbers either: counts, sums, lists of one's own, who is there.

use serde_json::json;
use yingda_shared::audit::ListAudit;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{CountCases, FindCaller, GetCase, ListCases, SimilarCases};
use yingda_shared::cases::satisfaction::SatisfactionReport;
use yingda_shared::identity::{ActorKind, Reach};

use super::every_operation;
use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, BELLA, SOUTHERN};
use crate::support::{Ask, Desk, code};
use crate::visibility::{Rows, everyone, rights, seen_by};

both!(
    case_13_a_note_is_neither_written_nor_read_from_outside,
    case_15_being_staff_opens_no_case_by_itself,
    case_16_counts_tell_nothing_of_hidden_rows,
    case_16_sums_of_ratings_hold_what_is_seen,
);

async fn case_13_a_note_is_neither_written_nor_read_from_outside(desk: Desk) {
    let case = desk.opened_for(world::NORTHERN, world::ANNA, "有内情").await;
    desk.forwarded_to_firm(case.id, world::FIRM_ONE).await;
    let seen = desk.case("anna", case.id).await.case.rv;
    desk.noted("agent", case.id, "客户信用不好").await;
    let file = desk.uploaded("agent", "contract.png", PNG).await;
    let inside = AttachFiles { id: case.id, files: yingda_shared::kernel::id::FileIds(vec![file]), internal: true };
    desk.done("agent", inside).await;
    for who in ["anna", "adam", "paul"] {
        let note = CommentCase { internal: true, ..comment(case.id, "混进内部") };
        assert_eq!(code(desk.call(who, note).await), "cases.not_yours", "{who}");
        let seen = [
            desk.call_json(who, "cases.get", json!({"id": case.id})).await,
            desk.call_json(who, "cases.timeline", json!({"id": case.id, "before": i64::MAX})).await,
            desk.call_json(who, "cases.list", json!({"q": "信用"})).await,
        ];
        for answer in seen {
            let said = answer.expect("an answer").to_string();
            assert!(!said.contains("信用") && !said.contains(&file.to_string()), "{who}: {said}");
        }
        for path in [format!("//files/{file}"), format!("/files/{file}/content"), format!("/files/{file}")] {
            assert_eq!(desk.http(Ask::get(&path).by(who)).await.problem(), (404, "not_found".into()), "{who} {path}");
        }
        // An entry of the timeline is no record of its own: there is no address that rewrites one.
        for method in ["PUT", "PATCH", "DELETE"] {
            let ask = Ask::new(method, &format!("/cases/{}/comments", case.id)).json(json!({"text": "改"})).by(who);
            assert_eq!(desk.http(ask).await.status.as_u16(), 405, "{who} {method}");
        }
    }
    // Whoever saw the case before the note is not stopped by it, and so not told of it.
    let ask = Ask::post(&format!("/cases/{}/comments", case.id), json!({"text": "还在等"})).by("anna");
    desk.http(ask.header("if-match", &format!("\"{seen}\""))).await.ok();
}

async fn case_15_being_staff_opens_no_case_by_itself(desk: Desk) {
    let rows = Rows::build(&desk).await;
    desk.given_role("librarian", ActorKind::Staff, Reach::Own, every_operation()).await;
    desk.given_role("sales", ActorKind::Staff, Reach::Team, every_operation()).await;
    for who in ["librarian", "sales"] {
        for (subject, id) in rows.all() {
            assert_eq!(code(desk.call(who, GetCase { id: id.to_string() }).await), "not_found", "{who} {subject}");
            assert_eq!(code(desk.call(who, TakeCase { id, base: None }).await), "not_found", "{who} {subject}");
            let similar = SimilarCases { id: Some(id), ..SimilarCases::default() };
            assert_eq!(code(desk.call(who, similar).await), "not_found", "{who} {subject}");
        }
        assert_eq!(desk.subjects(who, ListCases::default()).await, Ok(vec![]));
        let counts = desk.done(who, CountCases { q: None, assignee: None }).await;
        assert_eq!((counts.by_state.len(), counts.mine, counts.unassigned), (0, 0, 0), "{who}");
        let alike =
            SimilarCases { subject: Some("甲案".into()), company_id: Some(SOUTHERN), ..SimilarCases::default() };
        assert_eq!(desk.done(who, alike).await.cases, []);
        let callers = desk.done(who, FindCaller { q: "贝拉".into() }).await.callers;
        assert!(callers.iter().all(|caller| caller.open_cases.is_empty()), "{who}");
        let lines = desk.done(who, ListAudit::default()).await.rows;
        assert!(lines.iter().all(|line| rows.all().iter().all(|(_, id)| line.object != id.to_string())), "{who}");
        assert_eq!(desk.done(who, SatisfactionReport::default()).await.overall.ratings, 0);
    }
    // Work that is given to them opens that case and no other.
    desk.done("manager", assign(rows.bellas, "librarian")).await;
    assert_eq!(desk.subjects("librarian", ListCases::default()).await, Ok(vec!["丙案".into()]));
}

async fn case_16_counts_tell_nothing_of_hidden_rows(desk: Desk) {
    let rows = Rows::build(&desk).await;
    desk.done("manager", assign(rows.bellas, "engineer")).await;
    let words = [None, Some("案"), Some("丙案"), Some("丁案"), Some("贝拉"), Some("13900139000"), Some("CS-")];
    for who in everyone().filter(|who| rights(who).contains("cases.count")) {
        for q in words.map(|q| q.map(str::to_string)) {
            let listed = desk.subjects(who, ListCases { q: q.clone(), ..ListCases::default() }).await.expect("a list");
            assert!(listed.iter().all(|subject| seen_by(who).contains(&subject.as_str())), "{who} {q:?}: {listed:?}");
            let counts = desk.done(who, CountCases { q: q.clone(), assignee: None }).await;
            let sum: i64 = counts.by_state.values().sum();
            assert_eq!(sum, listed.len() as i64, "{who} counts {q:?}");
            assert!(counts.mine + counts.unassigned <= sum, "{who} {q:?}");
        }
    }
    // Whose work it is is not counted out by those who do not see it.
    let of_engineer = CountCases { q: None, assignee: Some(world::user("engineer").to_string()) };
    let open = |counts: yingda_shared::cases::queries::CaseCounts| counts.by_state.values().sum::<i64>();
    assert_eq!(open(desk.done("agent", of_engineer.clone()).await), 1);
    assert_eq!(open(desk.done("north", of_engineer.clone()).await), 0);
    for who in ["paul", "petra"] {
        assert!(desk.call(who, of_engineer.clone()).await.is_err(), "{who} counts by a hidden column");
    }
    // A page says that more follows only when more of one's own does.
    let one = ListCases { limit: Some(1), ..ListCases::default() };
    for (who, more) in [("bella", false), ("south", false), ("quinn", false), ("adam", true)] {
        assert_eq!(desk.done(who, one.clone()).await.next.is_some(), more, "{who}");
    }
    // Words of a person are found with the person's cases in sight and no others.
    for who in ["north", "dispatcher", "field"] {
        let callers = desk.done(who, FindCaller { q: "贝拉".into() }).await.callers;
        assert!(callers.iter().all(|caller| caller.contact.id == BELLA && caller.open_cases.is_empty()), "{who}");
    }
    // Nor is one told of changes of cases that one does not see.
    let before = desk.done("north", yingda_shared::notices::ListNotices {}).await.unread;
    desk.noted("agent", rows.bellas, "@north 请看").await;
    desk.commented("bella", rows.bellas, "催一下").await;
    assert_eq!(desk.done("north", yingda_shared::notices::ListNotices {}).await.unread, before);
}

async fn case_16_sums_of_ratings_hold_what_is_seen(desk: Desk) {
    for (who, score) in [("anna", 5), ("bella", 1), ("bella", 2)] {
        let case = desk.submitted(who, "要评价的").await;
        desk.done("manager", TakeCase { id: case.id, base: None }).await;
        desk.resolved("manager", case.id).await;
        desk.done(who, RateCase { reasons: "slow".into(), ..rate(case.id, score) }).await;
    }
    for by in ["team", "company", "assignee", "kind"] {
        let report = |who: &'static str| {
            let op = SatisfactionReport { by: Some(by.into()), ..SatisfactionReport::default() };
            desk.done(who, op)
        };
        let (all, north, south) = (report("manager").await, report("north").await, report("south").await);
        assert_eq!((all.overall.sum, north.overall.sum, south.overall.sum), (8, 5, 3), "{by}");
        assert_eq!((north.reasons["slow"], south.reasons["slow"]), (1, 2), "{by}");
        assert_eq!((north.low_cases.len(), south.low_cases.len()), (0, 2), "{by}");
        let told = serde_json::to_string(&north).expect("JSON");
        assert!(!told.contains("南方纺织") && !told.contains(&SOUTHERN.to_string()), "{by}: {told}");
        let weeks = |report: &yingda_shared::cases::satisfaction::Satisfaction| {
            report.weeks.iter().map(|week| week.score.ratings).sum::<i64>()
        };
        assert_eq!((weeks(&all), weeks(&north), weeks(&south)), (3, 1, 2), "{by}");
    }
}
