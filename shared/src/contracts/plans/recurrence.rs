//! How often something comes round, as RFC 5545 writes it: the parts of a rule that a plan may have.

use crate::kernel::day::Day;
use crate::kernel::limits::{PLAN_INTERVAL_MAX, PLAN_TIMES_MAX};

/// The unit that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// A day of the week, or the one of that number within the month or year; from the end where it is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WeekdayPlace {
    pub nth: Option<i8>,
    /// 0 is Monday.
    pub weekday: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Only with the contract.
    Never,
    /// After so many times.
    Count(u16),
    /// The last day on which it may be.
    Until(Day),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence {
    pub frequency: Frequency,
    pub interval: u16,
    pub weekdays: Vec<WeekdayPlace>,
    /// From the end of the month where they are negative.
    pub month_days: Vec<i16>,
    pub months: Vec<i16>,
    /// Which of the days that the other parts name in one period.
    pub positions: Vec<i16>,
    pub end: End,
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const FREQUENCIES: [(Frequency, &str); 4] = [
    (Frequency::Daily, "DAILY"),
    (Frequency::Weekly, "WEEKLY"),
    (Frequency::Monthly, "MONTHLY"),
    (Frequency::Yearly, "YEARLY"),
];

/// A rule cannot be read.
const MALFORMED: &str = "recurrence_malformed";
/// It has parts that plans do not have, or that do not go together.
const PARTS: &str = "recurrence_parts";

impl Recurrence {
    pub fn every(frequency: Frequency, interval: u16) -> Recurrence {
        let (weekdays, month_days, months, positions) = Default::default();
        Recurrence { frequency, interval, weekdays, month_days, months, positions, end: End::Never }
    }

    /// Reads a rule, with or without `RRULE:` before it. The error is the code of a fault.
    pub fn parse(text: &str) -> Result<Recurrence, &'static str> {
        let text = text.trim().to_ascii_uppercase();
        let text = text.strip_prefix("RRULE:").unwrap_or(&text);
        let mut rule = Recurrence::every(Frequency::Daily, 1);
        let mut seen: Vec<&str> = Vec::new();
        for part in text.trim_end_matches(';').split(';') {
            let (name, value) = part.split_once('=').ok_or(MALFORMED)?;
            if seen.contains(&name) {
                return Err(MALFORMED);
            }
            seen.push(name);
            rule.take(name, value)?;
        }
        let ends_twice = seen.contains(&"COUNT") && seen.contains(&"UNTIL");
        match seen.contains(&"FREQ") && !ends_twice {
            true => rule.checked(),
            false => Err(MALFORMED),
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        match name {
            "FREQ" => {
                let known = FREQUENCIES.iter().find(|(_, word)| *word == value);
                self.frequency = known.map(|(frequency, _)| *frequency).ok_or(PARTS)?;
            }
            "INTERVAL" => self.interval = number(value, 1..=PLAN_INTERVAL_MAX as i16)? as u16,
            "COUNT" => self.end = End::Count(number(value, 1..=PLAN_TIMES_MAX as i16)? as u16),
            "UNTIL" => self.end = End::Until(until(value).ok_or(MALFORMED)?),
            "BYDAY" => self.weekdays = list(value, 7 * 5, place)?,
            "BYMONTHDAY" => self.month_days = list(value, 31, |text| number(text, -31..=31))?,
            "BYMONTH" => self.months = list(value, 12, |text| number(text, 1..=12))?,
            "BYSETPOS" => self.positions = list(value, 31, |text| number(text, -366..=366))?,
            // Weeks begin on Monday here, and everywhere else where it makes no difference.
            "WKST" if value == "MO" => {}
            _ => return Err(PARTS),
        }
        Ok(())
    }

    fn checked(self) -> Result<Recurrence, &'static str> {
        let numbered: Vec<i8> = self.weekdays.iter().filter_map(|place| place.nth).collect();
        let most = match self.frequency {
            Frequency::Daily | Frequency::Weekly => 0,
            Frequency::Yearly if self.months.is_empty() => 53,
            Frequency::Monthly | Frequency::Yearly => 5,
        };
        let beyond = numbered.iter().any(|nth| !(1..=most).contains(&nth.abs()));
        let both = !numbered.is_empty() && !self.month_days.is_empty();
        let weekly = self.frequency == Frequency::Weekly && !self.month_days.is_empty();
        let named = !self.weekdays.is_empty() || !self.month_days.is_empty() || !self.months.is_empty();
        let nothing_to_choose = !self.positions.is_empty() && !named;
        if beyond || both || weekly || nothing_to_choose { Err(PARTS) } else { Ok(self) }
    }

    /// The rule in one way of writing, without `RRULE:`.
    pub fn written(&self) -> String {
        let word = FREQUENCIES.iter().find(|(frequency, _)| *frequency == self.frequency).map_or("", |(_, word)| word);
        let mut parts = vec![format!("FREQ={word}")];
        if self.interval != 1 {
            parts.push(format!("INTERVAL={}", self.interval));
        }
        let numbers = |name: &str, list: &[i16]| {
            let list = list.iter().map(i16::to_string).collect::<Vec<_>>().join(",");
            (!list.is_empty()).then(|| format!("{name}={list}"))
        };
        parts.extend(numbers("BYMONTH", &self.months));
        parts.extend(numbers("BYMONTHDAY", &self.month_days));
        if !self.weekdays.is_empty() {
            let place = |place: &WeekdayPlace| {
                format!("{}{}", place.nth.map(|nth| nth.to_string()).unwrap_or_default(), WEEKDAYS[place.weekday % 7])
            };
            parts.push(format!("BYDAY={}", self.weekdays.iter().map(place).collect::<Vec<_>>().join(",")));
        }
        parts.extend(numbers("BYSETPOS", &self.positions));
        match self.end {
            End::Never => {}
            End::Count(times) => parts.push(format!("COUNT={times}")),
            End::Until(day) => parts.push(format!("UNTIL={}", compact(day))),
        }
        parts.join(";")
    }
}

/// A day as calendars write it: `20261001`.
pub fn compact(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// The day of `20261001` or `20261001T235959Z`: a moment stands for its day.
fn until(text: &str) -> Option<Day> {
    let (day, time) = match text.split_once('T') {
        Some((day, time)) => (day, time.trim_end_matches('Z')),
        None => (text, "000000"),
    };
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(day, 8) || !digits(time, 6) {
        return None;
    }
    format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]).parse().ok()
}

fn number(text: &str, range: std::ops::RangeInclusive<i16>) -> Result<i16, &'static str> {
    let number: i16 = text.parse().map_err(|_| MALFORMED)?;
    if number != 0 && range.contains(&number) { Ok(number) } else { Err(MALFORMED) }
}

fn place(text: &str) -> Result<WeekdayPlace, &'static str> {
    let split = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at)).ok_or(MALFORMED)?;
    let (nth, word) = text.split_at(split);
    let weekday = WEEKDAYS.iter().position(|known| *known == word).ok_or(MALFORMED)?;
    let nth = if nth.is_empty() { None } else { Some(number(nth.trim_start_matches('+'), -53..=53)? as i8) };
    Ok(WeekdayPlace { nth, weekday })
}

fn list<T>(text: &str, most: usize, read: impl Fn(&str) -> Result<T, &'static str>) -> Result<Vec<T>, &'static str> {
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > most { Err(MALFORMED) } else { parts.into_iter().map(read).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_written_in_one_way() {
        let table = [
            ("FREQ=DAILY", "FREQ=DAILY"),
            ("rrule:freq=weekly;interval=2;byday=mo,we;", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"),
            ("FREQ=MONTHLY;BYDAY=+1MO;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
            ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12"),
            ("FREQ=YEARLY;UNTIL=20281231T160000Z;WKST=MO", "FREQ=YEARLY;UNTIL=20281231"),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=3,9;BYDAY=-1FR"),
        ];
        for (text, written) in table {
            let rule = Recurrence::parse(text).unwrap_or_else(|code| panic!("{text}: {code}"));
            assert_eq!(rule.written(), written);
            assert_eq!(Recurrence::parse(written), Ok(rule), "{written}");
        }
    }

    #[test]
    fn what_is_no_rule_of_a_plan_is_refused() {
        for text in [
            "",
            "每月",
            "FREQ",
            "INTERVAL=2",
            "FREQ=DAILY;FREQ=DAILY",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;INTERVAL=1000",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=3;UNTIL=20270101",
            "FREQ=DAILY;UNTIL=20270229",
            "FREQ=DAILY;UNTIL=每20270101",
            "FREQ=MONTHLY;BYDAY=XX",
            "FREQ=MONTHLY;BYDAY=月一",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "FREQ=YEARLY;BYMONTH=-1",
        ] {
            assert_eq!(Recurrence::parse(text), Err(MALFORMED), "{text}");
        }
        for text in [
            "FREQ=HOURLY",
            "FREQ=SECONDLY;COUNT=5",
            "FREQ=DAILY;BYHOUR=9",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=MONTHLY;BYDAY=6MO",
            "FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=1",
            "FREQ=WEEKLY;BYMONTHDAY=1",
            "FREQ=MONTHLY;BYSETPOS=1",
            "FREQ=WEEKLY;WKST=SU",
        ] {
            assert_eq!(Recurrence::parse(text), Err(PARTS), "{text}");
        }
    }
}
