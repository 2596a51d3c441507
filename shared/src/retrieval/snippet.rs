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
