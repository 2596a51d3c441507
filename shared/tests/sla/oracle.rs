//! Clocks against somebody who looks at a calendar on the wall once a minute and counts.

use proptest::prelude::*;
use serde_json::json;
use yingda_shared::calendar::WorkingTime;
use yingda_shared::kernel::time::{MINUTE, Millis};
use yingda_shared::sla::{Counted, PendingReason, Signal, SlaPolicy};

use crate::{MONDAY, Told, policy, table, target};

/// Minutes of the calendar.
const LENGTH: i64 = 1_200;

/// What happens in a minute; which reason a hold has.
type Happening = (i64, u8);

#[derive(Clone, Copy, PartialEq)]
enum Wall {
    Live,
    Held(usize),
    Solved,
    Aside,
}

fn signal(kind: u8) -> Signal {
    match kind {
        0..=3 => Signal::Held(Some(PendingReason::ALL[usize::from(kind)])),
        4 | 5 => Signal::Resumed,
        6 => Signal::Solved,
        7 => Signal::Reopened,
        8 => Signal::SetAside,
        _ => Signal::Restored,
    }
}

/// Where the case stands in each minute, and since when it stands where it does at last.
fn stands(happenings: &[Happening], opened: i64) -> (Vec<Wall>, i64) {
    let (mut stand, mut before, mut since, mut since_before) = (Wall::Live, Wall::Live, opened, opened);
    let mut stands = Vec::new();
    for minute in 0..LENGTH {
        for (_, kind) in happenings.iter().filter(|(at, _)| (*at).max(opened) == minute) {
            let now = match (kind, stand) {
                (0..=3, _) => Wall::Held(usize::from(*kind)),
                (4 | 5, Wall::Held(_)) => Wall::Live,
                (6, _) => Wall::Solved,
                (7, Wall::Solved | Wall::Aside) => Wall::Live,
                (8, Wall::Live | Wall::Held(_) | Wall::Solved) => Wall::Aside,
                (9, Wall::Aside) => before,
                _ => stand,
            };
            if now == stand {
                continue;
            }
            // A solution stays one while the case is aside; a pause is two.
            let again = stand == Wall::Aside && *kind == 9 && now == Wall::Solved;
            let back = if again { since_before } else { minute };
            if now == Wall::Aside {
                (before, since_before) = (stand, since);
            }
            (stand, since) = (now, back);
        }
        stands.push(stand);
    }
    (stands, since)
}

struct Counter {
    /// Minutes after which each share of the target was spent.
    due: Option<i64>,
    warn: Option<i64>,
    spent: i64,
}

/// From the opening, until `now`, what lasts at the end being no pause yet for what is due.
fn count(
    open: &[bool],
    (stands, lasts): (&[Wall], i64),
    opened: i64,
    goal: i64,
    now: i64,
    reasons: &[bool; 4],
) -> Counter {
    let still = |stand: Wall| match stand {
        Wall::Live => false,
        Wall::Held(reason) => reasons[reason],
        Wall::Solved | Wall::Aside => true,
    };
    let (mut counted, mut counter) = (0, Counter { due: None, warn: None, spent: 0 });
    for minute in opened..LENGTH {
        let stand = stands[minute as usize];
        if !open[minute as usize] || (still(stand) && minute < lasts) {
            continue;
        }
        counted += 1;
        counter.spent += i64::from(minute < now && !still(stand));
        if counted * 4 == goal * 3 {
            counter.warn = Some(minute + 1);
        }
        if counted == goal {
            counter.due = Some(minute + 1);
        }
    }
    counter
}

fn small_policy(goal: i64, reasons: &[bool; 4]) -> SlaPolicy {
    let chosen = PendingReason::ALL.iter().zip(reasons).filter(|(_, chosen)| **chosen);
    let chosen: Vec<&str> = chosen.map(|(reason, _)| reason.as_str()).collect();
    policy(json!([target("resolution", goal as u32, "business_minutes")]), json!({"pauses": chosen}))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_minute_counted_by_hand_says_the_same(
        shifts in proptest::collection::vec((0_i64..LENGTH, 1_i64..200), 1..8),
        mut happenings in proptest::collection::vec((0_i64..LENGTH, 0_u8..10), 0..14),
        opened in 0_i64..LENGTH / 2,
        quarters in 1_i64..60,
        now in 0_i64..LENGTH,
        reasons in any::<[bool; 4]>(),
    ) {
        // What happened before the opening comes before what happened then.
        happenings.sort_by_key(|(minute, _)| *minute);
        let moment = |minute: i64| MONDAY + minute * MINUTE;
        let spans: Vec<(Millis, Millis)> = shifts.iter().map(|(from, long)| (moment(*from), moment(from + long))).collect();
        let open: Vec<bool> = (0..LENGTH).map(|minute| shifts.iter().any(|(from, long)| (*from..from + long).contains(&minute))).collect();
        let goal = quarters * 4;
        let policy = small_policy(goal, &reasons);
        let line = WorkingTime::new(moment(0)..moment(LENGTH), spans);
        let mut told = Told::new(moment(opened), table(Some(line)), &[&policy]);
        for (minute, kind) in &happenings {
            told = told.then(moment(*minute), signal(*kind));
        }
        let clock = told.solution();
        let (stands, lasts) = stands(&happenings, opened);
        let now = now.max(opened);
        let counter = count(&open, (&stands, lasts), opened, goal, now, &reasons);

        let last = stands[LENGTH as usize - 1];
        prop_assert_eq!(clock.stopped_at.is_some(), last == Wall::Solved);
        prop_assert_eq!(clock.withdrawn_at.is_some(), last == Wall::Aside);
        if matches!(last, Wall::Solved | Wall::Aside) {
            prop_assert_eq!(clock.end(), Some(moment(lasts)));
        }
        if counter.due.is_none() {
            prop_assert_eq!(clock.counted, Counted::Beyond, "not within the calendar");
            return Ok(());
        }
        prop_assert_eq!(clock.counted, Counted::Calendar);
        let reading = clock.read(&told.timetable, moment(now));
        // What has ended is read as it ended.
        let now = clock.end().map_or(now, |end| (end - MONDAY) / MINUTE);
        let spent = count(&open, (&stands, lasts), opened, goal, now, &reasons).spent;
        prop_assert_eq!(reading.elapsed, spent * MINUTE);
        prop_assert_eq!((reading.left, reading.percent), ((goal - spent) * MINUTE, spent * 100 / goal));
        if last != Wall::Aside {
            prop_assert_eq!(clock.due_at, counter.due.map(moment));
            prop_assert_eq!(clock.warn_at, counter.warn.map(moment));
        }
    }
}
