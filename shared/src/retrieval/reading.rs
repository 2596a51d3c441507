//! A document read for a question: how often its terms stand there, how much of the question stands there as it was
//! asked, and how close together.

use std::collections::BTreeMap;

use super::Text;
use super::analyser::{Kind, analyse};
use super::folding::fold_text;
use super::question::Question;
use super::weights::{FIELDS, Weights};

/// Bytes of a field that are read.
const BYTES_MAX: usize = 1 << 17;

/// What is looked for, by its text, for one question.
pub struct Reader<'q> {
    question: &'q Question,
    weights: &'q Weights,
    average: [f32; FIELDS],
    terms: BTreeMap<&'q str, usize>,
    /// Of characters and words, where they stand in the question.
    units: BTreeMap<&'q str, Vec<usize>>,
    /// Bits of the first characters of all of them: most of a document begins with none.
    firsts: [u64; 16],
    /// Of each pair of neighbours in the question, what it counts for.
    bonds: Vec<f32>,
}

fn bit(text: &str) -> (usize, u64) {
    let c = text.chars().next().map_or(0, u32::from) as usize & 1023;
    (c / 64, 1 << (c % 64))
}

impl<'q> Reader<'q> {
    /// `average`: places of the fields of a document, on average.
    pub fn new(question: &'q Question, weights: &'q Weights, average: [f32; FIELDS]) -> Reader<'q> {
        let mut reader = Reader {
            question,
            weights,
            average,
            terms: question.terms.iter().enumerate().map(|(at, term)| (term.text.as_str(), at)).collect(),
            units: BTreeMap::new(),
            firsts: [0; 16],
            bonds: Vec::new(),
        };
        for (at, unit) in question.units.iter().enumerate() {
            reader.units.entry(&unit.text).or_default().push(at);
        }
        for text in reader.terms.keys().chain(reader.units.keys()) {
            let (word, bit) = bit(text);
            reader.firsts[word] |= bit;
        }
        reader.bonds = (1..question.units.len()).map(|at| reader.bond(at)).collect();
        reader
    }

    /// What two neighbours count for: as their pair does, or as both words do.
    fn bond(&self, second: usize) -> f32 {
        let pair = &self.question.units[second - 1..=second];
        if pair[1].place != pair[0].place + 1 {
            return 0.0;
        }
        let weight = |text: &str| self.terms.get(text).map_or(0.0, |at| self.question.terms[*at].weight);
        match pair[0].dense && pair[1].dense {
            true => weight(&format!("{}{}", pair[0].text, pair[1].text)),
            false => (weight(&pair[0].text) + weight(&pair[1].text)) / 2.0,
        }
    }

    /// Whether everything stands there that must stand there word for word.
    pub fn holds_exact(&self, text: &Text<'_>) -> bool {
        let exact = &self.question.exact;
        exact.is_empty() || {
            let fields = text.fields().map(fold_text);
            exact.iter().all(|piece| fields.iter().any(|field| field.contains(piece)))
        }
    }

    /// How well a document answers; only to be compared with others for the same question.
    pub fn score(&self, text: &Text<'_>) -> f32 {
        let mut whole = Runs::new(self.question.units.len());
        let mut times = vec![[0; FIELDS]; self.question.terms.len()];
        let mut lengths = [0; FIELDS];
        let mut closest = 0.0_f32;
        let mut title = 0.0;
        for (field, text) in text.fields().into_iter().enumerate() {
            let mut runs = Runs::new(self.question.units.len());
            let (length, found) = self.read(text, field, &mut times, &mut runs);
            lengths[field] = length;
            closest = closest.max(self.closest(&found));
            if field == 0 {
                title = self.bound(&runs);
            }
            whole.take(&runs);
        }
        let average = self.average;
        let terms = self.question.terms.iter().zip(&times);
        let plain: f32 =
            terms.map(|(term, times)| term.weight * self.weights.saturated(*times, lengths, average)).sum();
        plain + self.weights.run * self.bound(&whole) + self.weights.window * closest + self.weights.title * title
    }

    /// Reads one field; gives its length and where terms stand.
    fn read(&self, text: &str, field: usize, times: &mut [[u32; FIELDS]], runs: &mut Runs) -> (u32, Vec<(u32, usize)>) {
        let mut length = 0;
        let mut found = Vec::new();
        analyse(&text[..text.floor_char_boundary(BYTES_MAX)], |token| {
            let unit = matches!(token.kind, Kind::Character | Kind::Word);
            length += u32::from(unit);
            let (word, bit) = bit(token.text);
            if self.firsts[word] & bit == 0 {
                return;
            }
            if let Some(term) = self.terms.get(token.text) {
                times[*term][field] += 1;
                found.push((token.place, *term));
            }
            if unit {
                runs.at(token.place, self.units.get(token.text).map_or(&[], Vec::as_slice));
            }
        });
        runs.end();
        (length, found)
    }

    /// What the pairs of neighbours count for that stand as they were asked, more so in long runs.
    fn bound(&self, runs: &Runs) -> f32 {
        let longest = runs.longest();
        self.bonds.iter().zip(&longest).map(|(bond, length)| bond * self.weights.of_run(*length)).sum()
    }

    /// The most of the question that stands within one stretch.
    fn closest(&self, found: &[(u32, usize)]) -> f32 {
        let mut inside = vec![0_u32; self.question.terms.len()];
        let (mut from, mut now, mut best) = (0, 0.0, 0.0_f32);
        for (place, term) in found {
            let weight = |term: usize| self.question.terms[term].weight;
            if inside[*term] == 0 {
                now += weight(*term);
            }
            inside[*term] += 1;
            while place - found[from].0.min(*place) > self.weights.window_places {
                let leaving = found[from].1;
                inside[leaving] -= 1;
                if inside[leaving] == 0 {
                    now -= weight(leaving);
                }
                from += 1;
            }
            best = best.max(now);
        }
        best
    }
}

/// The longest stretches of the question that stand in a text.
struct Runs {
    /// Of each unit, the longest stretch that ends with it.
    ends: Vec<u16>,
    /// Units of the last place, and how long the stretches are that end there.
    last: Vec<(usize, u16)>,
    place: u32,
}

impl Runs {
    fn new(units: usize) -> Runs {
        Runs { ends: vec![0; units], last: Vec::new(), place: u32::MAX }
    }

    fn at(&mut self, place: u32, units: &[usize]) {
        let follows = self.place.checked_add(1) == Some(place);
        let mut now = Vec::with_capacity(units.len());
        for unit in units {
            let before =
                self.last.iter().find(|(last, _)| follows && last + 1 == *unit).map_or(0, |(_, length)| *length);
            let length = before + 1;
            self.ends[*unit] = self.ends[*unit].max(length);
            now.push((*unit, length));
        }
        self.last = now;
        self.place = place;
    }

    fn end(&mut self) {
        self.last.clear();
    }

    fn take(&mut self, other: &Runs) {
        for (mine, theirs) in self.ends.iter_mut().zip(&other.ends) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// Of each pair of neighbours in the question, the longest stretch that holds both.
    fn longest(&self) -> Vec<u16> {
        let mut longest = vec![0; self.ends.len().saturating_sub(1)];
        for (end, length) in self.ends.iter().enumerate().filter(|(_, length)| **length >= 2) {
            for held in &mut longest[end + 1 - usize::from(*length)..end] {
                *held = (*held).max(*length);
            }
        }
        longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(asked: &[&str], text: &str) -> Vec<u16> {
        let mut runs = Runs::new(asked.len());
        analyse(text, |token| {
            if matches!(token.kind, Kind::Character | Kind::Word) {
                let units: Vec<usize> = (0..asked.len()).filter(|at| asked[*at] == token.text).collect();
                runs.at(token.place, &units);
            }
        });
        runs.longest()
    }

    #[test]
    fn the_longest_stretch_counts_for_all_its_neighbours() {
        let asked = ["u8", "总", "账", "结", "账"];
        assert_eq!(longest(&asked, "U8 总账不能结账"), [3, 3, 0, 2]);
        assert_eq!(longest(&asked, "U8总账结账"), [5, 5, 5, 5]);
        assert_eq!(longest(&asked, "总。账"), [0, 0, 0, 0]);
        assert_eq!(longest(&[], "总账"), [] as [u16; 0]);
    }
}
