//! What customers said of the service (C25): by team, customer or person, with reasons and trend.

use std::collections::BTreeMap;

use crate::cases::listing::{CaseRow, Names};
use crate::kernel::check::Checks;
use crate::kernel::time::Millis;

words! {
/// What ratings are summed up by.
Grouping { Team = "team", Company = "company", Assignee = "assignee", Kind = "kind" }
}

/// Ratings up to this one ask for a look.
pub const LOW: u8 = 2;
pub const DAYS_DEFAULT: u32 = 90;
pub const DAYS_MAX: u32 = 366;
/// Groups told at most, those with most ratings first.
pub const GROUPS_MAX: usize = 100;

data! {
/// Ratings of the last days, as far as the caller sees their cases.
#[derive(Default)]
pub struct SatisfactionReport {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Word of `Grouping`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

#[derive(Default)]
pub struct Score {
    pub ratings: i64,
    /// Sum of the scores of 1 to 5.
    pub sum: i64,
    /// Ratings of `LOW` and below.
    pub low: i64,
}

pub struct Group {
    /// Id of the team, company or person; `case` or `complaint`; empty for nobody.
    pub key: String,
    pub score: Score,
}

pub struct Week {
    /// The Monday it begins with, at midnight of the house.
    pub from: Millis,
    pub score: Score,
}

pub struct Satisfaction {
    pub overall: Score,
    pub groups: Vec<Group>,
    /// Words of `RatingReason`, with how often each was chosen.
    pub reasons: BTreeMap<String, i64>,
    /// Oldest first, weeks without a rating left out.
    pub weeks: Vec<Week>,
    /// The newest cases with a low rating.
    pub low_cases: Vec<CaseRow>,
    pub names: Names,
}
}

operation!(SatisfactionReport => Satisfaction, "ratings.report", Get "/satisfaction", Server, "What customers rated lately: by group, with reasons, trend and the newest low ratings.",
    |op| Checks::new().when(op.days.is_some_and(|days| !(1..=DAYS_MAX).contains(&days)), "/days", "days_range")
        .when(op.by.as_deref().is_some_and(|word| Grouping::parse(word).is_none()), "/by", "unknown_word").done());

impl Score {
    /// In tenths, rounded; None without a rating.
    pub fn tenths(&self) -> Option<i64> {
        (self.ratings > 0).then(|| (self.sum * 10 + self.ratings / 2) / self.ratings)
    }
}

#[cfg(test)]
mod tests {
    use super::Score;

    #[test]
    fn averages_are_rounded_to_tenths() {
        let of = |ratings, sum| Score { ratings, sum, low: 0 }.tenths();
        assert_eq!((of(0, 0), of(3, 10), of(3, 14), of(1, 5)), (None, Some(33), Some(47), Some(50)));
    }
}
