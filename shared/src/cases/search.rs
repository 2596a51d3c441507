//! What a search for cases means, wherever they lie: each word stands in number, subject, contact or
//! phone; or, where only a telephone number was typed, in whatever groups, its digits do.

use crate::cases::model::Case;
use crate::cases::ties::Joined;
use crate::kernel::text::{fold, phone_digits};

/// What a case is found by, folded.
pub fn search_text(case: &Case) -> String {
    fold(&format!("{} {} {} {}", case.number, case.subject, case.contact_name, phone_digits(&case.contact_phone)))
}

/// What a case is found by as one that came to another.
pub fn came_text(joined: &Joined, case: &Case) -> String {
    let Joined { number, subject, contact_name, contact_phone, .. } = joined;
    fold(&format!("{} {number} {subject} {contact_name} {}", case.number, phone_digits(contact_phone)))
}

/// What somebody looks for, folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sought {
    /// All of these, each in one of its spellings.
    pub every: Vec<Vec<String>>,
    /// Or else this alone: the digits of a number that was typed in groups.
    pub digits: Option<String>,
}

impl Sought {
    pub fn of(text: &str) -> Sought {
        let text = fold(text);
        let words = text.split(' ').filter(|word| !word.is_empty());
        let every: Vec<Vec<String>> =
            words.map(|word| std::iter::once(word.to_string()).chain(phone(word)).collect()).collect();
        let digits = phone(&text).filter(|_| every.len() > 1);
        Sought { every, digits }
    }

    /// Whether a folded text holds it.
    pub fn is_in(&self, text: &str) -> bool {
        self.every.iter().all(|spellings| spellings.iter().any(|word| text.contains(word.as_str())))
            || self.digits.as_ref().is_some_and(|digits| text.contains(digits.as_str()))
    }
}

/// The digits of what may be a telephone number and nothing else.
fn phone(text: &str) -> Option<String> {
    let digits = phone_digits(text);
    (digits.len() >= 7 && !text.contains(char::is_alphabetic)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_found_as_they_are_typed() {
        let text = fold("CS-2026-000007 三楼打印机 卡纸 王芳 13800138000");
        for found in ["", "打印 王芳", "ｃｓ－2026", "138 0013 8000", "+86 138-0013-8000", "王芳 13800138000"]
        {
            assert!(Sought::of(found).is_in(&text), "{found}");
        }
        for missing in ["扫描", "打印 李四", "139 0013 8000", "138 李四"] {
            assert!(!Sought::of(missing).is_in(&text), "{missing}");
        }
    }
}
