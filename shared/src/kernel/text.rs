//! Texts as people type them, folded for comparison.

use std::collections::BTreeSet;

/// Folds for search: full-width forms to ASCII, lower case, one space between words.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(narrow).flat_map(char::to_lowercase) {
        match c.is_whitespace() {
            true if out.is_empty() || out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Full-width letters, digits and signs to their ASCII twins, as NFKC maps them.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Signs that stand side by side, folded: they tell Chinese and Latin words alike.
pub fn bigrams(text: &str) -> BTreeSet<(char, char)> {
    let text = fold(text);
    let signs: Vec<char> = text.chars().filter(|sign| sign.is_alphanumeric()).collect();
    signs.windows(2).map(|two| (two[0], two[1])).collect()
}

/// The digits of a telephone number, without a leading +86.
pub fn phone_digits(text: &str) -> String {
    let digits: String = text.chars().map(narrow).filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("86") {
        Some(rest) if rest.len() == 11 => rest.to_string(),
        _ => digits,
    }
}

/// A telephone number as strangers may see it: `138****1234`, of shorter ones less.
pub fn mask_phone(phone: &str) -> String {
    let digits = phone_digits(phone);
    match digits.len() {
        0 => String::new(),
        1..=6 => "****".to_string(),
        n @ 7..=10 => format!("****{}", &digits[n - 2..]),
        n => format!("{}****{}", &digits[..3], &digits[n - 4..]),
    }
}

/// Logins named by `@login` in a text, in order, each once.
pub fn mentions(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices('@') {
        let preceded = text[..at].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        let login: String =
            text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
        let login = login.trim_end_matches(['.', '-', '_']).to_lowercase();
        if !preceded && !login.is_empty() && !found.contains(&login) {
            found.push(login);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_typed_forms_equal() {
        assert_eq!(fold("  ＣＳ－2026　打印机  U8 "), "cs-2026 打印机 u8");
        assert_eq!(phone_digits("+86 138-0013-8000"), "13800138000");
        assert_eq!(mask_phone("13800138000"), "138****8000");
    }

    #[test]
    fn mentions_are_logins_and_not_mail_addresses() {
        assert_eq!(mentions("@li.wei 请看，抄送 @wang-fang. 邮箱 a@b.cn @li.wei"), ["li.wei", "wang-fang"]);
    }
}
