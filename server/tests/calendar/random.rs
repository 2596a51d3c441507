//! Random calendars, moments and pauses, where clocks change and where they do not: what the engine says,
//! the oracle counts.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use jiff::civil::date;
use serde_json::{Value, json};
use yingda_server::calendar::file;
use yingda_server::calendar::zone::Zone;
use yingda_shared::calendar::{Days, Holiday, Holidays, Layers, Pause, Pauses, WorkingTime, compile};
use yingda_shared::kernel::day::Day;

use super::oracle::{Plan, Shift, Walk, World};
use crate::support::Dice;

/// Questions to one calendar.
const QUESTIONS: u64 = 50;
const WINDOW: i64 = 45;
/// Calendars after which a long run says how far it is.
const EVERY: u64 = 2_000;

/// Weeks in which clocks change by an hour, half an hour, two, at midnight, by a whole day; a leap day; the
/// Spring Festival; and nothing at all.
const WORLDS: &[(&str, i16, i8, i8)] = &[
    ("Asia/Shanghai", 2026, 9, 1),
    ("Asia/Shanghai", 2026, 1, 20),
    ("Asia/Shanghai", 2024, 2, 10),
    ("Asia/Shanghai", 1991, 3, 25),
    ("Asia/Shanghai", 1991, 8, 20),
    ("Europe/Berlin", 2026, 3, 5),
    ("Europe/Berlin", 2026, 10, 5),
    ("Europe/Dublin", 2026, 10, 5),
    ("America/New_York", 2026, 2, 20),
    ("America/New_York", 2026, 10, 10),
    ("America/St_Johns", 2006, 10, 10),
    ("America/Sao_Paulo", 2015, 10, 1),
    ("America/Sao_Paulo", 2016, 2, 1),
    ("America/Havana", 2026, 2, 25),
    ("Africa/Cairo", 2026, 4, 5),
    ("Africa/Cairo", 2026, 10, 10),
    ("Africa/Casablanca", 2026, 2, 1),
    ("Africa/Casablanca", 2026, 3, 1),
    ("Asia/Beirut", 2026, 3, 10),
    ("Asia/Kathmandu", 2026, 6, 1),
    ("Australia/Lord_Howe", 2026, 3, 15),
    ("Australia/Lord_Howe", 2026, 9, 15),
    ("Antarctica/Troll", 2026, 3, 10),
    ("Antarctica/Troll", 2026, 10, 5),
    ("Pacific/Chatham", 2026, 3, 15),
    ("Pacific/Apia", 2011, 12, 10),
    ("UTC", 2024, 2, 10),
    ("UTC", 2100, 2, 10),
];

/// How moments of wall time are found; the engine's own way, or one that is wrong on purpose.
type Moment = fn(&Zone, Day, u16) -> i64;

fn worlds() -> Vec<World> {
    WORLDS.iter().map(|(zone, year, month, day)| World::new(zone, date(*year, *month, *day), WINDOW)).collect()
}

/// Shifts of one day that do not overlap.
fn shifts(dice: &mut Dice) -> Vec<Shift> {
    match dice.below(8) {
        0 | 1 => vec![],
        2 => vec![(0, 1440)],
        3 => vec![(540, 720), (780, 1080)],
        4 => vec![(dice.below(5) as i64 * 60, 300 + dice.below(1141) as i64)],
        5 => vec![(0, 90), (90, 150), (150, 151), (1380, 1440)],
        _ => {
            let mut cuts: Vec<i64> = (0..2 + dice.below(7)).map(|_| dice.below(1441) as i64).collect();
            // Clocks change in the first hours.
            cuts.extend((0..dice.below(4)).map(|_| dice.below(300) as i64));
            cuts.sort_unstable();
            cuts.dedup();
            cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
        }
    }
}

/// Adds a shift over midnight, at most until a minute of the next day.
fn night(dice: &mut Dice, shifts: &mut Vec<Shift>, until: i64) {
    let free = shifts.last().map_or(0, |(_, to)| *to).max(until).max(600);
    if free < 1439 {
        let from = free + dice.below((1439 - free) as usize) as i64 + 1;
        shifts.push((from, dice.below(until as usize + 1) as i64));
    }
}

fn plan(dice: &mut Dice, world: &World) -> Plan {
    let mut week: [Vec<Shift>; 7] = std::array::from_fn(|_| shifts(dice));
    for weekday in 0..7 {
        let until = week[(weekday + 1) % 7].first().map_or(600, |(from, _)| (*from).min(1200));
        if dice.one_in(3) {
            night(dice, &mut week[weekday], until);
        }
    }
    let (first, last) = world.days();
    let day = |dice: &mut Dice| first - 1 + dice.below((last - first + 2) as usize) as i64;
    let mut listed = BTreeMap::new();
    for _ in 0..dice.below(8) {
        let mut hours = shifts(dice);
        // Into whatever is there: counted once.
        if dice.one_in(2) {
            night(dice, &mut hours, 900);
        }
        listed.insert(day(dice), hours);
    }
    let holidays: BTreeMap<i64, bool> = (0..dice.below(8)).map(|_| (day(dice), dice.one_in(2))).collect();
    let made_up = week.iter().find(|hours| !hours.is_empty()).cloned().unwrap_or_default();
    Plan { week, listed: listed.into_iter().collect(), holidays: holidays.into_iter().collect(), made_up }
}

fn written(plan: &Plan, zone: &str) -> Value {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours =
        |shifts: &Vec<Shift>| -> Value { shifts.iter().map(|(from, to)| json!([clock(*from), clock(*to)])).collect() };
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let week: serde_json::Map<_, _> =
        names.iter().zip(&plan.week).map(|(name, day)| (name.to_string(), hours(day))).collect();
    let days: serde_json::Map<_, _> =
        plan.listed.iter().map(|(day, shifts)| (Day(*day as i32).to_string(), hours(shifts))).collect();
    json!({"zone": zone, "week": week, "days": days})
}

/// The engine's line for a plan, over the days that the oracle looks at.
fn engine(json: &Value, plan: &Plan, world: &World, moment: Moment) -> Result<WorkingTime, String> {
    let calendar = file::read(json.to_string().as_bytes())?;
    let zone = Zone::find(world.zone).ok_or("no zone")?;
    let kind = |off: &bool| if *off { Holiday::Off } else { Holiday::MakeUp };
    let holidays = Holidays(plan.holidays.iter().map(|(day, off)| (Day(*day as i32), kind(off))).collect());
    let layers = Layers { personal: &Days::default(), calendar: &calendar, holidays: &holidays };
    let (first, last) = world.days();
    Ok(compile(&layers, Day(first as i32)..=Day(last as i32), |day, minute| moment(&zone, day, minute)))
}

/// One calendar and its questions, made by a seed; the error says how to see it again.
fn check(worlds: &[World], seed: u64, moment: Moment) -> Result<(), String> {
    let mut dice = Dice::of(seed);
    let world = dice.pick(worlds);
    let plan = plan(&mut dice, world);
    let json = written(&plan, world.zone);
    let told = |what: String| format!("YINGDA_CLOCK_SEED={seed}: {what} by {json} with {:?}", plan.holidays);
    let line = engine(&json, &plan, world, moment).map_err(told)?;
    // Both know the same days, and what lies behind them neither.
    let covered = line.covered();
    let (begin, end) = (covered.start / 1000, covered.end / 1000);
    let mut open = world.open(&plan);
    open.truncate((end / 60 - world.first) as usize);
    for _ in 0..QUESTIONS {
        let start = begin + dice.below((end - begin) as usize * 2 / 3) as i64;
        ask(&mut dice, &line, &open, world.first, start, end).map_err(told)?;
    }
    Ok(())
}

/// One moment and all that can be asked of it.
fn ask(dice: &mut Dice, line: &WorkingTime, open: &[bool], first: i64, start: i64, end: i64) -> Result<(), String> {
    let near = |dice: &mut Dice| start - 86_400 + dice.below(4 * 86_400) as i64;
    // Whole minutes and edges of shifts are where faults are.
    let round = |dice: &mut Dice, at: i64| if dice.one_in(2) { at - at.rem_euclid(60) } else { at };
    let start = round(dice, start);
    let mut pauses = Vec::new();
    for _ in 0..dice.below(5) {
        let (a, b) = (near(dice), near(dice));
        let (a, b) = (round(dice, a), round(dice, b));
        pauses.push((a.min(b), if dice.one_in(12) { None } else { Some(a.max(b)) }));
    }
    let walk = Walk { first, open, pauses: &pauses };
    // Mostly days, so that there are many; weeks now and then.
    let reach = if dice.one_in(20) { 20 } else { 3 };
    let later = (start + dice.below(reach * 86_400) as i64).min(end);
    let later = round(dice, later).max(start);
    let spent = walk.between(start, later);
    let target = match dice.below(6) {
        0 => 0,
        1 => spent,
        2 => spent + 1,
        _ => dice.below(reach * 28_800) as i64,
    };
    let paused = pauses.iter().map(|(from, to)| Pause { from: from * 1000, to: to.map(|to| to * 1000) });
    let paused = Pauses::new(paused.collect()).ok_or("pauses that are in order were refused")?;
    let told = |what: &str, said: String, counted: String| match said == counted {
        true => Ok(()),
        false => Err(format!(
            "{what} from {start} to {later}, {target} s, pauses {pauses:?}: said {said}, counted {counted}"
        )),
    };
    told("between", format!("{:?}", line.spent(start * 1000, later * 1000, &paused)), format!("Ok({})", spent * 1000))?;
    let counted = walk.due(start, target).map(|at| at * 1000);
    told("due", format!("{:?}", line.due(start * 1000, target * 1000, &paused).ok()), format!("{counted:?}"))?;
    let opens = walk.opens(start).map(|at| at * 1000);
    told("opens", format!("{:?}", line.next_opening(start * 1000).ok()), format!("{opens:?}"))?;
    let is_open = open.get((start.div_euclid(60) - first) as usize);
    told("open", format!("{:?}", line.is_open(start * 1000).ok().as_ref()), format!("{is_open:?}"))
}

/// The first seed of some that fails, and why. Calendars share nothing, so every core takes the next one.
fn first_failure(seeds: std::ops::Range<u64>, moment: Moment) -> Option<String> {
    let (worlds, begun) = (worlds(), Instant::now());
    let (next, found) = (AtomicU64::new(seeds.start), Mutex::new(None::<String>));
    let lost = |found: &Mutex<Option<String>>| found.lock().expect("a lock").is_some();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || lost(&found) {
                        break;
                    }
                    let done = seed - seeds.start;
                    if done > 0 && done.is_multiple_of(EVERY) {
                        let (all, time) = (seeds.end - seeds.start, begun.elapsed().as_secs());
                        println!("{} of {} cases, seed {seed}, after {time} s", done * QUESTIONS, all * QUESTIONS);
                    }
                    if let Err(why) = check(&worlds, seed, moment) {
                        *found.lock().expect("a lock") = Some(why);
                    }
                }
            });
        }
    });
    found.into_inner().expect("a lock")
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn the_engine_says_what_the_oracle_counts() {
    assert_eq!(first_failure(0..10_000 / QUESTIONS, Zone::moment), None);
}

/// `cargo xtask soak clock --cases N --first N --seed N`: ten million cases, from a seed on that others did not
/// begin with, or one calendar again.
#[test]
#[ignore = "minutes of work: cargo xtask soak clock"]
fn soak_clock() {
    let cases = setting("YINGDA_CLOCK_CASES").unwrap_or(10_000_000);
    let first = setting("YINGDA_CLOCK_FIRST").unwrap_or(0);
    let seeds = match setting("YINGDA_CLOCK_SEED") {
        Some(seed) => seed..seed + 1,
        None => first..first + cases.div_ceil(QUESTIONS),
    };
    let (calendars, last) = (seeds.end - seeds.start, seeds.end - 1);
    println!("{calendars} calendars with {QUESTIONS} cases each, seeds {} to {last}", seeds.start);
    let begun = Instant::now();
    assert_eq!(first_failure(seeds, Zone::moment), None);
    println!("{} cases as the oracle counts them, in {} s", calendars * QUESTIONS, begun.elapsed().as_secs());
}

/// Each rule of the clock's changes, broken.
#[test]
fn a_broken_rule_would_be_noticed() {
    fn second_of_two(zone: &Zone, day: Day, minute: u16) -> i64 {
        let at = zone.moment(day, minute);
        let later = at + 3_600_000;
        if zone.offset(at) == zone.offset(later) + 3_600 { later } else { at }
    }
    fn back_over_a_gap(zone: &Zone, day: Day, minute: u16) -> i64 {
        let at = zone.moment(day, minute);
        let before = at - 3_600_000;
        if zone.offset(before) + 3_600 == zone.offset(at) { before } else { at }
    }
    fn without_changes(zone: &Zone, day: Day, minute: u16) -> i64 {
        zone.moment(day, 0) + i64::from(minute) * 60_000
    }
    fn a_minute_before_midnight(zone: &Zone, day: Day, minute: u16) -> i64 {
        zone.moment(day, if minute == 1440 { 1439 } else { minute })
    }
    for broken in [second_of_two, back_over_a_gap, without_changes, a_minute_before_midnight] {
        assert!(first_failure(0..10_000 / QUESTIONS, broken).is_some());
    }
}
