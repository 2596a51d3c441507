use super::rules::{Hands, around, may_hold};
use super::*;
use crate::cases::apply::{Mark, apply};
use crate::cases::commands::Command;
use crate::cases::events::CaseEvent;
use crate::cases::lifecycle::{Ctx, Facts, decide};
use crate::cases::model::{Case, CaseState, Channel, PendingReason};
use crate::cases::open::{Draft, OpenFacts, open};
use crate::cases::operations::*;
use crate::cases::refusal::Refusal;
use crate::identity::actor::{Actor, ActorKind};
use crate::identity::model::User;
use crate::kernel::id::{CaseId, RoleId};
use crate::organisation::{Unit, UnitKind};

fn id<I: From<Uuid>>(n: u128) -> I {
    I::from(Uuid::from_u128(n))
}

/// Head office 1, region 2, branch 3 in it, region 4.
fn units() -> Vec<Unit> {
    let unit = |n, kind, parent: Option<u128>| Unit {
        id: id(n),
        rv: 0,
        active: true,
        name: n.to_string(),
        kind,
        parent_id: parent.map(id),
    };
    vec![
        unit(1, UnitKind::HeadOffice, None),
        unit(2, UnitKind::Region, Some(1)),
        unit(3, UnitKind::Branch, Some(2)),
        unit(4, UnitKind::Region, Some(1)),
    ]
}

fn employee(n: u128, unit: u128) -> User {
    User {
        id: id(n),
        rv: 0,
        active: true,
        name: n.to_string(),
        login: n.to_string(),
        email: String::new(),
        phone: String::new(),
        role_id: RoleId(Uuid::nil()),
        unit_id: Some(id(unit)),
        team_ids: Vec::new(),
        company_id: None,
        contact_id: None,
        firm_id: None,
        manager_id: None,
        skills: Vec::new(),
        languages: Vec::new(),
        away: Vec::new(),
    }
}

struct Story {
    case: Case,
    rv: i64,
}

impl Story {
    /// A complaint that lies with branch 3.
    fn begin() -> Story {
        let actor = Actor::bare(ActorKind::Customer, "customer_contact");
        let facts = OpenFacts {
            matrix: Default::default(),
            clock: Default::default(),
            category: None,
            asset: None,
            contact: None,
            company: None,
            head_office: id(3),
        };
        let op = SubmitComplaint {
            id: None,
            subject: "nobody came".into(),
            description: String::new(),
            topic: Some(Topic::Delay),
            expectation: " tell me why ".into(),
            about_id: None,
            files: Default::default(),
            contact_name: String::new(),
            contact_phone: String::new(),
            company_id: None,
            contact_id: None,
        };
        let mut case = open(id(90), Channel::Portal, Draft::from(&op), &facts, &actor, 1_000);
        case.complaint = Some(Complaint::of(&op));
        Story { case, rv: 1 }
    }

    fn act(&mut self, kind: ActorKind, command: Command, facts: &Facts) -> Result<Vec<CaseEvent>, Refusal> {
        let mut actor = Actor::bare(kind, "");
        (actor.user_id, actor.unit_id) = (Some(id(77)), Some(id(4)));
        self.rv += 1;
        let now = 2_000 + self.rv;
        let events = decide(&self.case, &command, facts, &Ctx { actor: &actor, now, client: None })?;
        for event in &events {
            let mark = Mark { rv: self.rv, at: now, counts_at: now, by: String::new(), by_kind: kind, client: None };
            apply(&mut self.case, event, &mark);
        }
        Ok(events)
    }

    fn staff(&mut self, command: Command) -> Result<Vec<CaseEvent>, Refusal> {
        self.act(ActorKind::Staff, command, &Facts::default())
    }

    fn customer(&mut self, command: Command) -> Result<Vec<CaseEvent>, Refusal> {
        self.act(ActorKind::Customer, command, &Facts::default())
    }

    fn stands(&self) -> (Stage, CaseState) {
        (self.case.complaint.as_ref().unwrap().stage, self.case.state)
    }

    /// What is said to be the cause, by person `user` of unit `unit`.
    fn classify(&mut self, user: u128, unit: u128) -> Result<Vec<CaseEvent>, Refusal> {
        let (complained_units, above) = around(&units(), id(unit));
        let holder = self.case.assignee_id.map(|holder| User { id: holder, ..employee(0, 3) });
        let facts = Facts {
            complained_units,
            above,
            complained_of: Some(employee(user, unit)),
            assignee: holder,
            ..Facts::default()
        };
        let op = ClassifyComplaint {
            id: self.case.id,
            severity: Severity::Serious,
            topic: None,
            user_id: Some(id(user)),
            unit_id: None,
            firm_id: None,
            product_id: None,
        };
        self.act(ActorKind::Staff, Command::Classify(op), &facts)
    }
}

fn acknowledge(case: CaseId) -> Command {
    Command::Acknowledge(AcknowledgeComplaint { id: case, text: "taken up".into(), answer_by: 99_000 })
}

fn propose(case: CaseId) -> Command {
    Command::Propose(ProposeRemedy { id: case, text: "a free visit".into(), compensation_minor: 50_000 })
}

fn conclude(case: CaseId) -> Command {
    Command::Conclude(ConcludeComplaint {
        id: case,
        text: "settled".into(),
        class: CauseClass::Process,
        cause: "the roster was old".into(),
        cause_case_id: None,
    })
}

#[test]
fn a_complaint_goes_its_way_and_no_other() {
    let mut story = Story::begin();
    let case = story.case.id;
    assert_eq!(story.staff(acknowledge(case)), Err(Refusal::NotAssigned));
    story.staff(Command::Take(TakeCase { id: case, base: None })).unwrap();
    for early in [Command::Investigate(InvestigateComplaint { id: case }), propose(case), conclude(case)] {
        assert_eq!(story.staff(early), Err(Refusal::WrongStage));
    }
    assert_eq!(story.staff(Command::Start(StartCase { id: case })), Err(Refusal::IsComplaint));
    story.staff(acknowledge(case)).unwrap();
    assert_eq!(story.stands(), (Stage::Acknowledged, CaseState::Assigned));
    assert_eq!(story.case.complaint.as_ref().unwrap().answer_by, Some(99_000));
    assert!(story.case.first_response_at.is_some());
    story.staff(Command::Investigate(InvestigateComplaint { id: case })).unwrap();
    story.staff(propose(case)).unwrap();
    assert_eq!(story.stands(), (Stage::Proposed, CaseState::Pending));
    assert_eq!(story.case.pending_reason, Some(PendingReason::Customer));
    assert_eq!(story.staff(Command::Resume(ResumeCase { id: case })), Err(Refusal::WrongStage));
    // Words are no agreement: the remedy goes on waiting.
    let op =
        CommentCase { id: case, text: "let me think".into(), internal: false, files: Default::default(), seen: None };
    story.customer(Command::Comment(op)).unwrap();
    assert_eq!(story.stands(), (Stage::Proposed, CaseState::Pending));
    assert_eq!(story.staff(Command::Agree(AgreeRemedy { id: case })), Err(Refusal::NotYours));
    story.customer(Command::Dispute(DisputeRemedy { id: case, reason: "not enough".into() })).unwrap();
    assert_eq!(story.stands(), (Stage::Disputed, CaseState::InProgress));
    story.staff(propose(case)).unwrap();
    story.customer(Command::Agree(AgreeRemedy { id: case })).unwrap();
    assert_eq!(story.stands(), (Stage::Agreed, CaseState::InProgress));
    story.staff(conclude(case)).unwrap();
    assert_eq!(story.stands(), (Stage::Concluded, CaseState::Closed));
    // Not satisfied: rated and reopened in one step, and looked into again.
    let rate = RateCase { id: case, score: 1, reasons: String::new(), comment: "still nobody".into(), reopen: true };
    let mut actor = Actor::bare(ActorKind::Customer, "");
    actor.operations.insert("cases.reopen".into());
    let ctx = Ctx { actor: &actor, now: 3_000, client: None };
    for event in decide(&story.case, &Command::Rate(rate), &Facts::default(), &ctx).unwrap() {
        let mark =
            Mark { rv: 50, at: 3_000, counts_at: 3_000, by: String::new(), by_kind: ActorKind::Customer, client: None };
        apply(&mut story.case, &event, &mark);
    }
    assert_eq!(story.stands(), (Stage::Investigating, CaseState::InProgress));
    assert_eq!(story.case.complaint.as_ref().unwrap().cause, None);
}

#[test]
fn whoever_is_complained_of_loses_the_case_to_the_unit_above() {
    let mut story = Story::begin();
    story.case.assignee_id = Some(id(31));
    story.case.state = CaseState::Assigned;
    story.classify(32, 3).unwrap();
    assert_eq!((story.case.assignee_id, story.case.unit_id), (None, id(2)));
    assert_eq!(story.case.state, CaseState::New);
    // Once more the same says nothing new.
    assert_eq!(story.classify(32, 3), Err(Refusal::NothingChanged));
}

#[test]
fn a_colleague_of_another_unit_keeps_the_case() {
    let mut story = Story::begin();
    (story.case.assignee_id, story.case.unit_id) = (Some(id(31)), id(1));
    story.classify(41, 4).unwrap();
    assert_eq!((story.case.assignee_id, story.case.unit_id), (Some(id(31)), id(1)));
}

#[test]
fn nobody_handles_a_complaint_about_themselves_or_their_unit() {
    let mut story = Story::begin();
    story.classify(21, 2).unwrap();
    let (below, _) = around(&units(), id(2));
    let hands = |user: u128, unit: u128| Hands { user_id: Some(id(user)), unit_id: Some(id(unit)), firm_id: None };
    for (user, unit) in [(21, 4), (22, 2), (31, 3)] {
        assert_eq!(may_hold(&story.case, &below, &hands(user, unit)), Err(Refusal::ComplainedOf), "{user} of {unit}");
    }
    assert_eq!(may_hold(&story.case, &below, &hands(11, 1)), Ok(()));
    assert_eq!(may_hold(&story.case, &below, &hands(41, 4)), Ok(()));
    let facts = Facts { complained_units: below, assignee: Some(employee(31, 3)), ..Facts::default() };
    let op =
        AssignCase { id: story.case.id, base: None, team_id: None, assignee_id: Some(id(31)), note: String::new() };
    assert_eq!(story.act(ActorKind::Staff, Command::Assign(op), &facts), Err(Refusal::ComplainedOf));
}

#[test]
fn an_ordinary_case_has_no_steps_of_a_complaint() {
    let mut story = Story::begin();
    story.case.complaint = None;
    let case = story.case.id;
    assert_eq!(story.staff(acknowledge(case)), Err(Refusal::NoComplaint));
    assert_eq!(story.customer(Command::Agree(AgreeRemedy { id: case })), Err(Refusal::NoComplaint));
}

#[test]
fn outside_nobody_learns_whom_it_is_about_or_what_was_found() {
    let mut story = Story::begin();
    story.classify(32, 3).unwrap();
    let mut complaint = story.case.complaint.clone().unwrap();
    complaint.cause = Some(Cause { class: CauseClass::Person, text: "came late".into(), case_id: None });
    let told = complaint.told_outside();
    assert_eq!((told.severity, told.against, told.cause), (None, Against::default(), None));
    assert_eq!(told.expectation, "tell me why");
}
