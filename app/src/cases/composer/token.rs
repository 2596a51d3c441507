//! What the caret stands in: `/can` asks for a canned text, `@li` for a colleague.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Canned,
    Person,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub mark: Mark,
    /// Where the mark stands, in UTF-16 units as browsers count.
    pub start: usize,
    /// What follows the mark up to the caret.
    pub words: String,
}

/// The token under the caret. The mark must begin the text or follow a space or a Chinese character.
pub fn token(text: &str, caret: usize) -> Option<Token> {
    let units: Vec<u16> = text.encode_utf16().take(caret).collect();
    let before = String::from_utf16_lossy(&units);
    let at = before.rfind(['/', '@'])?;
    let words = &before[at + 1..];
    let mark = if before[at..].starts_with('/') { Mark::Canned } else { Mark::Person };
    let lead = before[..at].chars().next_back();
    let free = match (lead, mark) {
        (None, _) => true,
        (Some(c), Mark::Canned) => c.is_whitespace(),
        (Some(c), Mark::Person) => !c.is_ascii_alphanumeric(),
    };
    let plain = words.chars().count() <= 24 && !words.contains(char::is_whitespace);
    (free && plain).then(|| Token { mark, start: before[..at].encode_utf16().count(), words: words.to_string() })
}

/// The text with the token replaced, and where the caret then stands.
pub fn replace(text: &str, token: &Token, caret: usize, with: &str) -> (String, usize) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let caret = caret.min(units.len());
    let start = token.start.min(caret);
    let insert: Vec<u16> = with.encode_utf16().collect();
    let end = start + insert.len();
    let whole: Vec<u16> = units[..start].iter().chain(&insert).chain(&units[caret..]).copied().collect();
    (String::from_utf16_lossy(&whole), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_where_words_begin() {
        let found = |text: &str| token(text, text.encode_utf16().count()).map(|token| (token.mark, token.words));
        assert_eq!(found("/wel"), Some((Mark::Canned, "wel".into())));
        assert_eq!(found("您好 /"), Some((Mark::Canned, String::new())));
        assert_eq!(found("请@li"), Some((Mark::Person, "li".into())));
        assert_eq!(found("a@b"), None);
        assert_eq!(found("and/or"), None);
        assert_eq!(found("/done here"), None);
    }

    #[test]
    fn a_token_gives_way_to_its_text() {
        let text = "😀 /we!";
        let token = token(text, 6).expect("a token");
        assert_eq!(replace(text, &token, 6, "欢迎"), ("😀 欢迎!".to_string(), 5));
    }
}
