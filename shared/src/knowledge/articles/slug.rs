//! The part of an address that says what an article is about.

use crate::kernel::limits::ARTICLE_SLUG_MAX;
use crate::kernel::text::fold;

/// Letters and digits of a title in any script, joined by hyphens; empty where it has none.
pub fn slug(title: &str) -> String {
    let mut made = String::new();
    for c in fold(title).chars() {
        match c.is_alphanumeric() {
            true => made.push(c),
            false if made.is_empty() || made.ends_with('-') => {}
            false => made.push('-'),
        }
    }
    let cut: String = made.chars().take(ARTICLE_SLUG_MAX).collect();
    cut.trim_end_matches('-').to_string()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn addresses_say_what_it_is_about() {
        assert_eq!(slug("  打印机：E-05 报错，怎么办？"), "打印机-e-05-报错-怎么办");
        assert_eq!(slug("How to <b>reset</b> / the PIN"), "how-to-b-reset-b-the-pin");
        assert_eq!(slug("../..//"), "");
        assert_eq!(slug(&"长".repeat(500)).chars().count(), super::ARTICLE_SLUG_MAX);
    }
}
