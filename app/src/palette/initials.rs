//! The initials of a text: of each Chinese character the first letter of its pinyin, of each other word
//! its first letter. No table is carried along: the browser knows how characters are sorted by sound, and
//! between which two neighbours a character falls says with which letter it begins.

/// The first characters of each letter in the order of their sound, and the letters. Nothing begins with i, u, v.
#[cfg(not(feature = "ssr"))]
const FIRSTS: &str = "\u{963f}\u{516b}\u{5693}\u{54d2}\u{59b8}\u{53d1}\u{65ee}\u{54c8}\u{8ba5}\u{5494}\u{5783}\u{75f3}\u{62cf}\u{5662}\u{5991}\u{4e03}\u{5465}\u{6268}\u{5b83}\u{7a75}\u{5915}\u{4e2b}\u{5e00}";
#[cfg(not(feature = "ssr"))]
const LETTERS: &[u8; 23] = b"abcdefghjklmnopqrstwxyz";

/// Initials in lower case, without gaps.
pub fn initials(text: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            out.push(c);
            within = true;
        } else if c.is_alphabetic() && !is_han(c) {
            if !within {
                out.extend(c.to_lowercase());
            }
            within = true;
        } else {
            within = false;
            out.extend(letter(c));
        }
    }
    out
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[cfg(feature = "ssr")]
fn letter(_: char) -> Option<char> {
    None
}

#[cfg(not(feature = "ssr"))]
fn letter(c: char) -> Option<char> {
    use std::cell::RefCell;
    use std::collections::HashMap;

    thread_local! {
        static KNOWN: RefCell<HashMap<char, Option<char>>> = RefCell::default();
    }
    if !is_han(c) {
        return None;
    }
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&c).copied()) {
        return known;
    }
    let found = by_sound(c);
    KNOWN.with_borrow_mut(|known| known.insert(c, found));
    found
}

#[cfg(not(feature = "ssr"))]
fn by_sound(c: char) -> Option<char> {
    use js_sys::{Array, Function, Intl::Collator, Object};
    use wasm_bindgen::JsValue;

    thread_local! {
        static COMPARE: Function = Collator::new(&Array::of1(&JsValue::from_str("zh-Hans-u-co-pinyin")), &Object::new()).compare();
        static FIRST: Vec<JsValue> = FIRSTS.chars().map(|c| JsValue::from_str(c.encode_utf8(&mut [0; 4]))).collect();
    }
    let text = JsValue::from_str(c.encode_utf8(&mut [0; 4]));
    let before = |first: &JsValue| {
        let order = COMPARE.with(|compare| compare.call2(&JsValue::UNDEFINED, first, &text)).ok();
        order.and_then(|order| order.as_f64()).is_some_and(|order| order <= 0.0)
    };
    let at = FIRST.with(|firsts| firsts.partition_point(before));
    at.checked_sub(1).map(|at| LETTERS[at] as char)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::initials;

    #[test]
    fn words_give_their_first_letters() {
        assert_eq!(initials("New case"), "nc");
        assert_eq!(initials("CS-2026-000123 a"), "c2026000123a");
        assert_eq!(initials(""), "");
    }
}
