//! What a server says to a device, spoiled on the way: the device takes it or does not, and goes on. What
//! it has yet to send is never lost by it.

use std::cell::RefCell;

use serde_json::{Value, json};
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::offline::{self, Domains, Here};
use yingda_shared::sync::memory::MemoryStore;
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::plan::Moment;
use yingda_shared::sync::wire::{SyncReply, SyncRequest};
use yingda_shared::sync::{Engine, Key, Mutation, NetFault, Person, Rules, Store, Transport};

use super::mutate;
use crate::support::{Dice, world};

/// A line on which a server of the dice's making answers.
struct Line(RefCell<Dice>);

impl Transport for Line {
    async fn sync(&self, request: SyncRequest) -> Result<SyncReply, NetFault> {
        let mut dice = self.0.borrow_mut();
        let sound = reply(&mut dice, &request);
        let message = mutate::value(&mut dice, sound);
        let text = match dice.one_in(4) {
            true => mutate::bytes(&mut dice, message.to_string().into_bytes()),
            false => message.to_string().into_bytes(),
        };
        // What cannot be read is as if nobody had answered.
        serde_json::from_slice(&text).map_err(|_| NetFault::Away)
    }
}

fn reply(dice: &mut Dice, request: &SyncRequest) -> Value {
    let outcomes = [
        json!({"outcome": "ok", "output": {"id": Uuid::nil(), "rv": 3}}),
        json!({"outcome": "merged", "output": null}),
        json!({"outcome": "gone", "fault": {"fault": "not_found"}}),
        json!({"outcome": "conflict", "fault": {"fault": "conflict", "version": 3, "changes": []}}),
        json!({"outcome": "quarantined"}),
    ];
    let results = request.push.iter().map(|mutation| {
        let mut result = dice.pick(&outcomes).clone();
        result["mid"] = json!(mutation.mid);
        result["id"] = json!(mutation.id);
        result
    });
    let results: Vec<Value> = results.collect();
    let row = |n: u64| {
        json!({"change": "put", "row": {"kind": "cases", "id": Uuid::from_u128(n.into()), "rv": n,
        "scopes": ["org"], "body": {"case": {"subject": "行"}, "timeline": []}}})
    };
    let mut changes: Vec<Value> = (0..dice.below(4) as u64).map(row).collect();
    changes.push(json!({"change": "remove", "key": {"kind": "cases", "id": "x"}}));
    let reset =
        dice.pick(&[Value::Null, Value::Null, Value::Null, json!("horizon"), json!("epoch"), json!("client")]).clone();
    json!({"results": results, "last_mid": request.push.len(), "reset": reset, "changes": changes, "purge": ["team:x"],
        "cursor": "c", "same": dice.one_in(4), "more": dice.one_in(4), "partial": dice.one_in(4),
        "checks": [{"kind": "cases", "count": 1, "xor": "00ff"}], "epoch": dice.below(3), "server_now": 7, "lease": 9, "min_build": ""})
}

pub async fn one(mut dice: Dice) {
    let store = MemoryStore::new(Uuid::from_u128(dice.roll().into()));
    let line = Line(RefCell::new(Dice::of(dice.roll())));
    let person = Person { user: Some(world::user("anna")), build: "fuzz".into() };
    let engine = Engine::new(store, line, Rules::default(), person);
    let mut made = Vec::new();
    for n in 0..dice.below(4) {
        let id = Uuid::from_u128(dice.roll().into());
        let case = Uuid::from_u128(n as u128);
        let (name, input) = ("cases.comment".to_string(), json!({"id": case, "text": "一句"}));
        let mutation = Mutation { id, mid: 0, about: Key::new("cases", case), name, version: 1, input, made_at: 0 };
        engine.store.append(mutation).await.expect("an append");
        made.push(id);
    }
    for n in 0..6 {
        let moment = Moment { now: n, fresh_client: Uuid::from_u128(dice.roll().into()) };
        // Trouble is an answer; a panic is none.
        let _ = engine.round(moment).await;
    }
    let disk = engine.store.0.borrow();
    let here = Here { actor: Actor::bare(ActorKind::Staff, "agent"), now: 0, local_word: "本地".into() };
    let queued = disk.outbox.as_slice();
    let (view, _) = View::of(&disk.rows, queued, &Domains { here: &here });
    // Rows of any kind are looked at by pages; whatever they hold, a page is made or is not.
    for (name, input) in [("cases.list", json!({})), ("cases.count", json!({})), ("notices.list", json!({}))] {
        let _ = offline::answer(name, &input, &view, &here);
    }
}
