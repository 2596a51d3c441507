//! The words of filters. What is not understood is a fault at its field.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::{Between, Held, Moment};
use crate::fault::Fault;
use crate::kernel::id::{UserId, Uuid};
use crate::kernel::limits::FILTER_VALUES_MAX;
use crate::kernel::time::{DAY, HOUR, MINUTE, Millis, OffsetMinutes};

/// The words of a filter, and whether all but these are meant.
fn split(text: &str) -> (bool, impl Iterator<Item = &str> + Clone) {
    let (not, rest) = match text.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    (not, rest.split(',').map(str::trim))
}

fn unknown(pointer: &str) -> Fault {
    Fault::invalid(pointer, "unknown_word")
}

/// Some of few: what is not meant is left out, so that nothing later has to know of the `!`.
pub fn choice<T: Copy + PartialEq>(
    pointer: &str,
    text: &str,
    all: &[T],
    parse: impl Fn(&str) -> Option<Vec<T>>,
) -> Result<Vec<T>, Fault> {
    let (not, words) = split(text);
    let named: Option<Vec<Vec<T>>> = words.map(parse).collect();
    let named = named.ok_or_else(|| unknown(pointer))?.concat();
    Ok(all.iter().copied().filter(|each| named.contains(each) != not).collect())
}

/// Ids of a column. `me` is understood where a person may be meant.
pub fn ids(pointer: &str, column: &'static str, text: &str, me: Option<UserId>) -> Result<Held, Fault> {
    let (not, words) = split(text);
    if words.clone().count() > FILTER_VALUES_MAX {
        return Err(Fault::invalid(pointer, "too_many"));
    }
    let person = column == "assignee_id";
    let id = |word: &str| match word {
        "none" => Some(None),
        // Whoever has no account holds nothing.
        "me" if person => Some(Some(me.map_or(Uuid::nil(), |id| id.0))),
        id => id.parse().ok().map(Some),
    };
    let ids: Option<Vec<Option<Uuid>>> = words.map(id).collect();
    Ok(Held { column, not, ids: ids.ok_or_else(|| unknown(pointer))? })
}

/// Where somebody is to hurry, or is late already: no other word of the same filter says more.
pub fn risk(pointer: &str, text: &str, moment: Moment) -> Result<Option<Between>, Fault> {
    let words = || text.split(',').map(str::trim);
    match words().any(|word| word == "risk") {
        false => Ok(None),
        true if words().all(|word| ["risk", "overdue"].contains(&word)) => {
            Ok(Some(Between { from: None, to: Some(moment.now + 1) }))
        }
        true => Err(unknown(pointer)),
    }
}

/// When what is open was promised for.
pub fn due(pointer: &str, text: &str, moment: Moment) -> Result<Vec<Between>, Fault> {
    let Moment { now, .. } = moment;
    let word = |word: &str| match word {
        "overdue" => Some(Between { from: None, to: Some(now) }),
        "today" => Some(today(moment)),
        "day" => Some(Between { from: Some(now), to: Some(now + DAY) }),
        _ => None,
    };
    let stretches: Option<Vec<Between>> = text.split(',').map(str::trim).map(word).collect();
    stretches.ok_or_else(|| unknown(pointer))
}

fn today(Moment { now, offset }: Moment) -> Between {
    let shift = Millis::from(offset) * MINUTE;
    let from = (now + shift).div_euclid(DAY) * DAY - shift;
    Between { from: Some(from), to: Some(from + DAY) }
}

/// `today`, `24h`, `7d`, `2026-11-01..2026-11-30`: days are whole, in the desk's zone.
pub fn period(pointer: &str, text: &str, moment: Moment) -> Result<Between, Fault> {
    let back = |length: Millis| Between { from: Some(moment.now - length), to: None };
    let lasting = |text: &str, unit: Millis| {
        let count = text.parse::<Millis>().ok().filter(|count| (1..=9_999).contains(count))?;
        Some(back(count * unit))
    };
    let meant = match (text, text.split_once("..")) {
        ("today", _) => Some(today(moment)),
        (_, Some((from, to))) => days(from, to, moment.offset),
        _ => match text.strip_suffix('h') {
            Some(hours) => lasting(hours, HOUR),
            None => text.strip_suffix('d').and_then(|days| lasting(days, DAY)),
        },
    };
    meant.ok_or_else(|| Fault::invalid(pointer, "period"))
}

/// Both days included; one end may be open.
fn days(from: &str, to: &str, offset: OffsetMinutes) -> Option<Between> {
    let start = |text: &str| -> Option<Option<Millis>> {
        if text.is_empty() {
            return Some(None);
        }
        // Three numbers need no parser of all that dates may look like.
        let (year, rest) = text.split_once('-').filter(|(year, _)| year.len() == 4)?;
        let (month, day) = rest.split_once('-').filter(|_| rest.len() == 5)?;
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        let zone = TimeZone::fixed(Offset::from_seconds(offset * 60).ok()?);
        Some(Some(date.to_zoned(zone).ok()?.timestamp().as_millisecond()))
    };
    let (from, to) = (start(from)?, start(to)?);
    let ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
    (ordered && (from.is_some() || to.is_some())).then_some(Between { from, to: to.map(|to| to + DAY) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::CaseState;
    use crate::kernel::time::SHANGHAI;

    /// 2026-11-28 01:30 in Shanghai, while it is still the 27th in Greenwich.
    const NOW: Moment = Moment { now: 1_795_800_600_000, offset: SHANGHAI };

    #[test]
    fn words_with_a_mark_before_them_mean_the_others() {
        let parse = |word: &str| CaseState::parse(word).map(|state| vec![state]);
        let some = |text: &str| choice("/state", text, CaseState::ALL, parse);
        assert_eq!(some("new,closed"), Ok(vec![CaseState::New, CaseState::Closed]));
        assert_eq!(some("!new,closed").map(|rest| rest.len()), Ok(CaseState::ALL.len() - 2));
        for wrong in ["", "!", "new,", "new,!closed", "NEW"] {
            assert_eq!(some(wrong), Err(unknown("/state")), "{wrong}");
        }
    }

    #[test]
    fn ids_may_be_none_and_are_bounded() {
        let id = Uuid::from_u128(7);
        let held = ids("/team_id", "team_id", &format!("!none,{id}"), None).expect("ids");
        assert_eq!((held.not, held.ids), (true, vec![None, Some(id)]));
        assert_eq!(ids("/team_id", "team_id", "me", None), Err(unknown("/team_id")));
        let many = vec![id.to_string(); FILTER_VALUES_MAX + 1].join(",");
        assert_eq!(ids("/team_id", "team_id", &many, None), Err(Fault::invalid("/team_id", "too_many")));
    }

    #[test]
    fn days_are_the_desks_own() {
        let today = today(NOW);
        assert_eq!(
            (NOW.now - today.from.unwrap_or_default(), today.to),
            (90 * MINUTE, today.from.map(|from| from + DAY))
        );
        let days = period("/created", "2026-11-28..2026-11-28", NOW).expect("a day");
        assert_eq!((days.from, days.to), (today.from, today.to));
        assert_eq!(period("/created", "24h", NOW), period("/created", "1d", NOW));
        for wrong in
            ["", "..", "d", "0d", "99999d", "-1d", "2026-11-28", "2026-13-01..", "2026-11-28..2026-11-01", "1..2"]
        {
            assert_eq!(period("/created", wrong, NOW), Err(Fault::invalid("/created", "period")), "{wrong}");
        }
    }

    #[test]
    fn overdue_and_within_a_day_meet_now() {
        let both = due("/due", "overdue,day", NOW).expect("stretches");
        assert!(both[0].holds(NOW.now - 1) && !both[0].holds(NOW.now));
        assert!(both[1].holds(NOW.now) && !both[1].holds(NOW.now + DAY));
        assert_eq!(due("/due", "soon", NOW), Err(unknown("/due")));
    }
}
