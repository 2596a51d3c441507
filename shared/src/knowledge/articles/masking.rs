//! What of a customer stands in a text that others will read: found, and taken out.

use crate::kernel::text::mask_phone;

words! {
/// What it was.
Mask { Name = "name", Phone = "phone", Email = "email", IdNumber = "id_number", Serial = "serial" }
}

data! {
/// Something that was taken out, as much of it as may be shown, and how often it stood there.
#[derive(Eq)]
pub struct Masked {
    pub what: Mask,
    pub hint: String,
    pub times: u32,
}
}

/// What is known of the customer.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Of people and of the company.
    pub names: Vec<String>,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub serials: Vec<String>,
}

/// Stands where something was.
pub(super) const BLANK: &str = "▇▇▇";
/// Shorter names stand in too many words.
const NAME_MIN: usize = 2;
const SERIAL_MIN: usize = 4;

/// The text without what is known of the customer and what looks like it, and what that was.
pub fn mask(text: &str, known: &Known) -> (String, Vec<Masked>) {
    let mut work = Work { text: text.to_string(), found: Vec::new() };
    for (what, words, least) in [
        (Mask::Email, &known.emails, NAME_MIN),
        (Mask::Serial, &known.serials, SERIAL_MIN),
        (Mask::Phone, &known.phones, SERIAL_MIN),
        (Mask::Name, &known.names, NAME_MIN),
    ] {
        let mut words: Vec<&str> = words.iter().map(|word| word.trim()).collect();
        // A longer name may hold a shorter one.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words.into_iter().filter(|word| word.chars().count() >= least) {
            work.replace(what, word);
        }
    }
    work.scan();
    (work.text, work.found)
}

struct Work {
    text: String,
    found: Vec<Masked>,
}

impl Work {
    fn note(&mut self, what: Mask, hint: String, times: u32) {
        match self.found.iter_mut().find(|one| one.what == what && one.hint == hint) {
            Some(one) => one.times += times,
            None => self.found.push(Masked { what, hint, times }),
        }
    }

    /// Takes out a word, whatever its case.
    fn replace(&mut self, what: Mask, word: &str) {
        let (mut out, mut rest, mut times) = (String::with_capacity(self.text.len()), self.text.as_str(), 0);
        while let Some((at, end)) = position(rest, word) {
            out.push_str(&rest[..at]);
            out.push_str(BLANK);
            rest = &rest[end..];
            times += 1;
        }
        out.push_str(rest);
        if times > 0 {
            self.text = out;
            self.note(what, hint(what, word), times);
        }
    }

    /// Takes out what looks like an address of mail, a telephone number or a number of an identity card.
    fn scan(&mut self) {
        let chars: Vec<char> = std::mem::take(&mut self.text).chars().collect();
        let (mut out, mut at) = (String::with_capacity(chars.len()), 0);
        while at < chars.len() {
            let fresh = at == 0 || !in_word(chars[at - 1]);
            let run = if fresh { word_at(&chars, at) } else { None };
            match run {
                Some((what, end)) => {
                    let word: String = chars[at..end].iter().collect();
                    self.note(what, hint(what, &word), 1);
                    out.push_str(BLANK);
                    at = end;
                }
                None => {
                    out.push(chars[at]);
                    at += 1;
                }
            }
        }
        self.text = out;
    }
}

/// From where to where a word stands in a text.
fn position(text: &str, word: &str) -> Option<(usize, usize)> {
    let same = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    text.char_indices().find_map(|(at, _)| {
        let mut wanted = word.chars();
        let mut end = at;
        for c in text[at..].chars() {
            match wanted.next() {
                Some(sign) if same(c, sign) => end += c.len_utf8(),
                Some(_) => return None,
                None => return Some((at, end)),
            }
        }
        wanted.next().is_none().then_some((at, end))
    })
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-@".contains(c)
}

/// What begins at a place, and where it ends.
fn word_at(chars: &[char], at: usize) -> Option<(Mask, usize)> {
    let run = chars[at..].iter().take_while(|c| in_word(**c)).count();
    let word: String = chars[at..at + run].iter().collect();
    let trimmed = word.trim_end_matches(['.', '-', '@', '+', '%', '_']);
    if let Some((user, host)) = trimmed.split_once('@')
        && !user.is_empty()
        && host.contains('.')
        && !host.contains('@')
    {
        return Some((Mask::Email, at + trimmed.chars().count()));
    }
    let bare: String = trimmed.chars().filter(|c| *c != '-' && *c != '+').collect();
    if bare.len() == 18 && bare.is_char_boundary(17) && is_id_number(&bare) {
        return Some((Mask::IdNumber, at + trimmed.chars().count()));
    }
    let digits = bare.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(&bare);
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let mobile = digits.len() == 11 && digits.starts_with('1');
    let landline = (10..=12).contains(&digits.len()) && digits.starts_with('0') && trimmed.contains('-');
    (all_digits && (mobile || landline)).then(|| (Mask::Phone, at + trimmed.chars().count()))
}

/// By its check digit (GB 11643): other numbers of that length are no identity cards.
fn is_id_number(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let bytes = text.as_bytes();
    if !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes[..17].iter().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    CHECK[(sum % 11) as usize] == bytes[17].to_ascii_uppercase()
}

fn hint(what: Mask, word: &str) -> String {
    let signs: Vec<char> = word.chars().collect();
    let ends = |from: usize, to: usize| match signs.len() > from + to {
        true => format!(
            "{}…{}",
            signs[..from].iter().collect::<String>(),
            signs[signs.len() - to..].iter().collect::<String>()
        ),
        false => "…".to_string(),
    };
    match what {
        Mask::Phone => mask_phone(word),
        Mask::Name => ends(1, 0),
        Mask::Email => ends(1, 4),
        Mask::IdNumber | Mask::Serial => ends(2, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_customers_is_taken_out_and_told() {
        let known = Known {
            names: vec!["张伟".into(), "北方纺织".into(), "北方纺织股份有限公司".into(), "A".into()],
            phones: vec!["010-6655".into()],
            emails: vec!["Zhang@North.example".into()],
            serials: vec!["SN-2024-0007".into()],
        };
        let text = "北方纺织股份有限公司张伟（13800138000，zhang@north.example）来电：北方纺织的 sn-2024-0007 卡纸。\
                    另一人 a.b+c@mail.example.com. 证件 11010519491231002X，座机 010-66554433，+86 139-0013-9000。订单 123456789012345678";
        let (masked, found) = mask(text, &known);
        for gone in ["张伟", "北方纺织", "138", "zhang", "0007", "a.b", "1101", "6655", "139"] {
            assert!(!masked.to_lowercase().contains(gone), "{gone}: {masked}");
        }
        assert!(masked.contains("123456789012345678") && masked.contains("卡纸"), "{masked}");
        let told = |what: Mask| found.iter().filter(|one| one.what == what).map(|one| one.times).sum::<u32>();
        assert_eq!(told(Mask::Name), 3);
        assert_eq!((told(Mask::Email), told(Mask::Serial), told(Mask::IdNumber)), (2, 1, 1));
        assert!(found.iter().all(|one| !one.hint.contains("13800138000") && one.hint != "张伟"), "{found:?}");
    }

    #[test]
    fn other_numbers_stay() {
        for text in
            ["端口 8080", "版本 12.0.1", "错误 0x80070005", "CS-2026-000123", "订单 202612010001", "110105194912310021"]
        {
            assert_eq!(mask(text, &Known::default()), (text.to_string(), Vec::new()));
        }
        assert_eq!(mask("", &Known::default()).0, "");
    }
}
