//! What a device foresees is what the server then decides: same refusals, same case.

use proptest::prelude::*;
use serde_json::Value;
use yingda_shared::cases::apply::{Mark, apply};
use yingda_shared::cases::commands::Command;
use yingda_shared::cases::doc::CaseDoc;
use yingda_shared::cases::lifecycle::{Ctx, Facts, decide};
use yingda_shared::cases::view::CaseView;
use yingda_shared::cases::{Case, policy};
use yingda_shared::fault::Fault;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::time::Millis;
use yingda_shared::offline::{Domains, Here};
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::plan::Rows;
use yingda_shared::sync::store::{Entry, Held};
use yingda_shared::sync::{Key, Mutation, Row};

use crate::people::{Life, actor, commands, histories, id};

const CASE: u128 = 9;

/// The command as it goes into an outbox.
pub fn input(command: &Command) -> Value {
    macro_rules! inputs {
        ($($variant:ident)+) => { match command { $(Command::$variant(op) => serde_json::to_value(op)),+ } };
    }
    let json = inputs!(Edit Assign Forward Take Start Hold Resume Resolve Accept Reject Close Reopen Cancel Comment Attach Urge Rate);
    json.expect("an operation is JSON")
}

pub fn held(key: Key, body: Value) -> (Key, Held) {
    let row = Row { key: key.clone(), rv: 1, scopes: Vec::new(), body };
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
    for event in decide(case, command, &Facts::default(), &Ctx { actor: who, now: at, client })? {
        *rv += 1;
        apply(case, &event, &Mark { rv: *rv, at, by: who.name.clone(), by_kind: who.kind, client });
    }
    Ok(())
}

fn policy_check(command: &Command) -> Result<(), Fault> {
    Command::parse(command.name(), &input(command), None).expect("a command").map(drop)
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
        let doc: CaseDoc = serde_json::from_value(view.get(&key).expect("the case").clone()).expect("a doc");
        let shown = |case: &Case| CaseView { rv: 0, ..CaseView::of(case, &who) };
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
