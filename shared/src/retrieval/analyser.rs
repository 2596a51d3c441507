//! How a text is cut into terms, the same way for what is kept and for what is asked, on the server and in the
//! browser. No dictionary: a text without spaces gives its characters and its pairs of neighbours, and the
//! ranking finds out what belongs together.

use super::folding::{fold_char, is_dense};
use crate::kernel::text::narrow;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One character of a script without spaces.
    Character,
    /// Two of them side by side.
    Pair,
    /// A word or a number; of `CS-2026-000123` each of the three.
    Word,
    /// What was cut into words, as one, without its joints: `cs2026000123`.
    Whole,
}

/// Characters and words take a place each; pairs and wholes stand where they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Folded.
    pub text: &'a str,
    pub kind: Kind,
    /// The number of the place. Where a sign stands between two texts, one is left out.
    pub place: u32,
    /// Bytes of the text that was cut.
    pub start: usize,
    pub end: usize,
}

/// Longer words are cut off: nobody types them, and they would fill the dictionary.
const WORD_MAX: usize = 48;
/// A run of words and joints is one whole up to so many pieces.
const PIECES_MAX: usize = 8;

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | '.')
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_dense(c)
}

/// Whether a word ends between two of its characters: `regionServer`, `U8V13`, `HP1020`.
fn parts(before: &[char], c: char, after: Option<char>) -> bool {
    let Some(last) = before.last() else { return false };
    let long = before.len() >= 2;
    let pair = |is: fn(&char) -> bool| after.is_some_and(|after| is(&after));
    (last.is_lowercase() && c.is_uppercase())
        || (long && last.is_numeric() && c.is_alphabetic() && pair(|c| c.is_alphanumeric()))
        || (long && before.iter().all(|c| c.is_alphabetic()) && c.is_numeric() && pair(|c| c.is_numeric()))
}

/// Gives the terms of a text in the order of their places.
pub fn analyse(text: &str, mut each: impl FnMut(Token<'_>)) {
    Cutter { text, place: 0, said: false, word: String::new(), pair: String::new() }.run(&mut each);
}

struct Cutter<'a> {
    text: &'a str,
    place: u32,
    /// Something stands since a place was left out.
    said: bool,
    word: String,
    /// The last character without a space after it, and the one before.
    pair: String,
}

impl Cutter<'_> {
    fn run(&mut self, each: &mut impl FnMut(Token<'_>)) {
        let mut at = 0;
        let mut before: Option<usize> = None;
        while let Some(c) = self.text[at..].chars().next() {
            let end = at + c.len_utf8();
            if is_dense(c) {
                self.dense(c, at, end, before, each);
                (before, at) = (Some(at), end);
                continue;
            }
            before = None;
            if is_letter(narrow(c)) {
                at = self.letters(at, each);
                continue;
            }
            // One place is left out, however many signs there are.
            if !narrow(c).is_whitespace() {
                self.place += u32::from(std::mem::take(&mut self.said));
            }
            at = end;
        }
    }

    fn dense(&mut self, c: char, at: usize, end: usize, before: Option<usize>, each: &mut impl FnMut(Token<'_>)) {
        let first = self.pair.chars().next_back().filter(|_| before.is_some());
        self.pair.clear();
        self.pair.extend(first);
        let begun = self.pair.len();
        let pair = &mut self.pair;
        fold_char(c, &mut |c| pair.push(c));
        if let Some(start) = before {
            each(Token { text: &self.pair, kind: Kind::Pair, place: self.place - 1, start, end });
        }
        each(Token { text: &self.pair[begun..], kind: Kind::Character, place: self.place, start: at, end });
        self.said = true;
        self.place += 1;
    }

    /// Cuts a run of letters, digits and joints, and gives its end.
    fn letters(&mut self, start: usize, each: &mut impl FnMut(Token<'_>)) -> usize {
        let text = self.text;
        let mut rest = text[start..].char_indices().map(|(at, c)| (start + at, narrow(c))).peekable();
        let (first, mut pieces, mut piece_start, mut piece) = (self.place, 0, start, Vec::new());
        let mut end = start;
        self.word.clear();
        let mut whole_to = 0;
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|(_, c)| *c);
            let joint = is_joint(c) && next.is_some_and(is_letter);
            if !joint && !is_letter(c) {
                break;
            }
            if joint || parts(&piece, c, next) {
                self.piece(&piece, piece_start, at, each);
                pieces += usize::from(!piece.is_empty());
                piece.clear();
                piece_start = if joint { at + text[at..].chars().next().map_or(1, char::len_utf8) } else { at };
            }
            if !joint {
                piece.push(c);
            }
            end = at + text[at..].chars().next().map_or(1, char::len_utf8);
            whole_to = end;
        }
        self.piece(&piece, piece_start, end, each);
        pieces += usize::from(!piece.is_empty());
        if (2..=PIECES_MAX).contains(&pieces) {
            self.word.clear();
            let word = &mut self.word;
            for c in text[start..whole_to].chars().filter(|c| !is_joint(narrow(*c))).take(WORD_MAX) {
                fold_char(c, &mut |c| word.push(c));
            }
            each(Token { text: &self.word, kind: Kind::Whole, place: first, start, end: whole_to });
        }
        end
    }

    fn piece(&mut self, piece: &[char], start: usize, end: usize, each: &mut impl FnMut(Token<'_>)) {
        if piece.is_empty() {
            return;
        }
        self.word.clear();
        let word = &mut self.word;
        piece.iter().take(WORD_MAX).for_each(|c| fold_char(*c, &mut |c| word.push(c)));
        each(Token { text: &self.word, kind: Kind::Word, place: self.place, start, end });
        self.said = true;
        self.place += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str, kind: Kind) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        analyse(text, |token| {
            if token.kind == kind {
                found.push((token.place, token.text.to_string()));
            }
        });
        found
    }

    fn said(text: &str, kind: Kind) -> Vec<String> {
        terms(text, kind).into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn a_text_without_spaces_gives_characters_and_pairs() {
        assert_eq!(said("打印机", Kind::Pair), ["打印", "印机"]);
        assert_eq!(said("打印机", Kind::Character), ["打", "印", "机"]);
        assert_eq!(said("总賬，打 印", Kind::Pair), ["总账"]);
    }

    #[test]
    fn words_are_cut_at_joints_and_case_and_kept_whole_too() {
        assert_eq!(said("CS-2026-000123", Kind::Word), ["cs", "2026", "000123"]);
        assert_eq!(said("ＣＳ-2026-000123", Kind::Whole), ["cs2026000123"]);
        assert_eq!(
            said("auto_increment regionServer HP1020 U8V13 U8", Kind::Word).join(" "),
            "auto increment region server hp 1020 u8 v13 u8"
        );
        assert_eq!(said("138-0013-8000.", Kind::Whole), ["13800138000"]);
        assert_eq!(said("0x80070057", Kind::Word), ["0x80070057"]);
        assert_eq!(said("NC6.5", Kind::Whole), ["nc65"]);
    }

    #[test]
    fn places_leave_one_out_at_signs_and_none_at_spaces() {
        let places = |text: &str| -> Vec<u32> {
            let mut places = Vec::new();
            analyse(text, |token| {
                places.extend((!matches!(token.kind, Kind::Pair | Kind::Whole)).then_some(token.place))
            });
            places
        };
        assert_eq!(places("U8 总账"), [0, 1, 2]);
        assert_eq!(places("打。！印"), [0, 2]);
        assert_eq!(places("！打"), [0]);
        assert_eq!(places("u8，打"), [0, 2]);
    }

    #[test]
    fn every_token_says_where_it_stands() {
        for text in ["打印機 HP-1020，U8V13.1 é😀①x ﹏ _-._ a_b", "..-", "", "①②", "ﬁ İ ǅ"] {
            analyse(text, |token| {
                assert!(!token.text.is_empty() && token.start < token.end);
                assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end), "{text} {token:?}");
            });
        }
        let mut stood = Vec::new();
        let text = "重启HP-1020打印機";
        analyse(text, |token| stood.push(text[token.start..token.end].to_string()));
        assert!(["HP", "HP-1020", "印機"].iter().all(|piece| stood.iter().any(|stood| stood == piece)), "{stood:?}");
    }
}
