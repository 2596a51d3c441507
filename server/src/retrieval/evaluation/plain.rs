//! Plain BM25 over titles and bodies, to compare with: k1 1.2, b 0.75, a field's score added to the other's.

use std::collections::{BTreeSet, HashMap};

use yingda_shared::retrieval::analyser::{Kind, analyse};

use super::Finder;
use super::set::Set;
use crate::retrieval::words::words;

const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;

/// What the texts are cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terms {
    /// Words of the dictionary.
    Words,
    /// Pairs of neighbours, and words of letters.
    Pairs,
    /// Words, pairs and single characters, each once where they are the same.
    All,
}

impl Terms {
    fn of(self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        if self != Terms::Pairs {
            words(text, |word| terms.push(word.to_string()));
        }
        if self == Terms::Words {
            return terms;
        }
        let known: BTreeSet<String> = terms.iter().cloned().collect();
        analyse(text, |token| {
            let wanted = self == Terms::All || token.kind != Kind::Character;
            if wanted && !known.contains(token.text) {
                terms.push(token.text.to_string());
            }
        });
        terms
    }
}

#[derive(Default)]
struct Field {
    /// Where each term stands, and how often.
    postings: HashMap<String, Vec<(usize, u32)>>,
    lengths: Vec<f64>,
}

impl Field {
    fn take(&mut self, terms: Vec<String>) {
        let number = self.lengths.len();
        self.lengths.push(terms.len() as f64);
        for term in terms {
            let postings = self.postings.entry(term).or_default();
            match postings.last_mut() {
                Some((last, times)) if *last == number => *times += 1,
                _ => postings.push((number, 1)),
            }
        }
    }

    fn score(&self, terms: &BTreeSet<String>, scores: &mut [f64]) {
        let count = self.lengths.len() as f64;
        let average = (self.lengths.iter().sum::<f64>() / count.max(1.0)).max(f64::MIN_POSITIVE);
        for postings in terms.iter().filter_map(|term| self.postings.get(term)) {
            let with = postings.len() as f64;
            let rarity = (1.0 + (count - with + 0.5) / (with + 0.5)).ln();
            for (number, times) in postings {
                let (times, long) = (f64::from(*times), self.lengths[*number] / average);
                let norm = SATURATION * (1.0 - LENGTH + LENGTH * long);
                scores[*number] += rarity * times * (SATURATION + 1.0) / (times + norm);
            }
        }
    }
}

pub struct Plain {
    terms: Terms,
    title: Field,
    body: Field,
}

impl Plain {
    pub fn over(set: &Set, terms: Terms) -> Plain {
        let mut plain = Plain { terms, title: Field::default(), body: Field::default() };
        for document in &set.documents {
            plain.title.take(terms.of(&document.title));
            plain.body.take(terms.of(&document.body));
        }
        plain
    }
}

impl Finder for Plain {
    fn find(&self, text: &str, limit: usize) -> Result<Vec<usize>, String> {
        let terms: BTreeSet<String> = self.terms.of(text).into_iter().collect();
        let mut scores = vec![0.0; self.body.lengths.len()];
        self.title.score(&terms, &mut scores);
        self.body.score(&terms, &mut scores);
        let mut found: Vec<(usize, f64)> = scores.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Ok(found.into_iter().take(limit).map(|(number, _)| number).collect())
    }
}
