//! Complaints: nobody is judge in their own cause, the customer has the last word, and what was
//! suspected stays inside.

use yingda_shared::cases::CaseState;
use yingda_shared::cases::complaint::*;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::satisfaction::SatisfactionReport;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::DAY;
use yingda_shared::notices::NoticeKind;

use crate::both;
use crate::support::stories::*;
use crate::support::world::{self, ANNA, FIRM_ONE, HEAD, NORTH, NORTHERN};
use crate::support::{Ask, Desk, code, field, fields};

both!(
    a_complaint_goes_its_own_way_to_the_end,
    whoever_is_complained_of_does_not_handle_it,
    what_was_suspected_and_found_stays_inside,
    a_second_complaint_is_marked,
    a_complaint_names_only_cases_its_author_sees,
    a_stranger_complains_and_agrees_by_the_link,
    satisfaction_is_summed_up_inside_the_fence,
);

fn classify(id: CaseId) -> ClassifyComplaint {
    ClassifyComplaint {
        id,
        severity: Severity::Serious,
        topic: None,
        user_id: None,
        unit_id: None,
        firm_id: None,
        product_id: None,
    }
}

fn conclude(id: CaseId) -> ConcludeComplaint {
    let (text, cause) = ("已致歉并补偿".into(), "排班表没有更新".into());
    ConcludeComplaint { id, text, class: CauseClass::Process, cause, cause_case_id: None }
}

/// Taken up by the manager and offered a remedy.
async fn proposed(desk: &Desk, id: CaseId) {
    desk.done("manager", TakeCase { id, base: None }).await;
    let answer_by = yingda_server::ctx::now() + 3 * DAY;
    desk.done("manager", AcknowledgeComplaint { id, text: "我们已经受理".into(), answer_by }).await;
    desk.done("manager", InvestigateComplaint { id }).await;
    desk.done("manager", ProposeRemedy { id, text: "免费上门一次".into(), compensation_minor: 20_000 }).await;
}

async fn a_complaint_goes_its_own_way_to_the_end(desk: Desk) {
    let made = desk.done("anna", complaint("约好上门没有来")).await;
    assert!(made.number.starts_with("CP-") && made.number.ends_with("-000001"), "{}", made.number);
    // Cases are counted apart.
    assert!(desk.submitted("anna", "打印机卡纸").await.number.ends_with("-000001"));
    proposed(&desk, made.id).await;
    assert_eq!(code(desk.call("manager", resolve(made.id)).await), "complaints.is_complaint");
    assert_eq!(code(desk.call("manager", conclude(made.id)).await), "complaints.wrong_stage");
    let dispute = DisputeRemedy { id: made.id, reason: "时间太晚".into() };
    assert_eq!(code(desk.call("manager", dispute.clone()).await), "forbidden");
    desk.done("anna", dispute).await;
    desk.done("manager", ProposeRemedy { id: made.id, text: "明天上门".into(), compensation_minor: 0 }).await;
    desk.done("anna", AgreeRemedy { id: made.id }).await;
    let closed = desk.done("manager", conclude(made.id)).await;
    assert_eq!(closed.state, CaseState::Closed);
    desk.done("anna", RateCase { reopen: true, ..rate(made.id, 1) }).await;
    let seen = desk.case("manager", made.id).await.case;
    let stage = seen.complaint.map(|complaint| complaint.stage);
    assert_eq!((seen.state, stage), (CaseState::InProgress, Some(Stage::Investigating)));
    assert_eq!(
        desk.timeline("anna", made.id).await,
        [
            "opened",
            "taken",
            "acknowledged",
            "investigation_begun",
            "remedy_proposed",
            "remedy_disputed",
            "remedy_proposed",
            "remedy_agreed",
            "concluded",
            "rated",
            "reopened"
        ]
    );
}

async fn whoever_is_complained_of_does_not_handle_it(desk: Desk) {
    let made = desk.done("anna", complaint("态度不好")).await;
    desk.done("manager", assign(made.id, "engineer")).await;
    desk.done("manager", ClassifyComplaint { user_id: Some(world::user("engineer")), ..classify(made.id) }).await;
    let seen = desk.case("manager", made.id).await.case;
    assert_eq!((seen.assignee_id, seen.unit_id, seen.state), (None, Some(NORTH), CaseState::New));
    for login in ["engineer", "colleague", "dispatcher"] {
        let given = desk.call("manager", assign(made.id, login)).await;
        assert_eq!(code(given), "complaints.complained_of", "{login} belongs to the unit");
    }
    let own = desk.call("engineer", TakeCase { id: made.id, base: None }).await;
    assert_eq!(code(own), "complaints.complained_of");
    // Nobody leads the branch itself: whoever leads the region above is told.
    assert!(desk.notices("north").await.contains(&NoticeKind::Complained));
    assert!(!desk.notices("south").await.contains(&NoticeKind::Complained));
    assert!(!desk.notices("engineer").await.contains(&NoticeKind::Complained));
    desk.done("manager", assign(made.id, "north")).await;
    desk.done("manager", ClassifyComplaint { firm_id: Some(FIRM_ONE), ..classify(made.id) }).await;
    let handed = ForwardCase { firm_id: Some(FIRM_ONE), ..forward(made.id) };
    assert_eq!(code(desk.call("manager", handed).await), "complaints.complained_of");
    // The head office has nobody above it: a complaint about it stays there, with somebody of another unit.
    desk.done("manager", ClassifyComplaint { unit_id: Some(HEAD), ..classify(made.id) }).await;
    assert_eq!(code(desk.call("manager", assign(made.id, "agent")).await), "complaints.complained_of");
}

async fn what_was_suspected_and_found_stays_inside(desk: Desk) {
    let made = desk.done("anna", complaint("收费不对")).await;
    desk.done("manager", ClassifyComplaint { user_id: Some(world::user("sales")), ..classify(made.id) }).await;
    proposed(&desk, made.id).await;
    desk.done("anna", AgreeRemedy { id: made.id }).await;
    desk.done("manager", conclude(made.id)).await;
    let inside = desk.case("manager", made.id).await.case.complaint.expect("a complaint");
    assert_eq!(inside.cause.as_ref().map(|cause| cause.text.as_str()), Some("排班表没有更新"));
    assert_eq!(inside.against.user_id, Some(world::user("sales")));
    let told = desk.http(Ask::get(&format!("/cases/{}", made.id)).by("anna")).await.ok().to_string();
    for secret in ["排班表", "serious", "against\":{\"user", &world::user("sales").to_string(), "classified"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    assert!(told.contains("免费上门一次") && told.contains("已致歉并补偿"));
}

async fn a_second_complaint_is_marked(desk: Desk) {
    let first = desk.done("anna", complaint("第一次")).await;
    let by_phone = SubmitComplaint { company_id: Some(NORTHERN), contact_id: Some(ANNA), ..complaint("第二次") };
    let second = desk.done("agent", by_phone).await;
    let other = desk.done("bella", complaint("别家的")).await;
    let mut repeats = Vec::new();
    for id in [first.id, second.id, other.id] {
        repeats.push(desk.case("manager", id).await.case.complaint.expect("a complaint").repeat);
    }
    assert_eq!(repeats, [false, true, false]);
}

async fn a_complaint_names_only_cases_its_author_sees(desk: Desk) {
    let foreign = desk.submitted("bella", "南方的").await;
    let about = SubmitComplaint { about_id: Some(foreign.id), ..complaint("指别家的工单") };
    assert_eq!(fields(desk.call("anna", about).await), field("/about_id", "unknown"));
    // Whose complaint it is follows from who complains, whatever the form carried.
    let smuggled = SubmitComplaint { company_id: Some(world::SOUTHERN), ..complaint("冒充") };
    let made = desk.done("anna", smuggled).await;
    assert_eq!(desk.case("manager", made.id).await.case.company_id, Some(NORTHERN));
    assert_eq!(code(desk.call("bella", comment(made.id, "看得见吗")).await), "not_found");
}

async fn a_stranger_complains_and_agrees_by_the_link(desk: Desk) {
    assert_eq!(fields(desk.call("guest", complaint("没有电话")).await), field("/contact_phone", "required"));
    let op = SubmitComplaint { contact_phone: "13700137000".into(), ..complaint("路人投诉") };
    let made = desk.done("guest", op).await;
    let secret = made.track.expect("the secret of the link");
    proposed(&desk, made.id).await;
    let path = format!("/complaints/{}/agree", made.id);
    desk.http(Ask::post(&path, serde_json::json!({})).track(&secret)).await.ok();
    let stage = desk.case("manager", made.id).await.case.complaint.map(|complaint| complaint.stage);
    assert_eq!(stage, Some(Stage::Agreed));
}

async fn satisfaction_is_summed_up_inside_the_fence(desk: Desk) {
    for (who, score) in [("anna", 5), ("anna", 2), ("bella", 1)] {
        let case = desk.submitted(who, "要评价的").await;
        desk.done("manager", TakeCase { id: case.id, base: None }).await;
        desk.resolved("manager", case.id).await;
        desk.done(who, RateCase { reasons: "slow,not_solved".into(), ..rate(case.id, score) }).await;
    }
    let all = desk.done("manager", SatisfactionReport { by: Some("company".into()), ..Default::default() }).await;
    assert_eq!((all.overall.ratings, all.overall.sum, all.overall.low), (3, 8, 2));
    assert_eq!(all.groups.iter().map(|group| group.score.ratings).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(all.names.get(&NORTHERN.0).map(String::as_str), Some("北方机械"));
    assert_eq!((all.reasons["slow"], all.reasons["not_solved"]), (3, 3));
    assert_eq!((all.weeks.len(), all.low_cases.len()), (1, 2));
    let north = desk.done("north", SatisfactionReport::default()).await;
    assert_eq!((north.overall.ratings, north.overall.sum), (2, 7), "of the own region alone");
    assert_eq!(code(desk.call("anna", SatisfactionReport::default()).await), "forbidden");
    let odd = SatisfactionReport { days: Some(0), by: Some("colour".into()) };
    assert_eq!(fields(desk.call("manager", odd).await).len(), 2);
}
