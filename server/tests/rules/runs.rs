//! What became of rules, as it is told.

use serde_json::json;
use yingda_server::rules::store::{Run, add_run};
use yingda_shared::identity::Role;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{CaseId, EntryId, RuleId, Uuid};
use yingda_shared::record::{Get, Save};
use yingda_shared::rules::{ListRuleRuns, Outcome};

use super::{id, kept, opened, rests, rule, tells};
use crate::both;
use crate::support::world::{ANNA, BELLA, NORTHERN, SOUTHERN};
use crate::support::{Desk, field, fields};

both!(
    runs_are_told_of_cases_in_sight,
    pages_of_runs_part_what_happened_at_once,
    of_each_rule_the_last_run_is_found_behind_all_others,
);

async fn runs_are_told_of_cases_in_sight(desk: Desk) {
    kept(&desk, rule(1, opened(), json!([]), json!([tells("manager")]))).await;
    let northern = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let southern = desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    rests(&desk).await;
    let mut role: Role = desk.done("admin", Get::new(builtin_id("regional_manager").expect("a role").0)).await;
    role.operations.push("rules.runs".into());
    desk.done("admin", Save(role)).await;
    let of = |who: &'static str| {
        let desk = desk.clone();
        async move {
            let rows = desk.done(who, ListRuleRuns::default()).await.rows;
            rows.into_iter().map(|run| run.case_id).collect::<Vec<_>>()
        }
    };
    assert_eq!(of("north").await, [northern.id]);
    assert_eq!(of("south").await, [southern.id]);
    assert_eq!(of("manager").await, [southern.id, northern.id], "the newest first");
    let first = ListRuleRuns { limit: Some(1), ..ListRuleRuns::default() };
    let page = desk.done("manager", first.clone()).await;
    assert_eq!(page.rows[0].case, format!("{} 织机停转", southern.number));
    let rest = desk.done("manager", ListRuleRuns { cursor: page.next, ..first }).await;
    assert_eq!((rest.rows[0].case_id, rest.next), (northern.id, None));
    let foreign = ListRuleRuns { case_id: Some(southern.id), ..ListRuleRuns::default() };
    assert_eq!(desk.done("north", foreign).await.rows.len(), 0);
}

/// Two rules that heard the same thing are not lost between two pages.
async fn pages_of_runs_part_what_happened_at_once(desk: Desk) {
    for place in [1, 2, 3] {
        kept(&desk, rule(place, opened(), json!([]), json!([tells("manager")]))).await;
    }
    desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    rests(&desk).await;
    let (mut heard, mut cursor) = (Vec::new(), None);
    loop {
        let asked = ListRuleRuns { limit: Some(1), cursor, ..ListRuleRuns::default() };
        let page = desk.done("manager", asked).await;
        heard.extend(page.rows.into_iter().map(|run| run.rule.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    heard.sort();
    heard.dedup();
    assert_eq!(heard.len(), 3);
    let torn = ListRuleRuns { cursor: Some("9~x".into()), ..ListRuleRuns::default() };
    assert_eq!(fields(desk.call("manager", torn).await), field("/cursor", "malformed"));
}

/// However many others ran since, and however often it heard something and did nothing.
async fn of_each_rule_the_last_run_is_found_behind_all_others(desk: Desk) {
    let printers = json!([{"field": "subject", "test": "contains", "values": ["打印机"]}]);
    kept(&desk, rule(1, opened(), printers, json!([tells("manager")]))).await;
    kept(&desk, rule(2, opened(), json!([]), json!([tells("manager")]))).await;
    kept(&desk, rule(3, json!({"event": "urged"}), json!([]), json!([tells("manager")]))).await;
    let printer = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    rests(&desk).await;
    let loom = desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    rests(&desk).await;
    desk.write(|cx| {
        Box::pin(async move {
            let text =
                cx.one("SELECT body FROM rule_runs ORDER BY at DESC, rule_id DESC LIMIT 1", vec![]).await?.text("body");
            for n in 1..=250 {
                let mut run: Run = serde_json::from_str(&text).expect("a run");
                (run.happening, run.at) = (EntryId(Uuid::now_v7()), run.at + n);
                add_run(cx, &run).await?;
            }
            Ok(())
        })
    })
    .await;
    let latest = ListRuleRuns { latest: true, ..ListRuleRuns::default() };
    let page = desk.done("manager", latest.clone()).await;
    let ran: Vec<(RuleId, CaseId, Outcome)> =
        page.rows.iter().map(|run| (run.rule.id, run.case_id, run.outcome)).collect();
    assert_eq!(ran, [(id(2), loom.id, Outcome::Ran), (id(1), printer.id, Outcome::Ran)], "the third never ran");
    assert_eq!(page.next, None);
    let one = desk.done("manager", ListRuleRuns { rule_id: Some(id(1)), ..latest.clone() }).await.rows;
    assert_eq!(one.iter().map(|run| run.case_id).collect::<Vec<_>>(), [printer.id]);
    let of_case = ListRuleRuns { case_id: Some(printer.id), ..latest.clone() };
    assert!(desk.done("manager", of_case).await.rows.iter().all(|run| run.case_id == printer.id));
    let mut role: Role = desk.done("admin", Get::new(builtin_id("regional_manager").expect("a role").0)).await;
    role.operations.push("rules.runs".into());
    desk.done("admin", Save(role)).await;
    let seen = desk.done("north", latest).await.rows;
    assert!(seen.iter().all(|run| run.case_id == printer.id), "of cases in sight");
    assert!(seen.iter().any(|run| run.rule.id == id(1)));
}
