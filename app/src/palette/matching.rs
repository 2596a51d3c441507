//! How well an offer fits what was typed: its words, or the initials of its syllables and words.

use yingda_shared::kernel::text::fold;

/// What was typed, ready to be compared. Input methods part syllables by apostrophes while they compose.
pub fn typed(text: &str) -> String {
    fold(text).replace('\'', "").trim().to_string()
}

/// 0: does not fit. `initials` is asked only where words do not fit.
pub fn fit(query: &str, text: &str, note: &str, initials: impl FnOnce() -> String) -> u32 {
    if query.is_empty() {
        return 1;
    }
    let words = fold(text);
    if words == query {
        return 100;
    }
    if words.starts_with(query) {
        return 90;
    }
    if let Some(at) = words.find(query) {
        let begins = words[..at].chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric());
        return if begins { 80 } else { 70 };
    }
    if query.split(' ').all(|part| words.contains(part)) {
        return 65;
    }
    let letters = query.chars().filter(|c| *c != ' ').collect::<String>();
    if letters.chars().all(|c| c.is_ascii_alphanumeric()) {
        let initials = initials();
        if initials.starts_with(&letters) {
            return 60;
        }
        if letters.len() > 1 && initials.contains(&letters) {
            return 45;
        }
    }
    if fold(note).contains(query) { 50 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_before_initials_and_notes() {
        let of = |query: &str| fit(&typed(query), "我的工单", "CS-2026", || "wdgd".into());
        assert_eq!((of("我的工单"), of("我的"), of("工单"), of("单")), (100, 90, 80, 80));
        assert_eq!((of("wd"), of("gd"), of("g'd"), of("w d"), of("d")), (60, 45, 45, 60, 0));
        assert_eq!((of("cs-20"), of("别的"), of("")), (50, 0, 1));
    }

    #[test]
    fn words_in_any_order_fit() {
        assert_eq!(fit("case new", "New case", "", String::new), 65);
        assert_eq!(fit("ase", "New case", "", String::new), 70);
    }
}
