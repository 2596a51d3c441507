//! One random schedule: people on both sides work, two tabs exchange, everything that can break does;
//! then all is well again, and the device must come to rest in the right place.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

use serde_json::json;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::sync::engine::Trouble;
use yingda_shared::sync::plan::Moment;
use yingda_shared::sync::{Engine, Key, Mutation, Person, Round, Rules, Store};

use crate::device::Device;
use crate::dice::Dice;
use crate::line::{Line, World};
use crate::oracle::{Made, everything_ended, own_words_are_seen, rows_fit};
use crate::server::Server;

/// A rule taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ablation {
    Ledger,
    CursorCompareAndSet,
    VisBeforeAndAfter,
    GrantsMoved,
    CommitOrder,
    OverlayUntilPulled,
    EpochOnRestore,
    EpochBeforePush,
    ArchiveReplay,
}

impl Ablation {
    pub const ALL: &'static [Ablation] = &[
        Ablation::Ledger,
        Ablation::CursorCompareAndSet,
        Ablation::VisBeforeAndAfter,
        Ablation::GrantsMoved,
        Ablation::CommitOrder,
        Ablation::OverlayUntilPulled,
        Ablation::EpochOnRestore,
        Ablation::EpochBeforePush,
        Ablation::ArchiveReplay,
    ];
}

const STEPS: usize = 220;
/// Exchanges after which a device that has not come to rest never will.
const ROUNDS_TO_REST: usize = 200;
const TEAMS: &[&str] = &["a", "b", "c"];

type Exchange = Pin<Box<dyn Future<Output = Result<Round, Trouble>>>>;

/// A tab: the engine it runs, and the exchange that is under way.
struct Tab {
    engine: Rc<Engine<Device, Line>>,
    exchange: Option<Exchange>,
}

struct Play {
    world: Rc<RefCell<World>>,
    device: Device,
    rules: Rules,
    tabs: Vec<Tab>,
    made: Vec<Made>,
    /// An id names one thing for ever: what was deleted does not come back under it.
    deleted: BTreeSet<String>,
    names: u128,
    loud: bool,
    now: i64,
}

/// Runs the schedule of a seed; `Err` says which invariant broke.
pub fn run(seed: u64, ablation: Option<Ablation>, loud: bool) -> Result<(), String> {
    let world = World { server: Server::new(ablation), dice: Dice::new(seed), trouble: 12, late: Vec::new() };
    let rules = Rules {
        epoch_before_push: ablation != Some(Ablation::EpochBeforePush),
        overlay_until_pulled: ablation != Some(Ablation::OverlayUntilPulled),
        archive_replay: ablation != Some(Ablation::ArchiveReplay),
    };
    let device = Device::new(Uuid::from_u128(1), ablation != Some(Ablation::CursorCompareAndSet));
    let mut play = Play {
        world: Rc::new(RefCell::new(world)),
        device,
        rules,
        tabs: Vec::new(),
        made: Vec::new(),
        deleted: BTreeSet::new(),
        names: 1,
        loud,
        now: 0,
    };
    for n in 0..4 {
        play.world.borrow_mut().server.create(&format!("k{n}"), TEAMS[n % 3]);
    }
    play.open_tab();
    for step in 0..STEPS {
        play.step();
        play.holds().map_err(|why| format!("at step {step}: {why}"))?;
    }
    play.come_to_rest()
}

impl Play {
    fn roll(&self, n: usize) -> usize {
        self.world.borrow_mut().dice.below(n)
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.loud {
            println!("{}", what());
        }
    }

    fn fresh(&mut self) -> Uuid {
        self.names += 1;
        Uuid::from_u128(self.names)
    }

    fn open_tab(&mut self) {
        let engine = Engine::new(self.device.clone(), Line(self.world.clone()), self.rules, Person::default());
        self.tabs.push(Tab { engine: Rc::new(engine), exchange: None });
    }

    fn step(&mut self) {
        match self.roll(100) {
            0..=54 => self.exchange_a_bit(),
            55..=66 => self.do_something(),
            67..=86 => self.others_work(),
            87..=90 => self.something_breaks(),
            91..=93 => self.late_request(),
            94..=95 => self.grants_move(),
            96 => self.world.borrow_mut().server.back_up(),
            97 => self.restore(),
            98 => self.world.borrow_mut().server.prune(),
            // Two days either way.
            _ => self.now += (self.roll(5) as i64 - 2) * 86_400_000,
        }
    }

    fn exchange_a_bit(&mut self) {
        let n = self.roll(self.tabs.len());
        self.poll(n);
    }

    /// One poll of a tab's exchange; begins one when none is under way.
    fn poll(&mut self, n: usize) -> Option<Result<Round, Trouble>> {
        let moment = Moment { now: self.now, fresh_client: self.fresh() };
        let tab = &mut self.tabs[n];
        let exchange = tab.exchange.get_or_insert_with(|| {
            let engine = tab.engine.clone();
            Box::pin(async move { engine.round(moment).await })
        });
        match exchange.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            std::task::Poll::Pending => None,
            std::task::Poll::Ready(outcome) => {
                tab.exchange = None;
                self.say(|| format!("tab {n}: {outcome:?}"));
                Some(outcome)
            }
        }
    }

    /// The person does something.
    fn do_something(&mut self) {
        let id = self.fresh();
        let cases: Vec<String> = self.device.disk.borrow().rows.keys().map(|key| key.id.clone()).collect();
        let kind = self.roll(10);
        let (name, case) = match (kind, cases.is_empty()) {
            (0, _) => ("create", format!("n{id}")),
            (_, true) => return,
            (1, _) => ("poison", cases[self.roll(cases.len())].clone()),
            (2..=3, _) => ("title", cases[self.roll(cases.len())].clone()),
            _ => ("note", cases[self.roll(cases.len())].clone()),
        };
        let key = Key::new("case", &case);
        let base = self.device.disk.borrow().rows.get(&key).map_or(0, |held| held.row.rv);
        let text = format!("t{}", self.names);
        let input = json!({"text": text, "base": base, "team": TEAMS[self.roll(3)]});
        let mutation = Mutation { id, mid: 0, about: key, name: name.into(), version: 1, input, made_at: self.now };
        let mut append = Box::pin(self.device.append(mutation));
        let _ = append.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        drop(append);
        self.say(|| format!("does {name} {text} on {case}"));
        if name == "note" {
            self.made.push(Made { case, note: text });
        }
    }

    fn others_work(&mut self) {
        let id = format!("k{}", self.roll(7));
        let team = TEAMS[self.roll(3)];
        self.names += 1;
        let text = format!("o{}", self.names);
        let kind = self.roll(8);
        self.say(|| format!("others: {kind} on {id}, team {team}"));
        let server = &mut self.world.borrow_mut().server;
        match kind {
            0 if server.db.cases.contains_key(&id) => {
                server.delete(&id);
                self.deleted.insert(id);
            }
            0 if !self.deleted.contains(&id) => server.create(&id, team),
            0 => {}
            1..=2 => server.change(&id, |case, _| case.team = team.into()),
            3 => server.change(&id, |case, pos| {
                case.title = text;
                case.title_rv = pos;
            }),
            4 => server.begin(&id, &text),
            5..=6 => server.commit(),
            _ => server.change(&id, |case, _| case.notes.push(text)),
        }
    }

    fn something_breaks(&mut self) {
        match self.roll(4) {
            0 => self.device.full.set(true),
            1 if self.tabs.len() < 2 => self.open_tab(),
            _ => {
                // The tab dies wherever it stands and comes back with nothing in memory.
                let n = self.roll(self.tabs.len());
                self.tabs.remove(n);
                self.open_tab();
                self.say(|| format!("tab {n} dies"));
            }
        }
    }

    fn late_request(&mut self) {
        let world = &mut *self.world.borrow_mut();
        if !world.late.is_empty() {
            let n = world.dice.below(world.late.len());
            let request = world.late.remove(n);
            let _ = world.server.sync(&request, None);
        }
    }

    fn grants_move(&mut self) {
        let mut grants = BTreeSet::new();
        for team in TEAMS {
            if self.roll(2) == 0 {
                grants.insert(team.to_string());
            }
        }
        self.say(|| format!("grants are {grants:?}"));
        self.world.borrow_mut().server.db.grants = grants;
    }

    fn restore(&mut self) {
        self.say(|| "restored from the backup".into());
        self.world.borrow_mut().server.restore();
    }

    fn holds(&self) -> Result<(), String> {
        let world = self.world.borrow();
        if let Some(complaint) = &world.server.complaint {
            return Err(complaint.clone());
        }
        rows_fit(&self.device, &world.server)?;
        own_words_are_seen(&self.device, &self.made)
    }

    /// Nothing breaks any more: the device must come to where the server is.
    fn come_to_rest(&mut self) -> Result<(), String> {
        self.world.borrow_mut().trouble = 0;
        self.device.full.set(false);
        self.tabs.truncate(1);
        for _ in 0..3 {
            self.world.borrow_mut().server.commit();
        }
        let mut current = 0;
        for _ in 0..ROUNDS_TO_REST {
            let outcome = loop {
                if let Some(outcome) = self.poll(0) {
                    break outcome;
                }
                self.holds()?;
            };
            self.holds()?;
            current = if outcome == Ok(Round::Current) { current + 1 } else { 0 };
            if current == 4 {
                break;
            }
        }
        if current < 4 {
            return Err("it never came to rest".into());
        }
        everything_ended(&self.device, &self.world.borrow().server, &self.made)
    }
}
