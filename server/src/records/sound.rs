//! How names sound: by their initials and syllables records are found as well, as a phone finds people.

use std::sync::Arc;

use pinyin::{ToPinyin, ToPinyinMulti};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::{DAY, HOUR};

use super::store::sounding;
use crate::ctx::Caller;
use crate::db::lease::Duty;
use crate::duties;
use crate::services::Services;

/// Readings of one name that are kept: few names have several characters with several readings.
const READINGS: usize = 4;
/// Characters of a name that sound.
const CHARACTERS: usize = 60;
/// Rows that are looked at at once, rows that are renewed in one transaction, and the rest after it: others write too.
const PAGE: usize = 500;
const RENEWED: usize = 50;
const REST: std::time::Duration = std::time::Duration::from_millis(20);
/// Kinds that are called by their names.
const KINDS: &[&str] =
    &["companies", "departments", "contacts", "users", "firms", "products", "categories", "teams", "units", "assets"];

/// Rows that were written before names sounded are looked for once a month.
const DUTY: Duty = Duty { name: "sounds", every: 30 * DAY, at_most: HOUR };

/// The initials of a name in each of its readings, and its syllables as one word: `wm wangmin`. Empty for a name
/// without Chinese characters, and for a single one.
pub fn sounds(name: &str) -> String {
    let mut readings = vec![String::new()];
    let (mut syllables, mut spoken, mut within) = (String::new(), 0, false);
    for c in name.chars().take(CHARACTERS) {
        let mut letters: Vec<&str> =
            c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.first_letter()).collect();
        letters.sort_unstable();
        letters.dedup();
        if let Some(reading) = c.to_pinyin() {
            spoken += 1;
            syllables.push_str(reading.plain());
            within = false;
            // The usual reading comes first: where there are too many, the others are left out.
            letters.sort_by_key(|letter| *letter != reading.first_letter());
            if readings.len() * letters.len() > READINGS {
                letters.truncate(1);
            }
            readings = letters
                .iter()
                .flat_map(|letter| readings.iter().map(move |begun| format!("{begun}{letter}")))
                .collect();
        } else {
            let begins = c.is_ascii_digit() || (c.is_alphabetic() && !within);
            within = c.is_alphanumeric();
            if begins {
                readings.iter_mut().for_each(|reading| reading.extend(c.to_lowercase()));
            }
        }
    }
    match spoken {
        0 | 1 => String::new(),
        _ => format!("{} {}", readings.join(" "), syllables.replace('\u{fc}', "v")),
    }
}

/// Lets rows of an older program be found by their sound too.
pub async fn keep(services: &Arc<Services>) -> Result<(), Fault> {
    if !duties::take(services, DUTY).await? {
        return Ok(());
    }
    let kept = all(services).await;
    duties::end(services, DUTY, kept.is_ok()).await?;
    kept
}

async fn all(services: &Arc<Services>) -> Result<(), Fault> {
    for kind in KINDS {
        let mut after = String::new();
        loop {
            let mut cx = services.reader(Caller::system());
            let (mut unheard, last) = sounding::unheard(&mut cx, kind, &after, PAGE).await?;
            drop(cx);
            while !unheard.is_empty() {
                let rest = unheard.split_off(unheard.len().min(RENEWED));
                let part = std::mem::replace(&mut unheard, rest);
                services.write(Caller::system(), move |cx| Box::pin(sounding::renew(cx, kind, part))).await?;
                tokio::time::sleep(REST).await;
            }
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound_by_initials_and_syllables() {
        // The usual reading first, then what a character is read as in few names, then the syllables.
        let heard = |name: &str, initials: &str, syllables: &str| {
            let heard = sounds(name);
            let words: Vec<&str> = heard.split(' ').collect();
            assert_eq!((words.first(), words.last()), (Some(&initials), Some(&syllables)), "{heard}");
        };
        heard("\u{738b}\u{654f}", "wm", "wangmin");
        heard("NC6 \u{603b}\u{8d26}", "n6zz", "zongzhang");
        heard("\u{5415}\u{5e03}", "lb", "lvbu");
    }

    #[test]
    fn what_has_no_sound_has_none() {
        for name in ["", "Wang Min", "\u{738b}", "\u{1f600}", "6.5"] {
            assert_eq!(sounds(name), "", "{name}");
        }
    }

    #[test]
    fn characters_of_two_readings_are_found_by_both_and_never_by_too_many() {
        let heard = sounds("\u{91cd}\u{5e86}");
        assert!(heard.contains("cq") && heard.contains("zq"), "{heard}");
        let many = "\u{91cd}".repeat(200);
        assert!(sounds(&many).split(' ').count() <= READINGS + 1);
    }
}
