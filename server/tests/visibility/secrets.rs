//! Words that outsiders must never read, looked for in every answer to every read they may run.

use serde_json::json;
use yingda_server::registry::registry;
use yingda_shared::cases::PendingReason;
use yingda_shared::cases::operations::*;
use yingda_shared::contract::Verb;
use yingda_shared::identity::operations::PUBLIC;
use yingda_shared::kernel::id::FileIds;

use super::{Rows, rights};
use crate::both;
use crate::support::Desk;
use crate::support::stories::*;
use crate::support::world::{self, FIRM_ONE, FIRM_TWO, SOUTH_TEAM};

both!(outsiders_read_no_secret_in_any_answer, staff_read_all_of_it, a_case_shows_each_side_its_own);

/// Words among staff.
const NOTES: &[&str] = &["内部机密", "转组原因", "挂起备注", "内部文件"];
/// Other people's.
const FOREIGN: &[&str] = &["丙案", "丁案", "南方纺织", "贝拉", "13900139000", "LOOM-7", "K-002", "bella", "乙方须知"];
/// Ids and names of the organisation inside.
const INSIDE: &[&str] = &["北方一组", "南方一组", "华北区", "广州分支"];

/// Everything that has something to hide happens to Anna's case.
pub async fn history(desk: &Desk) -> Rows {
    let rows = Rows::build(desk).await;
    let id = rows.annas;
    let note = ForwardCase { firm_id: Some(FIRM_TWO), note: "乙方须知".into(), ..forward(id) };
    desk.done("manager", note).await;
    desk.forwarded_to_firm(id, FIRM_ONE).await;
    desk.done("manager", ForwardCase { team_id: Some(SOUTH_TEAM), note: "转组原因".into(), ..forward(id) }).await;
    desk.forwarded_to_team(id, world::NORTH_TEAM).await;
    desk.done("engineer", TakeCase { id, base: None }).await;
    desk.noted("engineer", id, "内部机密 @colleague").await;
    let file = desk.uploaded("engineer", "内部文件.png", PNG).await;
    desk.done("engineer", AttachFiles { id, files: FileIds(vec![file]), internal: true }).await;
    desk.done("engineer", HoldCase { id, reason: PendingReason::ThirdParty, note: "挂起备注".into() }).await;
    desk.commented("engineer", id, "给客户的话").await;
    desk.done("paul", TakeCase { id, base: None }).await;
    rows
}

/// The answers to every read a login may run, aimed at a case where a case is named.
pub async fn everything_read(desk: &Desk, who: &str, rows: &Rows) -> String {
    let rights = rights(who);
    let reads = registry().entries().filter(|entry| entry.verb == Verb::Get);
    let mut text = String::new();
    for entry in reads.filter(|entry| rights.contains(entry.name) || PUBLIC.contains(&entry.name)) {
        let mut inputs = vec![json!({"q": "", "token": "x", "all": true, "text": "甲案", "for": "article"})];
        if entry.path.contains("{id}") {
            let named = [
                rows.annas.0,
                world::SOUTHERN.0,
                world::BELLA.0,
                world::LOOM.0,
                world::user("bella").0,
                world::SOUTH_TEAM.0,
            ];
            inputs = named.iter().map(|id| json!({"id": id})).collect();
        }
        for input in inputs {
            if let Ok(answer) = desk.call_json(who, entry.name, input).await {
                text.push_str(&format!("{}: {answer}\n", entry.name));
            }
        }
    }
    assert!(text.contains("甲案"), "{who} reads at least the own case");
    text
}

#[track_caller]
pub fn free_of(who: &str, text: &str, words: &[&str]) {
    for word in words {
        let line = text.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "{who} reads {word}");
    }
}

async fn outsiders_read_no_secret_in_any_answer(desk: Desk) {
    let rows = history(&desk).await;
    for who in ["anna", "adam"] {
        let text = everything_read(&desk, who, &rows).await;
        assert!(text.contains("给客户的话"));
        free_of(who, &text, NOTES);
        free_of(who, &text, FOREIGN);
        free_of(who, &text, INSIDE);
        free_of(who, &text, &["甲服务商", "乙服务商", "\"p3\"", "engineer@example.com"]);
    }
    for who in ["paul", "petra"] {
        let text = everything_read(&desk, who, &rows).await;
        assert!(text.contains("给客户的话") && text.contains("甲服务商"));
        free_of(who, &text, NOTES);
        free_of(who, &text, FOREIGN);
        free_of(who, &text, INSIDE);
        free_of(who, &text, &["乙服务商", "乙案", "quinn", "engineer@example.com"]);
    }
}

async fn staff_read_all_of_it(desk: Desk) {
    let rows = history(&desk).await;
    let text = everything_read(&desk, "admin", &rows).await;
    for word in NOTES.iter().chain(FOREIGN).chain(INSIDE) {
        assert!(text.contains(word), "the search would find {word} if it were there");
    }
}

async fn a_case_shows_each_side_its_own(desk: Desk) {
    let rows = history(&desk).await;
    let id = rows.annas;
    let staff = desk.case("engineer", id).await.case;
    assert!(staff.team_id.is_some() && staff.unit_id.is_some() && staff.impact.is_some() && staff.contact_id.is_some());
    assert_eq!(staff.pending_note, "挂起备注");
    let partner = desk.case("paul", id).await;
    assert!(partner.case.priority.is_some() && partner.case.firm_id == Some(FIRM_ONE));
    let customer = desk.case("anna", id).await;
    assert_eq!((customer.case.priority, customer.case.firm_id), (None, None));
    for outsider in [partner, customer] {
        let case = outsider.case;
        assert_eq!((case.impact, case.urgency, case.assignee_id, case.contact_id), (None, None, None, None));
        assert_eq!((case.team_id, case.unit_id, case.pending_note.as_str()), (None, None, ""));
        assert!(outsider.files.is_empty());
        assert!(
            outsider.may.iter().all(|name| !["cases.assign", "cases.forward", "cases.edit"].contains(&name.as_str()))
        );
    }
    assert_eq!(desk.timeline("anna", id).await, ["opened", "taken", "held", "commented", "taken"]);
    assert_eq!(
        desk.timeline("paul", id).await,
        ["opened", "forwarded", "forwarded", "taken", "held", "commented", "taken"]
    );
}
