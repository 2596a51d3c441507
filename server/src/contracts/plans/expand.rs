//! The days that a rule names, by a library of the format. Times of day and zones are none of its business: it counts
//! days, each at midnight of UTC.

use jiff::civil::Date;
use rrule::RRuleSet;
use yingda_shared::contracts::plans::{End, Frequency, Recurrence, compact};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::time::DAY;

/// Days of one rule that are gone through at most: thirty years of every day.
const DAYS_MAX: usize = 11_000;

/// The days of a rule from its first one on, in their order. The library gives a rule up that names no day for long.
pub fn days(rule: &Recurrence, starts_on: Day) -> impl Iterator<Item = Day> + use<> {
    // It wants a moment where a rule says a day.
    let until = match rule.end {
        End::Until(day) => format!(";UNTIL={}T235959Z", compact(day)),
        End::Never | End::Count(_) => String::new(),
    };
    let rule = match until.is_empty() {
        true => rule.written(),
        false => format!("{}{until}", Recurrence { end: End::Never, ..rule.clone() }.written()),
    };
    let text = format!("DTSTART:{}T000000Z\nRRULE:{rule}", compact(starts_on));
    let set: Option<RRuleSet> = text.parse().ok();
    let dates = set.into_iter().flat_map(|set| (&set.limit()).into_iter());
    let days = dates.map(|date| Day((date.timestamp() * 1000).div_euclid(DAY) as i32));
    // Years of five digits are written in no other way.
    days.take_while(|day| day.date().is_some()).take(DAYS_MAX)
}

/// A day that is not after another one, from which on a rule names the same days as from its first one on: whole turns
/// of its interval later. A rule that counts its days begins where it begins.
pub fn near(rule: &Recurrence, starts_on: Day, after: Day) -> Day {
    let (interval, gap) = (i32::from(rule.interval), after.0 - starts_on.0);
    if gap <= 0 || matches!(rule.end, End::Count(_)) {
        return starts_on;
    }
    let turns = |days: i32| starts_on.after(gap / days * days);
    match rule.frequency {
        Frequency::Daily => turns(interval),
        Frequency::Weekly => turns(7 * interval),
        Frequency::Monthly | Frequency::Yearly => years(starts_on, after, interval).unwrap_or(starts_on),
    }
}

/// The same day of a later year, by turns of so many years. None where that year has no such day.
fn years(starts_on: Day, after: Day, interval: i32) -> Option<Day> {
    let (from, to) = (starts_on.date()?, after.date()?);
    let whole = i32::from(to.year() - from.year() - 1).max(0) / interval * interval;
    let year = from.year() + i16::try_from(whole).ok()?;
    Date::new(year, from.month(), from.day()).ok().map(Day::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(rule: &str, starts_on: &str, count: usize) -> String {
        let rule = Recurrence::parse(rule).expect(rule);
        let days = days(&rule, starts_on.parse().expect("a day"));
        days.take(count).map(|day| day.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn rules_name_their_days() {
        let table = [
            ("FREQ=DAILY;INTERVAL=10", "2026-02-20", 3, "2026-02-20 2026-03-02 2026-03-12"),
            ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-01-01", 4, "2026-01-01 2026-01-12 2026-01-15 2026-01-26"),
            ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2026-01-01", 3, "2026-01-05 2026-04-06 2026-07-06"),
            ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01", 3, "2026-01-30 2026-02-27 2026-03-27"),
            // A month that has no such day has no date.
            ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-01", 3, "2026-01-31 2026-03-31 2026-05-31"),
            ("FREQ=MONTHLY", "2026-01-31", 3, "2026-01-31 2026-03-31 2026-05-31"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-01", 3, "2026-01-31 2026-02-28 2026-03-31"),
            ("FREQ=YEARLY", "2024-02-29", 3, "2024-02-29 2028-02-29 2032-02-29"),
            ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO", "2026-01-01", 3, "2026-03-02 2026-09-07 2027-03-01"),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-01", 2, "2026-01-30 2026-02-27"),
            ("FREQ=DAILY;COUNT=2", "2026-01-01", 9, "2026-01-01 2026-01-02"),
            ("FREQ=DAILY;UNTIL=20260103", "2026-01-01", 9, "2026-01-01 2026-01-02 2026-01-03"),
        ];
        for (rule, starts_on, count, expected) in table {
            assert_eq!(named(rule, starts_on, count), expected, "{rule}");
        }
    }

    #[test]
    fn rules_that_never_come_round_end() {
        assert_eq!(named("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", 1), "");
        assert_eq!(named("FREQ=YEARLY;INTERVAL=999;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", 1), "");
        assert_eq!(named("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01", 1), "");
        assert_eq!(named("FREQ=YEARLY;INTERVAL=999", "2026-01-01", 99).split(' ').count(), 8, "to the year 9999");
        let rule = Recurrence::parse("FREQ=DAILY").expect("a rule");
        assert_eq!(days(&rule, Day(20_000)).count(), DAYS_MAX);
    }

    #[test]
    fn rules_name_the_same_days_from_near_them() {
        let rules = [
            "FREQ=DAILY;INTERVAL=7",
            "FREQ=DAILY;INTERVAL=3;BYMONTH=2",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU",
            "FREQ=MONTHLY;INTERVAL=5",
            "FREQ=MONTHLY;INTERVAL=7;BYDAY=-1FR",
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=3,9;BYDAY=1MO",
            "FREQ=YEARLY",
            "FREQ=WEEKLY;COUNT=300",
            "FREQ=MONTHLY;UNTIL=20290101",
        ];
        for rule in rules {
            for starts_on in ["2024-02-29", "2020-01-31", "2021-12-30"] {
                let (rule, starts_on) = (Recurrence::parse(rule).expect(rule), starts_on.parse().expect("a day"));
                for after in ["2019-01-01", "2024-02-29", "2026-08-13", "2027-12-31"] {
                    let after: Day = after.parse().expect("a day");
                    let from = |first: Day| days(&rule, first).filter(|day| *day > after).take(9).collect::<Vec<_>>();
                    let first = near(&rule, starts_on, after);
                    assert_eq!(from(first), from(starts_on), "{} from {starts_on} after {after}", rule.written());
                    assert!(first == starts_on || first <= after);
                }
            }
        }
        let rule = Recurrence::parse("FREQ=DAILY").expect("a rule");
        assert_eq!(near(&rule, Day(0), Day(20_000)), Day(20_000));
    }
}
