//! What is often reported: the present month held against those before it.

use super::choosing::Around;
use super::uses::{Counts, worth};
use super::{Often, OftenReported, Pair, Reported};
use crate::kernel::id::UnitId;
use crate::kernel::limits::OFTEN_MAX;
use crate::kernel::text::fold;
use crate::record::search_text;

words! {
/// How the present month compares.
Trend {
    /// Nothing in the months before.
    New = "new",
    Rising = "rising",
    Steady = "steady",
    Falling = "falling",
}
}

/// Months that the present one is held against.
pub const BEFORE: usize = 3;
/// Uses more or fewer than were to be expected that say nothing yet.
const CHANCE: u64 = 3;

/// The present month against the mean of the three before it, as far as it has come: `day` of `days`. A handful more or
/// fewer is chance; a quarter is a trend.
pub fn trend(counts: &Counts, day: u32, days: u32) -> Trend {
    let before: u64 = counts[1..=BEFORE].iter().map(|count| u64::from(*count)).sum();
    let now = u64::from(counts[0]);
    if before == 0 {
        return if now == 0 { Trend::Steady } else { Trend::New };
    }
    // All sides times the months and the days, so that nothing is rounded.
    let whole = BEFORE as u64 * u64::from(days.max(1));
    let (now, expected, chance) = (now * whole, before * u64::from(day.clamp(1, days.max(1))), CHANCE * whole);
    if now >= expected + chance && now * 4 >= expected * 5 {
        Trend::Rising
    } else if now + chance <= expected && now * 4 <= expected * 3 {
        Trend::Falling
    } else {
        Trend::Steady
    }
}

/// The pairs that were used at all in the months that count, the most used first. `days`: how far the month has come,
/// and how long it is.
pub fn list(
    op: &OftenReported,
    pairs: impl IntoIterator<Item = Pair>,
    unit: Option<UnitId>,
    around: &Around,
    month: i32,
    (day, days): (u32, u32),
) -> Often {
    let sought = fold(op.q.as_deref().unwrap_or_default());
    let wanted = |pair: &Pair| {
        let text = search_text(pair);
        pair.active
            && around.is_offered(pair, unit)
            && op.language.is_none_or(|language| language == pair.language)
            && op.category_id.is_none_or(|category| around.is_under(pair.category_id, category))
            && sought.split(' ').all(|word| text.contains(word))
    };
    let counted = pairs.into_iter().map(|pair| (around.counts(pair.id), pair));
    let mut rows: Vec<(u64, Reported)> = counted
        .filter(|(counts, pair)| worth(counts) > 0 && wanted(pair))
        .map(|(counts, pair)| (worth(&counts), Reported { pair, counts, trend: trend(&counts, day, days) }))
        .collect();
    rows.sort_by_key(|(worth, row)| (std::cmp::Reverse(*worth), row.pair.id));
    rows.truncate(OFTEN_MAX);
    Often { month, rows: rows.into_iter().map(|(_, row)| row).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_held_against_the_three_before_it() {
        for (counts, expected) in [
            ([0, 0, 0, 0, 9, 9], Trend::Steady),
            ([1, 0, 0, 0, 9, 9], Trend::New),
            ([10, 10, 10, 10, 0, 0], Trend::Steady),
            ([13, 10, 10, 10, 0, 0], Trend::Rising),
            ([12, 10, 10, 10, 0, 0], Trend::Steady),
            ([7, 10, 10, 10, 0, 0], Trend::Falling),
            ([0, 1, 1, 1, 0, 0], Trend::Steady),
            ([40, 36, 36, 36, 0, 0], Trend::Steady),
        ] {
            assert_eq!(trend(&counts, 30, 30), expected, "{counts:?}");
        }
    }

    #[test]
    fn a_month_that_has_begun_is_held_against_as_much_of_the_others() {
        assert_eq!(trend(&[5, 30, 30, 30, 0, 0], 5, 30), Trend::Steady);
        assert_eq!(trend(&[15, 30, 30, 30, 0, 0], 5, 30), Trend::Rising);
        assert_eq!(trend(&[5, 30, 30, 30, 0, 0], 30, 30), Trend::Falling);
        assert_eq!(trend(&[0, 0, 0, 1, 0, 0], 0, 0), Trend::Steady, "no day and no month end in no division");
    }
}
