//! A device of the tests.

use std::collections::BTreeMap;

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::Me;
use yingda_shared::kernel::id::{CaseId, Uuid};
use yingda_shared::kernel::time::Millis;
use yingda_shared::offline::{self, Domains, Here, Queued};
use yingda_shared::sync::engine::Trouble;
use yingda_shared::sync::memory::MemoryStore;
use yingda_shared::sync::overlay::View;
use yingda_shared::sync::plan::Moment;
use yingda_shared::sync::store::TrayItem;
use yingda_shared::sync::wire::{SyncReply, SyncRequest};
use yingda_shared::sync::{Engine, Key, Mutation, NetFault, Person, Round, Rules, Store, Transport};

use crate::support::{Ask, Desk, world};

/// The line to the desk, as a signed-in login.
pub struct Line {
    desk: Desk,
    login: String,
    /// The next answers that get lost on their way back.
    pub losses: std::cell::Cell<u32>,
}

impl Transport for Line {
    async fn sync(&self, request: SyncRequest) -> Result<SyncReply, NetFault> {
        let body = serde_json::to_value(&request).expect("JSON");
        let mut ask = Ask::post("/sync", body);
        if self.login != "guest" {
            ask = ask.by(&self.login);
        }
        let answer = self.desk.http(ask).await;
        if self.losses.get() > 0 {
            self.losses.set(self.losses.get() - 1);
            return Err(NetFault::Away);
        }
        match answer.status.as_u16() {
            200 => Ok(serde_json::from_slice(&answer.bytes).expect("a reply")),
            401 if answer.code() == "wiped" => Err(NetFault::Wipe),
            401 => Err(NetFault::NeedsAuth),
            _ => Err(NetFault::Away),
        }
    }
}

pub struct Device {
    pub engine: Engine<MemoryStore, Line>,
}

impl Device {
    pub fn of(desk: &Desk, login: &str) -> Device {
        let line = Line { desk: desk.clone(), login: login.into(), losses: Default::default() };
        let user = (login != "guest").then(|| world::user(login));
        let person = Person { user, build: "test".into() };
        let store = MemoryStore::new(Uuid::now_v7());
        Device { engine: Engine::new(store, line, Rules::default(), person) }
    }

    /// The same device with an empty memory and its disk.
    pub fn restarted(&self, desk: &Desk, login: &str) -> Device {
        let fresh = Device::of(desk, login);
        let Engine { transport, .. } = fresh.engine;
        let person = Person { user: Some(world::user(login)), build: "test".into() };
        Device { engine: Engine::new(self.engine.store.clone(), transport, Rules::default(), person) }
    }

    pub async fn round(&self) -> Result<Round, Trouble> {
        let moment = Moment { now: 0, fresh_client: Uuid::now_v7() };
        self.engine.round(moment).await
    }

    /// Exchanges until nothing is left to say.
    #[track_caller]
    pub fn rest(&self) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            for _ in 0..500 {
                match self.round().await {
                    Ok(Round::Current) => return,
                    Ok(_) => {}
                    Err(trouble) => panic!("at {place}: {trouble:?}"),
                }
            }
            panic!("at {place}: the device never came to rest");
        }
    }

    /// Puts a command on a case into the outbox; answers its id.
    pub async fn does(&self, name: &str, case: CaseId, mut input: Value) -> Uuid {
        input["id"] = Value::String(case.to_string());
        self.records(name, 1, Key::new("cases", case), input).await
    }

    pub async fn records(&self, name: &str, version: u16, about: Key, input: Value) -> Uuid {
        let id = Uuid::now_v7();
        let mutation = Mutation { id, mid: 0, about, name: name.into(), version, input, made_at: 0 };
        self.engine.store.append(mutation).await.expect("an append");
        id
    }

    /// Who asks on this device, now.
    pub fn here(&self) -> Here {
        let me = self.rows("me").remove("me").expect("the device knows whose it is");
        let me: Me = serde_json::from_value(me).expect("a person");
        Here { actor: offline::actor_of(&me), now: now(), local_word: "本地".into() }
    }

    /// What the device answers, with its outbox over the rows or without.
    pub fn answers(&self, name: &str, input: &Value, outbox: bool) -> Option<Result<Value, Fault>> {
        let (here, disk) = (self.here(), self.engine.store.0.borrow());
        let queued = if outbox { disk.outbox.as_slice() } else { &[] };
        let (view, foreseen) = View::of(&disk.rows, queued, &Domains { here: &here });
        assert!(foreseen.is_empty(), "{foreseen:?}");
        offline::answer(name, input, &view, &here)
    }

    /// Does a write on the device alone; answers what the person is shown.
    pub async fn queues(&self, name: &str, input: &Value) -> Result<Value, Fault> {
        let here = self.here();
        let queued = {
            let disk = self.engine.store.0.borrow();
            let (view, _) = View::of(&disk.rows, &disk.outbox, &Domains { here: &here });
            offline::queue(name, input, Uuid::now_v7(), &view, &here).expect("it can be queued")?
        };
        let id = Uuid::now_v7();
        let Queued { about, input, output } = queued;
        let mutation = Mutation { id, mid: 0, about, name: name.into(), version: 1, input, made_at: here.now };
        self.engine.store.append(mutation).await.expect("an append");
        Ok(output)
    }

    /// Bodies of the rows of a kind, by id.
    pub fn rows(&self, kind: &str) -> BTreeMap<String, Value> {
        let disk = self.engine.store.0.borrow();
        let rows = disk.rows.values().filter(|held| held.row.key.kind == kind);
        rows.map(|held| (held.row.key.id.clone(), Value::clone(&held.row.body))).collect()
    }

    pub fn holds(&self, case: CaseId) -> bool {
        self.rows("cases").contains_key(&case.to_string())
    }

    pub fn tray(&self) -> Vec<TrayItem> {
        self.engine.store.0.borrow().tray.clone()
    }

    pub fn waiting(&self) -> usize {
        self.engine.store.0.borrow().outbox.len()
    }
}

fn now() -> Millis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    since.as_millis() as Millis
}
