//! The PIN that locks what a device keeps: which ones may be chosen, and how often a wrong one is taken.
//!
//! A try is counted before it is made, so that a browser that is killed in between gives none away.

use crate::kernel::limits::{PIN_MAX, PIN_MIN, PIN_TRIES};

words! {
/// Why a PIN may not be chosen.
Unfit {
    Short = "pin_short",
    Long = "pin_long",
    /// One sign again and again, or signs in a row.
    Easy = "pin_easy",
}
}

/// What a wrong PIN leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// So many more.
    Left(u32),
    /// The next wrong one is the last: the person is told what is at stake.
    Last,
    /// The key is forgotten.
    Forgotten,
}

/// What `wrong` wrong PINs in a row have come to.
pub fn after(wrong: u32) -> After {
    match PIN_TRIES.saturating_sub(wrong) {
        0 => After::Forgotten,
        1 => After::Last,
        left => After::Left(left),
    }
}

/// Whether a PIN may be chosen. Digits will do, and words are better.
pub fn fit(pin: &str) -> Result<(), Unfit> {
    let signs: Vec<u32> = pin.chars().map(u32::from).collect();
    if signs.len() < PIN_MIN {
        return Err(Unfit::Short);
    }
    if signs.len() > PIN_MAX {
        return Err(Unfit::Long);
    }
    let in_steps = |step: i64| signs.windows(2).all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == step);
    match [-1, 0, 1].into_iter().any(in_steps) {
        true => Err(Unfit::Easy),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_wrong_pin_forgets_the_key_and_the_fourth_warns() {
        let story: Vec<After> = (0..=6).map(after).collect();
        let left = |n| After::Left(n);
        assert_eq!(story, [left(5), left(4), left(3), left(2), After::Last, After::Forgotten, After::Forgotten]);
    }

    #[test]
    fn pins_that_anybody_tries_first_are_refused() {
        for easy in ["000000", "123456", "987654", "abcdef", "１２３４５６"] {
            assert_eq!(fit(easy), Err(Unfit::Easy), "{easy}");
        }
        assert_eq!(fit("12345"), Err(Unfit::Short));
        assert_eq!(fit(&"蓝".repeat(65)), Err(Unfit::Long));
        for good in ["271828", "蓝色自行车停在门口", "112233"] {
            assert_eq!(fit(good), Ok(()), "{good}");
        }
    }
}
