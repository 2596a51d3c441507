//! How a text is cut for the index: at each character of a word stands the gram that begins there, of
//! three characters or as many as the word has left. So every piece of a word is found, whatever the
//! script and without a dictionary: up to three characters as the beginning of grams, longer ones as
//! grams that follow each other.
//!
//! The text comes folded (`kernel::text::fold`): what is sought and what is found were folded alike.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Characters of a gram.
pub const LENGTH: usize = 3;

/// What stands in the index for a piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Grams that begin so.
    Beginning(&'a str),
    /// This gram.
    Gram(&'a str),
    /// Grams at these distances from the first.
    Run(Vec<(usize, &'a str)>),
}

/// How a piece without spaces is looked for; None for an empty one, which stands everywhere.
pub fn piece(word: &str) -> Option<Piece<'_>> {
    let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    let length = ends.len() - 1;
    match length {
        0 => None,
        1 | 2 => Some(Piece::Beginning(word)),
        LENGTH => Some(Piece::Gram(word)),
        _ => {
            // Side by side, and the last one flush with the end: every character is held by one of them.
            let last = length - LENGTH;
            let starts = (0..last).step_by(LENGTH).chain([last]);
            Some(Piece::Run(starts.map(|at| (at, &word[ends[at]..ends[at + LENGTH]])).collect()))
        }
    }
}

/// What comes after all grams that begin so.
pub fn above(beginning: &str) -> String {
    // No gram goes on for longer, and this is the last character there is.
    format!("{beginning}{}", String::from('\u{10ffff}').repeat(LENGTH))
}

#[derive(Clone, Default)]
pub struct Grams {
    token: Token,
}

pub struct Stream<'a> {
    text: &'a str,
    token: &'a mut Token,
    next: usize,
}

impl Tokenizer for Grams {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.token.reset();
        Stream { text, token: &mut self.token, next: 0 }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let rest = &self.text[self.next..];
        let start = self.next + (rest.len() - rest.trim_start_matches(' ').len());
        let mut end = start;
        let mut following = None;
        for c in self.text[start..].chars().take(LENGTH).take_while(|c| *c != ' ') {
            end += c.len_utf8();
            following.get_or_insert(end);
        }
        let Some(following) = following else { return false };
        self.next = following;
        self.token.text.clear();
        self.token.text.push_str(&self.text[start..end]);
        (self.token.offset_from, self.token.offset_to) = (start, end);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> Vec<(usize, String)> {
        let (mut grams, mut found) = (Grams::default(), Vec::new());
        grams.token_stream(text).process(&mut |token| found.push((token.position, token.text.clone())));
        found
    }

    #[test]
    fn each_character_begins_a_gram_and_no_gram_leaves_its_word() {
        let expected = [(0, "打印机"), (1, "印机"), (2, "机"), (3, "u8")];
        assert_eq!(grams("打印机  u8")[..4], expected.map(|(at, gram)| (at, gram.to_string())));
        assert_eq!(grams("打印机  u8").len(), 5);
        assert_eq!(grams(""), []);
    }

    #[test]
    fn a_piece_is_held_by_its_grams_to_the_last_character() {
        assert_eq!(piece(""), None);
        assert_eq!(piece("卡"), Some(Piece::Beginning("卡")));
        assert_eq!(piece("卡纸"), Some(Piece::Beginning("卡纸")));
        assert_eq!(piece("000"), Some(Piece::Gram("000")));
        assert_eq!(piece("0001"), Some(Piece::Run(vec![(0, "000"), (1, "001")])));
        assert_eq!(piece("1380013"), Some(Piece::Run(vec![(0, "138"), (3, "001"), (4, "013")])));
    }
}
