//! One character as it is searched: full-width forms, capitals, traditional and compatibility characters
//! become the plain one.

use crate::kernel::text::narrow;

/// Pairs of a character and what stands for it, in the order of the first: three bytes each and the end of the line.
/// Made from Unicode's Unihan (kSimplifiedVariant of what Big5 holds) and the compatibility forms of single characters, with
/// the few that people take for each other in this trade added by hand.
const VARIANTS: &[u8] = include_bytes!("variants.txt");
const WIDTH: usize = 3;
const LINE: usize = 2 * WIDTH + 1;

/// The plain character that stands for a traditional or compatibility one; itself where it is plain.
pub fn plain(c: char) -> char {
    let mut bytes = [0; 4];
    let sought = c.encode_utf8(&mut bytes).as_bytes();
    if sought.len() != WIDTH {
        return c;
    }
    let (mut from, mut to) = (0, VARIANTS.len() / LINE);
    while from < to {
        let middle = (from + to) / 2;
        let line = &VARIANTS[middle * LINE..(middle + 1) * LINE];
        match line[..WIDTH].cmp(sought) {
            std::cmp::Ordering::Less => from = middle + 1,
            std::cmp::Ordering::Greater => to = middle,
            std::cmp::Ordering::Equal => {
                return std::str::from_utf8(&line[WIDTH..2 * WIDTH]).ok().and_then(|c| c.chars().next()).unwrap_or(c);
            }
        }
    }
    c
}

/// Numbers in circles, in brackets and with a full stop, from 1 on, and Roman ones.
fn number(c: char) -> Option<u32> {
    let from = |first: char| c as u32 - first as u32 + 1;
    match c {
        '\u{2460}'..='\u{2473}' => Some(from('\u{2460}')),
        '\u{2474}'..='\u{2487}' => Some(from('\u{2474}')),
        '\u{2488}'..='\u{249b}' => Some(from('\u{2488}')),
        _ => None,
    }
}

/// Gives what a character is searched as. Numbers in circles are digits, so that it may be more than one.
pub fn fold_char(c: char, each: &mut impl FnMut(char)) {
    let c = narrow(c);
    if c.is_ascii() {
        return each(c.to_ascii_lowercase());
    }
    match number(c) {
        Some(number @ 10..) => {
            digit(number / 10, each);
            digit(number % 10, each);
        }
        Some(number) => digit(number, each),
        None => plain(c).to_lowercase().for_each(each),
    }
}

fn digit(number: u32, each: &mut impl FnMut(char)) {
    char::from_digit(number, 10).into_iter().for_each(each);
}

/// A text as it is searched, with one space between words.
pub fn fold_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match narrow(c).is_whitespace() {
            true if out.is_empty() || out.ends_with(' ') => {}
            true => out.push(' '),
            false => fold_char(c, &mut |c| out.push(c)),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Characters that are written without spaces between words: each is a word of its own to begin with.
pub fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
        | '\u{2e80}'..='\u{2fd5}' | '\u{ff66}'..='\u{ff9d}')
        && !matches!(c, '\u{30fb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold_text(text)
    }

    #[test]
    fn forms_of_a_character_are_one() {
        assert_eq!(folded("帳戶登錄失敗，請聯繫管理員"), "账户登录失败,请联系管理员");
        assert_eq!(folded("Ｕ８　总帐⑫"), "u8 总账12");
        assert_eq!(folded("⼯單"), "工单");
    }

    #[test]
    fn the_table_is_in_order_and_folding_twice_changes_nothing() {
        assert_eq!(VARIANTS.len() % LINE, 0);
        let text = std::str::from_utf8(VARIANTS).expect("text");
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        assert!(lines.len() > 2_500, "{}", lines.len());
        assert!(lines.windows(2).all(|pair| pair[0][0] < pair[1][0]));
        for line in &lines {
            assert_eq!(line.len(), 2, "{line:?}");
            assert_eq!(plain(line[0]), line[1]);
            assert_eq!(plain(line[1]), line[1], "{line:?}");
        }
    }
}
