//! What can be asked about calendars beside the records themselves.

use super::{HolidayTable, Holidays, WorkCalendar};
use crate::kernel::check::Checks;
use crate::kernel::id::{CaseId, UserId, Uuid};
use crate::kernel::limits::HOLIDAY_FILE_MAX;
use crate::kernel::page::Page;
use crate::kernel::time::Millis;
use crate::record::{Details, Record};

data! {
/// Holidays that the program knows by itself.
pub struct ListHolidays {}

pub struct KnownTables {
    pub tables: Vec<KnownTable>,
}

pub struct KnownTable {
    pub table: HolidayTable,
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, super::Holiday>"))]
    pub days: Holidays,
}

/// Reads a file of holidays. Nothing is kept: saving the calendar that they were put into keeps them.
pub struct ReadHolidays {
    /// The file itself: JSON of holiday-cn, iCalendar, or CSV.
    pub text: String,
}

pub struct FoundHolidays {
    #[cfg_attr(feature = "schema", schemars(with = "std::collections::BTreeMap<String, super::Holiday>"))]
    pub days: Holidays,
}

/// Versions of a calendar, the last saved first.
pub struct ListVersions {
    pub id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A calendar as it was saved once. It is never changed.
pub struct CalendarVersion {
    pub at: Millis,
    /// None: the product itself.
    pub by_id: Option<UserId>,
    pub by: String,
    /// With the `rv` that it was saved as.
    pub calendar: WorkCalendar,
}

/// The calendar as it would be saved. Nothing is changed.
#[serde(transparent)]
pub struct PreviewCalendar(pub WorkCalendar);

/// What saving a calendar would do to promises of open cases.
#[derive(Default)]
pub struct CalendarEffect {
    /// Cases whose clocks run: all of the desk's, whoever asks.
    pub counted: i64,
    /// Cases beyond those were not looked at.
    pub more: bool,
    /// Cases among them that would be promised other moments.
    pub moving: i64,
    /// Those of them that would be due sooner, and the farthest that one would move.
    pub sooner: i64,
    pub most_sooner: Millis,
    pub later: i64,
    pub most_later: Millis,
    /// Those that would move farthest, of those that whoever asks sees.
    pub examples: Vec<MovedCase>,
}

pub struct MovedCase {
    pub id: CaseId,
    pub number: String,
    pub subject: String,
    /// When the solution is promised, or the first reply where that alone would move.
    pub before: Millis,
    pub after: Millis,
}
}

operation!(ListHolidays => KnownTables, "calendars.holidays", Get "/holidays", Server, "The holidays that the program knows, table by table.");
operation!(ReadHolidays => FoundHolidays, "calendars.read_holidays", Post "/holidays/read", Online, "Reads a file of holidays (holiday-cn, iCalendar, CSV) and answers its days; nothing is kept.", |op| {
    let text = op.text.as_str();
    let long = text.chars().count() > HOLIDAY_FILE_MAX;
    let checks = Checks::new().when(text.trim().is_empty(), "/text", "required");
    if long { checks.optional("/text", text, HOLIDAY_FILE_MAX).done() } else { checks.done() }
});
operation!(ListVersions => Page<CalendarVersion>, "calendars.versions", Get "/calendars/{id}/versions", Server, "Every version of a calendar that was saved, the last first.");
operation!(PreviewCalendar => CalendarEffect, "calendars.preview", Post "/calendars/{id}/preview", Online, "What saving the calendar would do to the promises of all open cases of the desk; examples are cases that the caller sees.", |op| {
    let mut faults = Checks::new().text("/name", op.0.name(), crate::kernel::limits::NAME_MAX).done();
    faults.extend(op.0.check());
    faults
});

impl CalendarEffect {
    /// Most examples that are told.
    const EXAMPLES: usize = 5;

    /// Takes in that a case whose clock runs would be promised other moments; `shown` where whoever asks sees it.
    pub fn moves(&mut self, case: MovedCase, shown: bool) {
        let by = case.after - case.before;
        self.moving += 1;
        if by < 0 {
            self.sooner += 1;
            self.most_sooner = self.most_sooner.max(-by);
        } else {
            self.later += 1;
            self.most_later = self.most_later.max(by);
        }
        if shown {
            self.examples.push(case);
            self.examples.sort_by_key(|case| std::cmp::Reverse((case.after - case.before).abs()));
            self.examples.truncate(CalendarEffect::EXAMPLES);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_moves_are_told() {
        let mut effect = CalendarEffect::default();
        for (n, (before, after)) in [(10, 20), (10, 5), (0, 100), (7, 8), (9, 3), (0, 50), (1, 3)].iter().enumerate() {
            let case = MovedCase {
                id: CaseId(Uuid::nil()),
                number: format!("{n}"),
                subject: String::new(),
                before: *before,
                after: *after,
            };
            effect.moves(case, n != 2);
        }
        assert_eq!((effect.moving, effect.sooner, effect.later), (7, 2, 5));
        assert_eq!((effect.most_sooner, effect.most_later), (6, 100));
        let told: Vec<&str> = effect.examples.iter().map(|case| case.number.as_str()).collect();
        assert_eq!(told, ["5", "0", "4", "1", "6"], "the one out of sight is counted and not told");
    }
}
