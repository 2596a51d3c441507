//! What a device foresees is what the server then decides: same refusals, same case.

use proptest::prelude::*;
use serde_json::Value;
use yingda_shared::calendar::DeskClock;
use yingda_shared::cases::apply::Mark;
use yingda_shared::cases::commands::Command;
use yingda_shared::cases::doc::CaseDoc;
use yingda_shared::cases::lifecycle::{Ctx, Facts, decide};
use yingda_shared::cases::operations::TakeCase;
use yingda_shared::cases::terms::Terms;
use yingda_shared::cases::view::CaseView;
use yingda_shared::cases::{Case, policy};
use yingda_shared::catalog::priority::PriorityMatrix;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::time::Millis;
use yingda_shared::offline::{Domains, Here, Queued, answer, queue};
use yingda_shared::sla::Timetable;
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::plan::Rows;
use yingda_shared::sync::store::{Entry, Held};
use yingda_shared::sync::{Key, Mutation, Row};

use crate::people::{Life, actor, commands, fresh, histories, id};

const CASE: u128 = 9;

/// The command as it goes into an outbox.
pub fn input(command: &Command) -> Value {
    macro_rules! inputs {
        ($($variant:ident)+) => { match command { $(Command::$variant(op) => serde_json::to_value(op)),+ } };
    }
    let json = inputs!(Edit Assign Forward Take Start Hold Resume Resolve Accept Reject Close Reopen Cancel Comment Attach Urge Rate
        Link Unlink Merge UndoMerge MarkDuplicate UnmarkDuplicate UndoSplit Follow Unfollow Snooze Wake
        Classify Acknowledge Investigate Propose Agree Dispute Conclude);
    json.expect("an operation is JSON")
}

pub fn held(key: Key, body: Value) -> (Key, Held) {
    let row = Row { key: key.clone(), rv: 1, scopes: Vec::new(), body: body.into() };
    (key, Held { row, snapshot: 1 })
}

fn case_row(case: &Case, who: &Actor) -> Rows {
    let doc = CaseDoc {
        case: case.masked(who),
        timeline: Vec::new(),
        more: false,
        files: Vec::new(),
        names: Default::default(),
        pending: Vec::new(),
    };
    [held(Key::new("cases", case.id), serde_json::to_value(doc).expect("JSON"))].into()
}

pub fn entry(mid: u64, name: &str, about: Key, input: Value, made_at: Millis) -> Entry {
    let id = Uuid::from_u128(0x1000 + u128::from(mid) * 0x100);
    Entry { mutation: Mutation { id, mid, about, name: name.into(), version: 1, input, made_at }, verdict: None }
}

/// Does on the server's case what the device does; the client's marks are known to it.
fn on_server(case: &mut Case, rv: &mut i64, who: &Actor, command: &Command, at: Millis) -> Result<(), Fault> {
    policy_check(command)?;
    let client = Some(id::<CaseId>(77).0);
    let terms = terms();
    for event in decide(case, command, &Facts::default(), &Ctx { actor: who, now: at, client })? {
        *rv += 1;
        let mark = Mark { rv: *rv, at, counts_at: at, by: who.name.clone(), by_kind: who.kind, client };
        let event = terms.amended(case, event, &mark);
        terms.apply(case, &event, &mark);
    }
    Ok(())
}

fn policy_check(command: &Command) -> Result<(), Fault> {
    Command::parse(command.name(), &input(command), None).expect("a command").map(drop)
}

/// What a device promises by that was told of no matrix and no calendar.
fn terms() -> Terms {
    Terms::new(&PriorityMatrix::default(), Timetable::of_desk(&DeskClock::default(), 0))
}

/// What of a case both sides of the line must agree on.
fn essence(case: &Case) -> Case {
    let mut case = Case { rv: 0, ..case.clone() };
    case.stamps.values_mut().for_each(|stamp| (stamp.rv, stamp.client) = (0, None));
    case
}

fn sides() -> impl Strategy<Value = Actor> {
    let kinds = [ActorKind::Staff, ActorKind::Customer, ActorKind::Guest, ActorKind::Partner];
    (proptest::sample::select(kinds.to_vec()), 100_u128..103).prop_map(|(kind, n)| actor(kind, n))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_device_foresees_what_the_server_decides(
        history in histories(),
        who in sides(),
        queue in proptest::collection::vec((commands(), 0_i64..7_200_000), 1..12),
    ) {
        let mut life = Life::begin();
        for turn in &history {
            let _ = life.turn(turn);
        }
        terms().begin(&mut life.case);
        let rows = case_row(&life.case, &who);
        let inner = |command: &Command| match command {
            Command::Edit(_) | Command::Assign(_) | Command::Forward(_) => !who.is_staff(),
            Command::Take(_) => who.is_customer_side(),
            _ => false,
        };
        let (mut outbox, mut refused) = (Vec::new(), Vec::new());
        let (mut case, mut now) = (life.case.clone(), life.now);
        for (command, pause) in queue.iter().filter(|(command, _)| !inner(command)) {
            now += pause;
            let mid = outbox.len() as u64 + 1;
            outbox.push(entry(mid, command.name(), Key::new("cases", case.id), input(command), now));
            if let Err(fault) = on_server(&mut case, &mut life.rv, &who, command, now) {
                refused.push((mid, fault.code().to_string()));
            }
        }
        let here = Here { actor: who.clone(), now, local_word: "本地".into() };
        let (view, foreseen) = View::of(&rows, &outbox, &Domains { here: &here });
        let foreseen: Vec<(u64, String)> = foreseen.iter().map(|f| (f.mid, f.fault.code().to_string())).collect();
        prop_assert_eq!(&foreseen, &refused);
        let key = Key::new("cases", id::<CaseId>(CASE));
        let doc: CaseDoc = view.get(&key).expect("the case").parse().expect("a doc");
        let shown = |case: &Case| {
            let mut view = CaseView { rv: 0, ..CaseView::of(case, &who) };
            // Outsiders are told of no log: of promises they see what the server said last.
            if !who.is_staff() {
                (view.owing, view.respond_by, view.resolve_by) = Default::default();
            }
            view
        };
        prop_assert_eq!(shown(&doc.case), shown(&case));
        prop_assert_eq!(policy::allowed(&doc.case, &who, now), policy::allowed(&case, &who, now));
        if who.is_staff() {
            prop_assert_eq!(essence(&doc.case), essence(&case));
        } else {
            prop_assert_eq!(&doc.case.masked(&who), &doc.case, "nothing of the inside comes back");
        }
        let done = outbox.len() - refused.len();
        prop_assert!(doc.pending.len() >= done, "everything done waits");
        prop_assert!(doc.timeline.iter().all(|entry| doc.pending.contains(&entry.id)));
        prop_assert!(doc.timeline.is_sorted_by_key(|entry| entry.pos));
        prop_assert!(doc.timeline.iter().all(|entry| policy::sees_event(&who, &entry.event)));
    }
}

/// Somebody's device with what a first exchange brings.
fn device(who: &Actor, mut rows: Rows) -> (Rows, Here) {
    let me = serde_json::json!({"user_id": who.user_id, "kind": who.kind, "name": who.name, "login": "", "role": "test",
        "operations": who.operations, "firm_id": who.firm_id, "on_behalf_of": "北方机械", "unread": 0});
    rows.extend([held(Key::new("me", "me"), me)]);
    (rows, Here { actor: who.clone(), now: 2_000, local_word: "Local".into() })
}

fn with(mut who: Actor, names: &[&str]) -> Actor {
    who.operations.extend(names.iter().map(|name| name.to_string()));
    who
}

#[test]
fn what_one_may_not_do_is_forbidden_here_as_well() {
    let customer = actor(ActorKind::Customer, 100);
    let (rows, here) = device(&customer, Rows::new());
    let (view, _) = View::of(&rows, &[], &Domains { here: &here });
    let none = serde_json::json!({});
    assert_eq!(answer("users.list", &none, &view, &here), Some(Err(Fault::Forbidden)));
    assert_eq!(answer("cases.list", &none, &view, &here), Some(Err(Fault::Forbidden)));
    let refused = queue("cases.quick_open", &none, id::<CaseId>(1).0, &view, &here).expect("an answer");
    assert_eq!(refused.err(), Some(Fault::Forbidden));
    let stranger = Here { actor: Actor::bare(ActorKind::Guest, "guest"), now: 0, local_word: String::new() };
    assert_eq!(answer("notices.list", &none, &view, &stranger), Some(Err(Fault::Unauthenticated)));
    // What needs the server, and what a device cannot know before it was told anything.
    let free = with(customer, &["cases.list", "audit.list", "users.save"]);
    let (empty, here) = (Rows::new(), Here { actor: free, now: 0, local_word: String::new() });
    let (view, _) = View::of(&empty, &[], &Domains { here: &here });
    assert_eq!(answer("audit.list", &none, &view, &here), None);
    assert_eq!(answer("cases.list", &none, &view, &here), None);
    assert!(queue("users.save", &none, id::<CaseId>(1).0, &view, &here).is_none());
}

/// What was reported without a network can be read, found, changed and taken back without one.
#[test]
fn a_case_lives_before_the_server_knows_of_it() {
    let who = with(actor(ActorKind::Customer, 100), &["cases.submit", "cases.list", "cases.get"]);
    let (rows, here) = device(&who, Rows::new());
    let fresh = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0abc);
    let mut outbox = Vec::new();
    let mut act = |name: &str, input: Value| {
        let (view, foreseen) = View::of(&rows, &outbox, &Domains { here: &here });
        assert_eq!(foreseen, []);
        let Queued { about, input, output } = queue(name, &input, fresh, &view, &here).expect(name)?;
        let mid = outbox.len() as u64 + 1;
        outbox.push(entry(mid, name, about, input, 1_000));
        Ok::<Value, Fault>(output)
    };
    let made = act("cases.submit", serde_json::json!({"subject": " 打不开 ", "contact_phone": "138 0013 8000"}));
    let made = made.expect("a case");
    assert_eq!((&made["id"], &made["number"]), (&serde_json::json!(fresh), &Value::from("Local-ACV4")));
    act("cases.comment", serde_json::json!({"id": fresh, "text": "急用"})).expect("said");
    act("cases.urge", serde_json::json!({"id": fresh})).expect("urged");
    let again = act("cases.urge", serde_json::json!({"id": fresh}));
    assert_eq!(again.expect_err("urged just now").code(), "cases.urged_recently");
    let same = act("cases.submit", serde_json::json!({"id": fresh, "subject": "再来"}));
    assert_eq!(same.expect_err("there already").code(), "cases.id_taken");
    let (view, _) = View::of(&rows, &outbox, &Domains { here: &here });
    let ask = |name: &str, input: Value| answer(name, &input, &view, &here).expect(name).expect(name);
    for q in ["打不开", "local-acv4", "13800138000"] {
        let list = ask("cases.list", serde_json::json!({"q": q}));
        assert_eq!(
            (list["rows"][0]["pending"].as_bool(), list["rows"][0]["id"].as_str()),
            (Some(true), made["id"].as_str())
        );
    }
    let page = ask("cases.get", serde_json::json!({"id": "LOCAL-acv4"}));
    let events: Vec<&str> =
        page["timeline"].as_array().into_iter().flatten().filter_map(|e| e["event"].as_str()).collect();
    assert_eq!(events, ["opened", "commented", "urged"]);
    assert_eq!(page["pending"].as_array().map(Vec::len), Some(3));
    let entries: Vec<&Value> = page["timeline"].as_array().into_iter().flatten().map(|e| &e["id"]).collect();
    let (second, _) = View::of(&rows, &outbox, &Domains { here: &here });
    let once_more = answer("cases.get", &serde_json::json!({"id": fresh}), &second, &here);
    let once_more = once_more.expect("a page").expect("a page");
    assert_eq!(entries, once_more["timeline"].as_array().into_iter().flatten().map(|e| &e["id"]).collect::<Vec<_>>());
}

/// The server has it, the device was told, and the outbox still holds it: it is there once.
#[test]
fn what_was_sent_is_not_shown_twice() {
    let who = with(actor(ActorKind::Staff, 100), &["cases.quick_open", "cases.list"]);
    let mut case = fresh();
    case.number = "CS-2026-000001".into();
    let (rows, here) = device(&who, case_row(&case, &who));
    let input = serde_json::json!({"id": case.id, "subject": "打印机"});
    let outbox = [entry(1, "cases.quick_open", Key::new("cases", case.id), input, 1_000)];
    let (view, foreseen) = View::of(&rows, &outbox, &Domains { here: &here });
    assert_eq!(foreseen, []);
    let list = answer("cases.list", &serde_json::json!({}), &view, &here).expect("a list").expect("a list");
    assert_eq!(list["rows"].as_array().map(Vec::len), Some(1));
    assert_eq!(list["rows"][0]["number"], "CS-2026-000001");
}

/// Somebody else took it meanwhile: what is queued is foreseen to be refused, and shows nothing.
#[test]
fn a_conflict_is_foreseen_and_leaves_the_view_alone() {
    let (mine, theirs) = (actor(ActorKind::Staff, 100), actor(ActorKind::Staff, 101));
    let mut case = fresh();
    let mut rv = 5;
    let take = Command::Take(TakeCase { id: case.id, base: None });
    on_server(&mut case, &mut rv, &theirs, &take, 1_500).expect("taken by another");
    let (rows, here) = device(&mine, case_row(&case, &mine));
    let input = serde_json::json!({"id": case.id, "base": 3});
    let gone = serde_json::json!({"id": id::<CaseId>(10), "text": "还在吗"});
    let outbox = [
        entry(1, "cases.take", Key::new("cases", case.id), input, 1_000),
        entry(2, "cases.comment", Key::new("cases", id::<CaseId>(10)), gone, 1_000),
    ];
    let (view, foreseen) = View::of(&rows, &outbox, &Domains { here: &here });
    let codes: Vec<(u64, &str)> = foreseen.iter().map(|f| (f.mid, f.fault.code())).collect();
    assert_eq!(codes, [(1, "conflict"), (2, "not_found")]);
    let key = Key::new("cases", case.id);
    assert_eq!(view.get(&key), view.base(&key));
}

/// A stranger's device knows nothing, and what it shows of their own report holds nothing of the inside.
#[test]
fn a_stranger_reports_without_a_network() {
    let mut who = actor(ActorKind::Guest, 100);
    (who.name, who.operations) = (String::new(), ["cases.submit".to_string(), "cases.get".to_string()].into());
    let here = Here { actor: who, now: 2_000, local_word: "本地".into() };
    let rows = Rows::new();
    let (view, _) = View::of(&rows, &[], &Domains { here: &here });
    let submit = |input: Value| queue("cases.submit", &input, id::<CaseId>(33).0, &view, &here).expect("an answer");
    let pointer = |input: Value| submit(input).err().map(|fault| fault.fields()[0].pointer.clone());
    let phone = "13800138000";
    assert_eq!(pointer(serde_json::json!({"subject": "坏了"})), Some("/contact_phone".into()));
    assert_eq!(pointer(serde_json::json!({"subject": " ", "contact_phone": phone})), Some("/subject".into()));
    let bare = serde_json::json!({"subject": "坏了", "contact_phone": phone, "asset_id": id::<CaseId>(81)});
    assert_eq!(pointer(bare), Some("/asset_id".into()), "a thing is proved by its label");
    let input =
        serde_json::json!({"subject": "坏了", "contact_name": "路人", "contact_phone": phone, "serial": "PRN-001"});
    let queued = submit(input).unwrap_or_else(|fault| panic!("{fault:?}"));
    assert_eq!(queued.input["id"], serde_json::json!(id::<CaseId>(33)));
    let outbox = [entry(1, "cases.submit", queued.about.clone(), queued.input, 1_000)];
    let (view, foreseen) = View::of(&rows, &outbox, &Domains { here: &here });
    assert_eq!(foreseen, []);
    let page = answer("cases.get", &serde_json::json!({"id": id::<CaseId>(33)}), &view, &here)
        .expect("a page")
        .expect("a page");
    assert_eq!((page["timeline"][0]["by"].as_str(), page["case"]["channel"].as_str()), (Some("路人"), Some("guest")));
    let doc: CaseDoc = view.get(&queued.about).expect("a row").parse().expect("a doc");
    assert_eq!(doc.case, doc.case.masked(&here.actor));
}

/// The case moved on for other reasons; what one device writes twice is no quarrel with itself.
#[test]
fn two_edits_of_one_device_do_not_quarrel() {
    let mine = actor(ActorKind::Staff, 100);
    let mut case = fresh();
    case.rv = 5;
    let (rows, here) = device(&mine, case_row(&case, &mine));
    let key = Key::new("cases", case.id);
    let edit = |mid: u64, subject: &str| {
        let input = serde_json::json!({"id": case.id, "base": 3, "subject": subject});
        entry(mid, "cases.edit", key.clone(), input, 1_000)
    };
    let outbox = [edit(1, "卡纸"), edit(2, "三楼卡纸")];
    let (view, foreseen) = View::of(&rows, &outbox, &Domains { here: &here });
    assert_eq!(foreseen, []);
    let shown = &view.get(&key).expect("the case")["case"];
    assert_eq!(
        (shown["subject"].as_str(), shown["rv"].as_i64()),
        (Some("三楼卡纸"), Some(5)),
        "the version stays the server's"
    );
}
