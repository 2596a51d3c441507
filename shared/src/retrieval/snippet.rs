//! The piece of a text that answers best, and what is to be marked in it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::analyser::{Kind, analyse};
use super::question::Question;

/// Places that a piece shows.
const PLACES: u32 = 60;
/// Places before the first mark, so that it is read in its sentence.
const BEFORE: u32 = 8;

/// A piece of a text. Ranges are bytes of `text`, in order, and do not touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    pub text: String,
    pub marks: Vec<Range<usize>>,
    /// Whether the text goes on before and after it.
    pub cut: (bool, bool),
}

struct Mark {
    place: u32,
    term: usize,
    range: Range<usize>,
}

/// What of a text was asked for: bytes, in order, without overlaps.
pub fn marks(question: &Question, text: &str) -> Vec<Range<usize>> {
    joined(stands(question, text).into_iter().map(|mark| mark.range).collect())
}

fn stands(question: &Question, text: &str) -> Vec<Mark> {
    let terms: BTreeMap<&str, usize> = (0..).zip(question.main()).map(|(at, term)| (term.text.as_str(), at)).collect();
    let mut found = Vec::new();
    analyse(text, |token| {
        if let Some(term) = terms.get(token.text) {
            found.push(Mark { place: token.place, term: *term, range: token.start..token.end });
        }
    });
    found.sort_by_key(|mark| (mark.range.start, mark.range.end));
    found
}

fn joined(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match all.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => all.push(range),
        }
    }
    all
}

/// The piece of a text that holds most of what was asked; its beginning where it holds nothing.
pub fn snippet(question: &Question, text: &str) -> Snippet {
    let found = stands(question, text);
    let first = best_start(question, &found);
    // Bytes where places begin.
    let mut places: Vec<(u32, Range<usize>)> = Vec::new();
    analyse(text, |token| {
        if matches!(token.kind, Kind::Character | Kind::Word) {
            places.push((token.place, token.start..token.end));
        }
    });
    let last_place = places.last().map_or(0, |(place, _)| *place);
    let from = first.saturating_sub(BEFORE).min(last_place.saturating_sub(PLACES));
    let inside = |place: u32| place >= from && place < from + PLACES;
    let mut shown = places.iter().filter(|(place, _)| inside(*place));
    let Some((_, begin)) = shown.next() else { return Snippet::default() };
    let start = if from == 0 { 0 } else { begin.start };
    let end = shown.next_back().map_or(begin.end, |(_, range)| range.end);
    let end = if last_place < from + PLACES { text.len() } else { end };
    let range = |mark: &Mark| mark.range.start.max(start)..mark.range.end.min(end);
    let marks = found.iter().filter(|mark| mark.range.start < end && mark.range.end > start).map(range);
    let marks = joined(marks.map(|range| range.start - start..range.end - start).collect());
    Snippet { text: text[start..end].to_string(), marks, cut: (start > 0, end < text.len()) }
}

/// Where the stretch begins that holds most.
fn best_start(question: &Question, found: &[Mark]) -> u32 {
    let weights: Vec<f32> = question.main().map(|term| term.weight).collect();
    let mut inside = vec![0_u32; weights.len()];
    let (mut from, mut now, mut best) = (0, 0.0, (0.0, 0));
    for mark in found {
        now += if inside[mark.term] == 0 { weights[mark.term] } else { 0.0 };
        inside[mark.term] += 1;
        while found[from].place + PLACES - BEFORE <= mark.place {
            let leaving = found[from].term;
            inside[leaving] -= 1;
            now -= if inside[leaving] == 0 { weights[leaving] } else { 0.0 };
            from += 1;
        }
        if now > best.0 + 1e-4 {
            best = (now, found[from].place);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::super::{Draft, Segment, Shelf, Text, Weights};
    use super::*;
    use crate::kernel::id::Uuid;

    fn question(asked: &str, text: &str) -> Question {
        let (mut shelf, mut draft) = (Shelf::default(), Draft::default());
        draft.put(Uuid::nil(), &Text { title: "", keywords: "", body: text });
        shelf.add(Segment::decode(draft.encode()).expect("sound"));
        Question::new(asked, &shelf, &Weights::default())
    }

    #[test]
    fn the_piece_that_answers_is_shown_with_its_marks() {
        let text = format!("{}打印機脫機時檢查網線。{}", "先看电源。".repeat(40), "再看别的。".repeat(40));
        let shown = snippet(&question("打印机脱机", &text), &text);
        let marked: Vec<&str> = shown.marks.iter().map(|range| &shown.text[range.clone()]).collect();
        assert_eq!((marked, shown.cut), (vec!["打印機脫機"], (true, true)));
        assert!(shown.text.chars().count() < 90, "{}", shown.text);
    }

    #[test]
    fn a_short_text_is_shown_whole_and_one_without_a_mark_from_its_beginning() {
        let shown = snippet(&question("卡纸", "打印机卡纸了。"), "打印机卡纸了。");
        assert_eq!((shown.text.as_str(), shown.cut, shown.marks.len()), ("打印机卡纸了。", (false, false), 1));
        let long = "无关的话。".repeat(60);
        let shown = snippet(&question("卡纸", &long), &long);
        assert!(shown.marks.is_empty() && shown.cut == (false, true) && long.starts_with(&shown.text));
        assert_eq!(snippet(&question("卡纸", ""), ""), Snippet::default());
        assert_eq!(snippet(&question("", "。。"), "。。"), Snippet::default());
    }

    #[test]
    fn marks_are_those_of_words_and_pairs() {
        let text = "HP-1020 卡纸，hp1020 又卡纸";
        let marked: Vec<&str> =
            marks(&question("HP1020卡纸", text), text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(marked, ["HP-1020", "卡纸", "hp1020", "卡纸"]);
    }
}
