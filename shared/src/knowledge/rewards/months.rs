//! Months as forms and addresses write them.

use crate::kernel::time::year_and_month;

/// Months since the year 0 of a month such as `2026-12`; None for anything else.
pub fn month_of(text: &str) -> Option<i32> {
    let (year, month) = text.split_once('-')?;
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
    (1..=12).contains(&month).then(|| year * 12 + month - 1)
}

/// `2026-12` of a number of months since the year 0.
pub fn month_text(month: i32) -> String {
    let (year, month) = year_and_month(month);
    format!("{year:04}-{month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_as_it_is_written() {
        for month in ["2026-12", "2027-01", "0001-06"] {
            assert_eq!(month_of(month).map(month_text).as_deref(), Some(month));
        }
        assert_eq!(month_of("2027-01"), month_of("2026-12").map(|month| month + 1));
        for odd in ["", "2026", "2026-13", "2026-00", "2026-1", "26-00012", "2026-12-01", "+026-12", "2026-+1"] {
            assert_eq!(month_of(odd), None, "{odd}");
        }
    }
}
