//! What holds of every policy and of every course of a case, wherever the server is down.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use yingda_shared::cases::CaseState;
use yingda_shared::escalation::{Cause, Effect, Instance, Stop, next};
use yingda_shared::kernel::id::EntryId;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::record::Details;
use yingda_shared::rules::{Happening, HappeningKind, Rule, cascade, circle};
use yingda_shared::sla::{Clock, Signal, replay};

use crate::ruling::{changed, only, raise, rule, set_priority};
use crate::{ALWAYS, Desk, TUESDAYS, at, case, level, share, user, uuid};

fn triggers() -> impl Strategy<Value = Value> {
    let clock = prop_oneof![Just("resolution"), Just("next_response")];
    let shares = (clock.clone(), 1_u32..300).prop_map(|(clock, percent)| {
        let mut time = share(percent);
        time["clock"] = clock.into();
        time
    });
    let minutes = (clock, 0_u32..600, proptest::bool::ANY).prop_map(|(clock, minutes, before)| {
        json!({"on": "time", "side": "external", "clock": clock, "anchor": "due",
            "direction": if before { "before" } else { "after" }, "minutes": minutes})
    });
    prop_oneof![3 => shares, 2 => minutes, 1 => Just(json!({"on": "event", "event": "urged"}))]
}

fn levels() -> impl Strategy<Value = Value> {
    let stops = proptest::sample::subsequence(vec!["acknowledged", "assigned", "state_change", "resolved"], 0..=4);
    let calendars = prop_oneof![4 => Just(None), 1 => Just(Some(ALWAYS)), 1 => Just(Some(TUESDAYS))];
    (triggers(), stops, proptest::option::of((1_u32..120, 1_u32..5)), calendars).prop_map(
        |(trigger, stops, repeat, calendar)| {
            level(
                1,
                json!({"trigger": trigger, "stop_when": stops, "calendar_id": calendar.map(uuid),
                    "repeat_every": repeat.map(|(every, _)| every),
                    "max_repeats": repeat.map_or(0, |(_, most)| most)}),
            )
        },
    )
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Look,
    Hold,
    Resume,
    Solve,
    Reopen,
    Answer,
    Ask,
    Urge,
    Acknowledge,
    Assign,
    LetGo,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step, bool)>> {
    use Step::*;
    let step = proptest::sample::select(vec![
        Look,
        Look,
        Hold,
        Resume,
        Resume,
        Solve,
        Reopen,
        Reopen,
        Answer,
        Ask,
        Ask,
        Urge,
        Acknowledge,
        Assign,
        LetGo,
    ]);
    // Minutes that pass, what happens then, and whether the server was down in between.
    proptest::collection::vec((0_i64..900, step, proptest::bool::weighted(0.4)), 0..25)
}

#[derive(Clone, Debug)]
struct Script {
    levels: Vec<Value>,
    acknowledged_minutes: Option<u32>,
    steps: Vec<(i64, Step, bool)>,
}

fn scripts() -> impl Strategy<Value = Script> {
    (proptest::collection::vec(levels(), 1..5), proptest::option::of(1_u32..300), steps())
        .prop_map(|(levels, acknowledged_minutes, steps)| Script { levels, acknowledged_minutes, steps })
}

/// One look of the server: what the case was like, when, and what came of it.
#[derive(Clone, Debug)]
struct Look {
    before: Instance,
    clocks: Vec<Clock>,
    state: CaseState,
    assigned: bool,
    happened: Vec<Happening>,
    now: Millis,
    effects: Vec<Effect>,
}

struct World {
    desk: Desk,
    now: Millis,
    looks: Vec<Look>,
    /// Looks whose outcome is lost before it is kept, after which the server starts again.
    crashes: BTreeSet<usize>,
}

impl World {
    fn run(script: &Script, crashes: BTreeSet<usize>) -> World {
        let extra = json!({"acknowledged_minutes": script.acknowledged_minutes});
        let desk = Desk::new(script.levels.clone(), extra);
        let mut world = World { desk, now: at(0, "10:00"), looks: Vec::new(), crashes };
        for (n, (minutes, step, down)) in (1..).zip(&script.steps) {
            let until = world.now + minutes * MINUTE;
            while let Some(due) = world.desk.next_at().filter(|due| *due <= until && !down) {
                world.now = world.now.max(due);
                world.look();
            }
            world.now = until;
            world.act(n, *step);
            world.look();
        }
        world
    }

    fn look(&mut self) {
        let crashed = self.crashes.contains(&self.looks.len()).then(|| self.desk.clone().fire(self.now));
        let (before, now) = (self.desk.instance.clone(), self.now);
        let effects = self.desk.fire(now);
        // What a server does after it came up again is what it had been about to do.
        assert!(crashed.is_none_or(|crashed| crashed == effects));
        // The instance is kept as text.
        let text = serde_json::to_string(&self.desk.instance).expect("JSON");
        assert_eq!(serde_json::from_str::<Instance>(&text).expect("an instance"), self.desk.instance);
        self.looks.push(Look {
            before,
            clocks: replay(&self.desk.turns, &self.desk.book).clocks,
            state: self.desk.case.state,
            assigned: self.desk.case.assignee_id.is_some(),
            happened: self.desk.happenings.clone(),
            now,
            effects,
        });
    }

    fn act(&mut self, n: u128, step: Step) {
        let (desk, now) = (&mut self.desk, self.now);
        let open = desk.case.state.is_open();
        match step {
            Step::Hold if open => desk.hold(now),
            Step::Resume if desk.case.state == CaseState::Pending => desk.resume(now),
            Step::Solve if open => desk.solve(now),
            Step::Reopen if !open => desk.reopen(now),
            Step::Answer => desk.hear(now, Signal::Answered),
            Step::Ask => desk.hear(now, Signal::Asked),
            Step::Urge => desk.happens(1_000 + n, now, HappeningKind::Urged),
            Step::Acknowledge => desk.acknowledge(now),
            Step::Assign => desk.case.assignee_id = Some(user(1)),
            Step::LetGo => desk.case.assignee_id = None,
            _ => {}
        }
    }

    fn ids(&self) -> Vec<String> {
        self.looks.iter().flat_map(|look| &look.effects).map(Effect::id).collect()
    }
}

/// When there was something to acknowledge: the beginning of a clock, or what happened.
fn since(look: &Look, cause: &Cause) -> Option<Millis> {
    match cause {
        Cause::Clock { side, clock, round } => {
            let mut mine = look.clocks.iter().filter(|one| (one.side, one.kind, one.round) == (*side, *clock, *round));
            mine.next().filter(|one| one.is_running()).map(|one| one.asked_at)
        }
        Cause::Event { id } => look.happened.iter().find(|one| one.id == *id).map(|one| one.at),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_firing_is_done_twice_and_a_crash_at_any_point_changes_nothing(
        script in scripts(),
        crashes in proptest::collection::btree_set(0_usize..40, 0..10),
    ) {
        let world = World::run(&script, crashes);
        prop_assert_eq!(world.desk.policy.check().iter().filter(|fault| fault.code != "acknowledgement_stops_nothing").count(), 0);
        let ids = world.ids();
        prop_assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{:?}", ids);
        prop_assert_eq!(World::run(&script, BTreeSet::new()).ids(), ids);
    }

    #[test]
    fn a_server_that_goes_back_to_an_older_copy_makes_the_same_firings(script in scripts(), cut in 0_usize..25) {
        let whole = World::run(&script, BTreeSet::new());
        let Some(look) = whole.looks.get(cut) else { return Ok(()) };
        let mut instance = look.before.clone();
        for look in &whole.looks[cut..] {
            // What people did meanwhile is kept with the case.
            instance.acknowledged = look.before.acknowledged.clone();
            let mut desk = whole.desk.clone();
            desk.case.state = look.state;
            desk.case.assignee_id = look.assigned.then(|| user(1));
            let facts = yingda_shared::escalation::Facts {
                policy: &desk.policy,
                case: &desk.case,
                clocks: &look.clocks,
                happenings: &look.happened,
                book: &desk.book,
            };
            let (after, effects) = yingda_shared::escalation::fire(&instance, &facts, look.now);
            prop_assert_eq!(&effects, &look.effects);
            prop_assert!(next(&after, &facts).is_none_or(|timer| timer.at > look.now), "nothing is left undone");
            instance = after;
        }
    }

    #[test]
    fn nothing_is_done_after_what_ends_it(script in scripts()) {
        let world = World::run(&script, BTreeSet::new());
        for look in &world.looks {
            for effect in &look.effects {
                let level = world.desk.policy.level(effect.key.level).expect("a level");
                prop_assert!(look.state.is_open());
                prop_assert!(effect.due_at <= look.now);
                prop_assert!(!(level.stops_at(Stop::Assigned) && look.assigned));
                let since = since(look, &effect.key.cause);
                prop_assert!(since.is_some(), "its clock runs");
                let holds = look.before.acknowledged.as_ref().filter(|_| level.stops_at(Stop::Acknowledged));
                let came_back = |at: Millis| look.happened.iter().any(|one| one.kind == HappeningKind::Reopened && one.at > at);
                let holds = holds.filter(|holds| since <= Some(holds.at) && !came_back(holds.at));
                prop_assert!(holds.is_none_or(|holds| holds.until.is_some_and(|until| until <= look.now)));
                let told = look.before.runs.iter().filter(|run| run.cause == effect.key.cause);
                let first = told.min_by_key(|run| (run.first_at, run.level));
                let own = look.before.runs.iter().find(|run| (run.level, run.cause) == (effect.key.level, effect.key.cause));
                let was = own.or(first).map_or(look.state, |run| run.state);
                prop_assert!(!(level.stops_at(Stop::StateChange) && was != look.state));
            }
        }
    }

    #[test]
    fn repeats_are_counted_and_never_more_than_the_most(script in scripts()) {
        let world = World::run(&script, BTreeSet::new());
        let mut said: BTreeMap<_, Vec<(u32, Millis)>> = BTreeMap::new();
        for look in &world.looks {
            for key in look.effects.iter().map(|effect| effect.key) {
                said.entry((key.level, key.cause, key.turn)).or_default().push((key.repeat, look.now));
            }
        }
        for ((number, ..), said) in &said {
            let level = world.desk.policy.level(*number).expect("a level");
            prop_assert!(said.len() <= level.max_repeats as usize + 1);
            prop_assert!(said.iter().map(|(repeat, _)| *repeat).eq(0..said.len() as u32), "{:?}", said);
            let every = Millis::from(level.repeat_every.unwrap_or_default()) * MINUTE;
            prop_assert!(said.windows(2).all(|pair| pair[1].1 - pair[0].1 >= every));
        }
        let first = world.looks.iter().flat_map(|look| &look.effects).filter(|effect| (effect.key.turn, effect.key.repeat) == (0, 0));
        let causes: Vec<_> = first.map(|effect| (effect.key.level, effect.key.cause)).collect();
        prop_assert_eq!(causes.iter().collect::<BTreeSet<_>>().len(), causes.len(), "once for each clock and round");
    }

    #[test]
    fn rules_without_a_circle_come_to_rest(rules in rules(), start in 0_usize..6) {
        let opened = rule(99, json!({"event": "opened"}), json!([]), json!([action(start, 1)]));
        let all: Vec<Rule> = rules.into_iter().chain([opened]).collect();
        let round = all.iter().any(|rule| circle(&all, rule.id).is_some());
        let happening = Happening::new(EntryId(uuid(1)), 0, HappeningKind::Opened);
        let cascade = cascade(&all, &happening, &case());
        prop_assert!(round || cascade.cut.is_empty(), "{:?}", cascade);
        prop_assert!(cascade.rounds.len() <= 9);
    }
}

const HEARD: [&str; 5] = ["priority", "level", "team", "assignee", "state"];

fn action(of: usize, which: usize) -> Value {
    let priority = ["p1", "p2", "p3", "p4"][which % 4];
    let reassign = |team: Option<u128>, user: Option<u128>| json!({"do": "reassign", "team_id": team.map(uuid), "assignee_id": user.map(uuid)});
    let n = which as u128 % 2 + 1;
    match of % 6 {
        0 => set_priority(priority),
        1 => raise(n as u16),
        2 => reassign(Some(n), None),
        3 => reassign(None, Some(n)),
        4 => reassign(Some(n), Some(n)),
        _ => crate::notify(),
    }
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let conditions = prop_oneof![
        3 => Just(json!([])),
        2 => proptest::sample::select(vec!["p1", "p2", "p3"]).prop_map(|word| json!([only("priority", "any_of", &[word])])),
        1 => Just(json!([only("priority", "none_of", &["p1"])])),
        1 => Just(json!([only("assignee", "unset", &[])])),
        1 => Just(json!([only("assignee", "set", &[])])),
        1 => Just(json!([only("team", "any_of", &[&uuid(1).to_string()])])),
        1 => Just(json!([only("team", "any_of", &[&uuid(2).to_string()])])),
        1 => Just(json!([only("level", "at_most", &["1"])])),
        1 => Just(json!([only("state", "any_of", &["new"])])),
    ];
    let one = (
        proptest::sample::select(HEARD.to_vec()),
        conditions,
        proptest::collection::vec((0_usize..6, 0_usize..4), 1..3),
    );
    proptest::collection::vec(one, 1..6).prop_map(|all| {
        let made = (1..).zip(all).map(|(n, (field, conditions, actions))| {
            let actions: Vec<Value> = actions.into_iter().map(|(of, which)| action(of, which)).collect();
            rule(n, changed(&[field]), conditions, json!(actions))
        });
        made.collect()
    })
}
