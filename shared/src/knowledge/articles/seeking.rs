//! What people look for, as it may be kept: one form for all who ask the same, and nothing in it that says who somebody is.

use super::masking::{BLANK, Known, mask};
use crate::kernel::text::fold;

/// Signs that are kept of what somebody asks.
const WORDS_MAX: usize = 80;
/// Fewer signs are somebody who has only begun to type.
const WORDS_MIN: usize = 2;
/// So many digits that stand alone are a number of somebody or of something: of a person, a device, an order.
const DIGITS: usize = 7;
/// So many are one behind letters too; codes of errors are shorter.
const DIGITS_BEHIND_LETTERS: usize = 10;

/// The words of a search, folded and without what looks like personal data; None where nothing is left that says anything.
pub fn sought_words(text: &str) -> Option<String> {
    // Folded first: digits of full width are digits.
    let (masked, _) = mask(&fold(text), &Known::default());
    let words: String = without_numbers(&masked).chars().take(WORDS_MAX).collect();
    let words = words.trim().to_string();
    let says = words.replace(BLANK, "").chars().filter(|c| c.is_alphanumeric()).count();
    (says >= WORDS_MIN).then_some(words)
}

/// Kept words as somebody would type them: without the places from which something was taken out.
pub fn as_question(words: &str) -> String {
    words.replace(BLANK, " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes out long numbers, those in groups too: `138 0013 8000`.
fn without_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let (end, digits) = number_at(&chars, at);
        let behind_letters = at > 0 && chars[at - 1].is_ascii_alphabetic();
        let least = if behind_letters { DIGITS_BEHIND_LETTERS } else { DIGITS };
        match digits >= least {
            true => out.push_str(BLANK),
            false => out.extend(&chars[at..end]),
        }
        at = end;
    }
    out
}

/// Where a number ends whose groups stand a blank or a dash apart, and how many digits it has.
fn number_at(chars: &[char], start: usize) -> (usize, usize) {
    let is_digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let (mut at, mut digits) = (start, 0);
    loop {
        if is_digit(at) {
            digits += 1;
            at += 1;
        } else if is_digit(at + 1) && matches!(chars.get(at), Some(' ' | '-')) {
            at += 1;
        } else {
            return (at, digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_the_same_is_one() {
        for text in ["打印机 卡纸", "  打印机　卡纸 ", "打印机\n卡纸"] {
            assert_eq!(sought_words(text).as_deref(), Some("打印机 卡纸"), "{text:?}");
        }
        assert_eq!(sought_words("ＶＰＮ Error 0x80070005").as_deref(), Some("vpn error 0x80070005"));
        assert_eq!(sought_words("U8 V13.0").as_deref(), Some("u8 v13.0"));
    }

    #[test]
    fn nobody_is_told_of() {
        let asked = [
            "13800138000 登录",
            "１３８００１３８０００ 登录",
            "138 0013 8000 登录",
            "139-0013-9000 登录",
            "手机13800138000登录",
            "tel13800138000 登录",
            "zhang@north.example 登录",
            "110105194912310021 登录",
            "11010519491231002X 登录",
        ];
        for text in asked {
            let words = sought_words(text).expect("what is left");
            assert!(words.contains("登录") && words.contains(BLANK), "{text}: {words}");
            assert!(!words.contains("138") && !words.contains("9000") && !words.contains("zhang"), "{text}: {words}");
            assert!(!words.contains("1101"), "{text}: {words}");
        }
    }

    #[test]
    fn what_was_taken_out_is_not_asked_for() {
        let words = sought_words("13800138000 登录 失败").expect("what is left");
        assert_eq!(as_question(&words), "登录 失败");
    }

    #[test]
    fn what_says_nothing_is_not_kept() {
        for text in ["", "  ", "？！", "a", "13800138000", "zhang@north.example", "😀"] {
            assert_eq!(sought_words(text), None, "{text}");
        }
        let long = sought_words(&"卡纸".repeat(200)).expect("words");
        assert_eq!(long.chars().count(), WORDS_MAX);
    }
}
