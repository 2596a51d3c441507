//! People and cases for laws to be tried on.

use proptest::prelude::*;
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::attention::*;
use yingda_shared::cases::commands::{Command, NAMES};
use yingda_shared::cases::complaint::*;
use yingda_shared::cases::lifecycle::{Ctx, Facts, decide};
use yingda_shared::cases::open::{Draft, OpenFacts, open};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::relations::*;
use yingda_shared::cases::ties::LinkKind;
use yingda_shared::cases::{Case, CaseEvent, Channel, PendingReason, Refusal, ResolutionCode};
use yingda_shared::catalog::priority::{Impact, PriorityMatrix, Urgency};
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::*;
use yingda_shared::kernel::time::{DAY, Millis};

pub fn id<I: From<Uuid>>(n: u128) -> I {
    I::from(Uuid::from_u128(n))
}

/// Somebody of a side who may run everything: what is refused is then refused by a rule.
pub fn actor(kind: ActorKind, n: u128) -> Actor {
    let mut actor = Actor::bare(kind, "test");
    actor.operations = NAMES.iter().chain(&["cases.follow_up", "cases.split"]).map(|name| name.to_string()).collect();
    actor.user_id = (!matches!(kind, ActorKind::Guest | ActorKind::System)).then(|| id(n));
    actor.firm_id = (kind == ActorKind::Partner).then(|| id(70));
    actor.name = format!("{kind} {n}");
    actor
}

pub fn fresh() -> Case {
    let facts = OpenFacts {
        matrix: PriorityMatrix::default(),
        clock: Default::default(),
        category: None,
        asset: None,
        contact: None,
        company: None,
        head_office: id(1),
    };
    let draft = Draft { subject: "打印机".into(), ..Draft::default() };
    open(id(9), Channel::Portal, draft, &facts, &actor(ActorKind::Customer, 2), 1_000 * DAY)
}

pub fn actors() -> impl Strategy<Value = Actor> {
    (proptest::sample::select(ActorKind::ALL), 100_u128..103).prop_map(|(kind, n)| actor(kind, n))
}

/// Any write on the case, with ids from a small stock so that they meet again.
pub fn commands() -> impl Strategy<Value = Command> {
    let case: CaseId = id(9);
    let some = |base: u128| proptest::option::of((0_u128..3).prop_map(move |n| base + n));
    prop_oneof![
        1 => (
            proptest::option::of(".{0,8}"),
            proptest::option::of(proptest::sample::select(Impact::ALL)),
            proptest::option::of(proptest::sample::select(Urgency::ALL)),
            0_i64..60
        )
            .prop_map(move |(subject, impact, urgency, base)| Command::Edit(EditCase {
                id: case,
                base,
                subject,
                description: None,
                category_id: None,
                product_id: None,
                asset_id: None,
                company_id: None,
                contact_id: None,
                contact_name: None,
                contact_phone: None,
                impact,
                urgency,
            })),
        1 => (some(100), some(50), proptest::option::of(0_i64..60)).prop_map(move |(user, team, base)| Command::Assign(
            AssignCase { id: case, base, team_id: team.map(id), assignee_id: user.map(id), note: String::new() }
        )),
        1 => (some(1), some(50), some(70)).prop_map(move |(unit, team, firm)| Command::Forward(ForwardCase {
            id: case,
            base: None,
            unit_id: unit.map(id),
            team_id: team.map(id),
            firm_id: firm.map(id),
            note: "请处理".into(),
        })),
        1 => Just(Command::Take(TakeCase { id: case, base: None })),
        1 => Just(Command::Start(StartCase { id: case })),
        1 => proptest::sample::select(PendingReason::ALL).prop_map(move |reason| Command::Hold(HoldCase {
            id: case,
            reason,
            note: "等".into()
        })),
        1 => Just(Command::Resume(ResumeCase { id: case })),
        1 => proptest::sample::select(ResolutionCode::OF_CASES).prop_map(move |code| Command::Resolve(ResolveCase {
            id: case,
            code,
            text: "好了".into(),
            pair_id: None
        })),
        1 => Just(Command::Accept(AcceptCase { id: case })),
        1 => Just(Command::Reject(RejectCase { id: case, reason: "没好".into() })),
        1 => Just(Command::Close(CloseCase { id: case, note: String::new() })),
        1 => Just(Command::Reopen(ReopenCase { id: case, reason: "又来".into() })),
        1 => Just(Command::Cancel(CancelCase { id: case, reason: "不用了".into() })),
        1 => (".{0,8}", any::<bool>()).prop_map(move |(text, internal)| Command::Comment(CommentCase {
            id: case,
            text,
            internal,
            files: FileIds::default(),
            seen: None
        })),
        1 => any::<bool>().prop_map(move |internal| Command::Attach(AttachFiles {
            id: case,
            files: FileIds(vec![id(5)]),
            internal
        })),
        1 => Just(Command::Urge(UrgeCase { id: case, note: String::new() })),
        1 => (0_u8..=6, any::<bool>()).prop_map(move |(score, reopen)| Command::Rate(RateCase {
            id: case,
            score,
            reasons: "fast".into(),
            comment: String::new(),
            reopen
        })),
        4 => relations(case),
        3 => complaint_commands(case),
    ]
}

/// What concerns two cases, or only whoever asks.
fn relations(case: CaseId) -> impl Strategy<Value = Command> {
    let other = id(10);
    prop_oneof![
        proptest::sample::select(LinkKind::ALL).prop_map(move |kind| Command::Link(LinkCase {
            id: case,
            to: other,
            kind
        })),
        Just(Command::Unlink(UnlinkCase { id: case, to: other })),
        Just(Command::Merge(MergeCase { id: case, into: other })),
        Just(Command::UndoMerge(UndoMergeCase { id: case })),
        Just(Command::MarkDuplicate(MarkDuplicateCase { id: case, of: other })),
        Just(Command::UnmarkDuplicate(UnmarkDuplicateCase { id: case })),
        Just(Command::UndoSplit(UndoSplitCase { id: case })),
        Just(Command::Follow(FollowCase { id: case })),
        Just(Command::Unfollow(UnfollowCase { id: case })),
        (-DAY..90 * DAY).prop_map(move |span| Command::Snooze(SnoozeCase { id: case, until: 1_000 * DAY + span })),
        Just(Command::Wake(WakeCase { id: case })),
    ]
}

/// The steps of a complaint.
fn complaint_commands(case: CaseId) -> impl Strategy<Value = Command> {
    let against = proptest::option::of((1_u128..4).prop_map(id));
    prop_oneof![
        (proptest::sample::select(Severity::ALL), against).prop_map(move |(severity, unit_id)| {
            Command::Classify(ClassifyComplaint {
                id: case,
                severity,
                topic: None,
                user_id: None,
                unit_id,
                firm_id: None,
                product_id: None,
            })
        }),
        Just(Command::Acknowledge(AcknowledgeComplaint { id: case, text: "已受理".into(), answer_by: i64::MAX })),
        Just(Command::Investigate(InvestigateComplaint { id: case })),
        Just(Command::Propose(ProposeRemedy { id: case, text: "上门".into(), compensation_minor: 0 })),
        Just(Command::Agree(AgreeRemedy { id: case })),
        Just(Command::Dispute(DisputeRemedy { id: case, reason: "不够".into() })),
        Just(Command::Conclude(ConcludeComplaint {
            id: case,
            text: "办结".into(),
            class: CauseClass::Process,
            cause: "流程".into(),
            cause_case_id: None,
        })),
    ]
}

/// One step of a history: who does what after how long.
pub type Turn = (Actor, Command, Millis);

pub fn histories() -> impl Strategy<Value = Vec<Turn>> {
    // Mostly minutes, sometimes weeks, so that windows close.
    let pause = prop_oneof![4 => 0_i64..3_600_000, 1 => 0_i64..30 * DAY];
    proptest::collection::vec((actors(), commands(), pause), 0..40)
}

/// Where a history stands.
pub struct Life {
    pub case: Case,
    pub now: Millis,
    pub rv: i64,
}

impl Life {
    pub fn begin() -> Life {
        let case = fresh();
        Life { now: case.created_at, rv: case.rv, case }
    }

    /// The same as a complaint.
    pub fn of_a_complaint() -> Life {
        let mut life = Life::begin();
        life.case.complaint = Some(Complaint::new(Topic::Delay, "说明原因", None));
        life
    }

    /// Decides and applies; answers what happened.
    pub fn turn(&mut self, (actor, command, pause): &Turn) -> Result<Vec<CaseEvent>, Refusal> {
        self.now += pause;
        // The other case is a new one each time: what it becomes is not this case's life.
        let facts = Facts { other: Some(Case { id: id(10), ..fresh() }), ..Facts::default() };
        let events = decide(&self.case, command, &facts, &Ctx { actor, now: self.now, client: None })?;
        for event in &events {
            self.rv += 1;
            let mark = Mark {
                rv: self.rv,
                at: self.now,
                counts_at: self.now,
                by: actor.name.clone(),
                by_kind: actor.kind,
                client: None,
            };
            apply(&mut self.case, event, &mark);
        }
        Ok(events)
    }
}
