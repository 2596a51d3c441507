//! What of a text articles are found by while no index answers: pieces of it that stand in them. And what of an article is
//! shown for words.

use super::told::{Excerpt, Piece};
use crate::kernel::text::fold;
use crate::retrieval::Shown;
use crate::retrieval::snippet::Snippet;

/// Pieces that are asked for at most.
const TERMS: usize = 24;

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Pieces of a text, folded: words of two letters and more, and of scripts without blanks each pair of signs.
pub fn terms(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        let signs: Vec<char> = word.chars().collect();
        let pieces: Vec<String> = match signs.iter().any(|c| is_ideograph(*c)) {
            true if signs.len() > 2 => signs.windows(2).map(|pair| pair.iter().collect()).collect(),
            _ if signs.len() > 1 => vec![word.to_string()],
            _ => Vec::new(),
        };
        for piece in pieces {
            if found.len() < TERMS && !found.contains(&piece) {
                found.push(piece);
            }
        }
    }
    found
}

/// How well an article answers to pieces: what its title says counts three times.
pub fn score(terms: &[String], title: &str, text: &str) -> usize {
    let title = fold(title);
    terms
        .iter()
        .map(|term| 3 * usize::from(title.contains(term.as_str())) + usize::from(text.contains(term.as_str())))
        .sum()
}

/// Stands where a text goes on that is not shown.
const MORE: &str = "\u{2026}";

impl Excerpt {
    /// How a document answers, as pages show it.
    pub fn of(shown: &Shown) -> Excerpt {
        Excerpt { title: pieces(&shown.title), body: pieces(&shown.body) }
    }
}

/// A text as it is shown: what was asked for apart from what was not. Nothing of it is markup.
fn pieces(shown: &Snippet) -> Vec<Piece> {
    let piece = |text: &str, marked: bool| Piece { text: text.to_string(), marked };
    let mut pieces: Vec<Piece> = Vec::new();
    pieces.extend(shown.cut.0.then(|| piece(MORE, false)));
    let mut from = 0;
    for mark in &shown.marks {
        pieces.push(piece(&shown.text[from..mark.start], false));
        pieces.push(piece(&shown.text[mark.clone()], true));
        from = mark.end;
    }
    pieces.push(piece(&shown.text[from..], false));
    pieces.extend(shown.cut.1.then(|| piece(MORE, false)));
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_stands_apart() {
        let shown =
            Snippet { text: "查看<b>卡纸</b>".into(), marks: std::iter::once(9..15).collect(), cut: (false, true) };
        let told: Vec<(String, bool)> = pieces(&shown).into_iter().map(|one| (one.text, one.marked)).collect();
        let wanted = [("查看<b>", false), ("卡纸", true), ("</b>", false), ("\u{2026}", false)];
        assert_eq!(told, wanted.map(|(text, marked)| (text.to_string(), marked)));
        assert_eq!(pieces(&Snippet::default()), []);
    }

    #[test]
    fn texts_fall_into_pieces() {
        assert_eq!(terms("打印机卡纸 U8"), ["打印", "印机", "机卡", "卡纸", "u8"]);
        assert_eq!(terms("a 的 Printer's jam"), ["printer", "jam"]);
        assert!(terms(&"打印机卡纸脱机重启".repeat(100)).len() <= TERMS);
        assert_eq!(terms("%_!' \0"), Vec::<String>::new());
    }

    #[test]
    fn titles_count_more() {
        let asked = terms("打印机卡纸");
        assert!(score(&asked, "打印机卡纸怎么办", "") > score(&asked, "其他", "打印机卡纸"));
        assert_eq!(score(&asked, "登录", "密码"), 0);
    }
}
