//! What somebody asks, as terms with weights: how rarely each stands in the collection, and how likely it is what
//! the question is about, and not how it is put.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::analyser::{Kind, Token, analyse};
use super::folding::fold_text;
use super::weights::Weights;
use super::{Collection, EXACT_READ_MAX, READ_MAX};

/// Ways to put a question, a phrase a line, folded.
const ASKING: &str = include_str!("asking.txt");
/// Bytes of a question that are looked at.
const BYTES_MAX: usize = 2_048;
/// Characters and words of a question that are looked at.
pub const UNITS_MAX: usize = 96;
/// Terms that documents are sought by, those of beginnings included.
pub const TERMS_MAX: usize = 160;
/// From this on a term belongs to what is asked; a pair of which one character does, does not.
const SUBJECT_LEAST: f32 = 0.6;
/// Pieces in quotation marks that are looked at.
const EXACT_MAX: usize = 4;
/// Words that one beginning stands for.
const BEGINNINGS_MAX: usize = 8;

/// A character or a word of the question, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub text: String,
    pub dense: bool,
    pub place: u32,
    /// How much it belongs to what is asked: 1, or less where it is part of how it is put.
    pub subject: f32,
}

/// What documents are found by.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub text: String,
    pub kind: Kind,
    /// Units that it stands for, from the first, before the second.
    pub units: (usize, usize),
    /// Inverse document frequency.
    pub rarity: f32,
    /// How much it belongs to what is asked, as its units do.
    pub subject: f32,
    /// What it counts for, rarity included.
    pub weight: f32,
    /// The term that this is another spelling of, or that begins so.
    pub instead_of: Option<usize>,
}

/// A question made ready for a collection.
#[derive(Clone, Debug, Default)]
pub struct Question {
    pub units: Vec<Unit>,
    pub terms: Vec<Term>,
    /// Stands in quotation marks: nothing is found without it. Folded.
    pub exact: Vec<String>,
}

impl Question {
    pub fn new(text: &str, collection: &dyn Collection, weights: &Weights) -> Question {
        let mut question = Question { units: units(text), terms: Vec::new(), exact: exact(text) };
        question.weigh_subject(weights.asking);
        question.find_terms(text, collection, weights);
        question
    }

    fn weigh_subject(&mut self, asking: f32) {
        let phrases = phrases();
        let mut at = 0;
        while at < self.units.len() {
            let length = (1..=PHRASE_MAX.min(self.units.len() - at)).rev().find(|length| {
                let run = &self.units[at..at + length];
                run.iter().all(|unit| unit.dense)
                    && phrases.contains(run.iter().map(|u| u.text.as_str()).collect::<String>().as_str())
            });
            for unit in &mut self.units[at..at + length.unwrap_or(0)] {
                unit.subject = asking;
            }
            at += length.unwrap_or(1);
        }
        // Where nothing else is said, that is what is asked.
        if self.units.iter().all(|unit| unit.subject < 1.0) {
            self.units.iter_mut().for_each(|unit| unit.subject = 1.0);
        }
    }

    fn find_terms(&mut self, text: &str, collection: &dyn Collection, weights: &Weights) {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        let mut unit = 0;
        analyse(cut(text), |token: Token<'_>| {
            let first = match token.kind {
                Kind::Character | Kind::Word => {
                    unit += 1;
                    unit - 1
                }
                // A pair is told before its second character, a whole after its last piece.
                Kind::Pair => unit - 1,
                Kind::Whole => self.units.partition_point(|unit| unit.place < token.place),
            };
            let last = match token.kind {
                Kind::Pair => unit + 1,
                _ => unit,
            };
            if last > self.units.len() || self.terms.len() >= TERMS_MAX - BEGINNINGS_MAX {
                return;
            }
            let subject = self.units[first..last].iter().map(|unit| unit.subject).sum::<f32>() / (last - first) as f32;
            let rarity = rarity(collection, token.text);
            let weight = rarity * subject * weights.of(token.kind);
            match known.get(token.text) {
                Some(at) => self.terms[*at].weight = self.terms[*at].weight.max(weight),
                None => {
                    known.insert(token.text.to_string(), self.terms.len());
                    let units = (first, last);
                    self.terms.push(Term {
                        text: token.text.into(),
                        kind: token.kind,
                        units,
                        rarity,
                        subject,
                        weight,
                        instead_of: None,
                    });
                }
            }
        });
        self.find_beginnings(&known, collection, weights);
    }

    /// A word may be the beginning of others: the last one, which is still being typed, and those that are unknown.
    fn find_beginnings(&mut self, known: &BTreeMap<String, usize>, collection: &dyn Collection, weights: &Weights) {
        for at in 0..self.terms.len() {
            let (term, last) = (&self.terms[at], self.terms[at].units.1 == self.units.len());
            let word = matches!(term.kind, Kind::Word | Kind::Whole) && term.text.chars().count() >= 2;
            if !word || !(last || collection.frequency(&term.text) == 0) {
                continue;
            }
            let (text, kind, units) = (term.text.clone(), term.kind, term.units);
            let room = TERMS_MAX.saturating_sub(self.terms.len()).min(BEGINNINGS_MAX);
            for word in collection.beginning(&text, room).into_iter().filter(|word| !known.contains_key(word)) {
                let rarity = rarity(collection, &word);
                let weight = rarity * weights.beginning;
                self.terms.push(Term { text: word, kind, units, rarity, subject: 1.0, weight, instead_of: Some(at) });
            }
        }
    }

    /// Candidates whose texts are read: more where each must be looked at for what it has to say word for word.
    pub fn to_read(&self) -> usize {
        if self.exact.is_empty() { READ_MAX } else { EXACT_READ_MAX }
    }

    /// What the question is about: pairs and words, which say more than single characters, without how it is put. Where
    /// nothing else was asked, that.
    pub fn main(&self) -> impl Iterator<Item = &Term> {
        let only_characters = self.terms.iter().all(|term| term.kind == Kind::Character);
        let says = move |term: &&Term| only_characters || term.kind != Kind::Character;
        let only_put = !self.terms.iter().any(|term| says(&term) && term.subject >= SUBJECT_LEAST);
        self.terms.iter().filter(move |term| says(term) && (only_put || term.subject >= SUBJECT_LEAST))
    }
}

/// How much it says that a document holds a term, as BM25 counts it.
fn rarity(collection: &dyn Collection, term: &str) -> f32 {
    let (documents, with) = (collection.documents() as f32, collection.frequency(term) as f32);
    (1.0 + (documents - with + 0.5).max(0.0) / (with + 0.5)).ln()
}

/// What stands between quotation marks.
fn exact(text: &str) -> Vec<String> {
    let text = fold_text(cut(text));
    let mut found = Vec::new();
    for (open, close) in [('"', '"'), ('\u{201c}', '\u{201d}'), ('\u{300c}', '\u{300d}')] {
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once(open) {
            let Some((inside, after)) = after.split_once(close) else { break };
            found.extend((!inside.trim().is_empty()).then(|| inside.trim().to_string()));
            rest = after;
        }
    }
    found.truncate(EXACT_MAX);
    found
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(BYTES_MAX)]
}

fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    analyse(cut(text), |token| {
        let dense = token.kind == Kind::Character;
        if units.len() < UNITS_MAX && (dense || token.kind == Kind::Word) {
            units.push(Unit { text: token.text.into(), dense, place: token.place, subject: 1.0 });
        }
    });
    units
}

const PHRASE_MAX: usize = 5;

fn phrases() -> &'static BTreeSet<&'static str> {
    static PHRASES: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    PHRASES.get_or_init(|| ASKING.lines().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;
    impl Collection for Nothing {
        fn documents(&self) -> u32 {
            10
        }
        fn frequency(&self, _: &str) -> u32 {
            0
        }
        fn beginning(&self, text: &str, most: usize) -> Vec<String> {
            (0..most.min(2)).map(|n| format!("{text}{n}")).collect()
        }
        fn lengths(&self) -> [f32; 3] {
            [10.0, 0.0, 100.0]
        }
    }

    fn question(text: &str) -> Question {
        Question::new(text, &Nothing, &Weights::default())
    }

    #[test]
    fn how_a_question_is_put_counts_less_than_what_it_is_about() {
        let asked = question("请问打印机怎么办");
        let subject: Vec<bool> = asked.units.iter().map(|unit| unit.subject < 1.0).collect();
        assert_eq!(subject, [true, true, false, false, false, true, true, true]);
        let weight =
            |text: &str| asked.terms.iter().find(|term| term.text == text).map(|term| term.weight).expect(text);
        assert!(weight("怎么") < weight("打印") / 2.0);
        assert!(question("怎么办").units.iter().all(|unit| unit.subject == 1.0));
        let main: Vec<&str> = asked.main().map(|term| term.text.as_str()).collect();
        assert_eq!(main, ["打印", "印机"]);
        assert_eq!(question("在途").main().map(|term| term.text.as_str()).collect::<Vec<_>>(), ["在途"]);
        assert_eq!(question("账").main().count(), 1);
    }

    #[test]
    fn unknown_words_stand_for_those_that_begin_so() {
        let asked = question("regi打印");
        let others: Vec<_> =
            asked.terms.iter().filter(|term| term.instead_of.is_some()).map(|term| &*term.text).collect();
        assert_eq!(others, ["regi0", "regi1"]);
        assert!(question("r").terms.iter().all(|term| term.instead_of.is_none()));
    }

    #[test]
    fn terms_know_their_units() {
        let asked = question("U8总账CS-2026-01");
        let units = |text: &str| asked.terms.iter().find(|term| term.text == text).map(|term| term.units).expect(text);
        assert_eq!((units("u8"), units("总账"), units("账")), ((0, 1), (1, 3), (2, 3)));
        assert_eq!((units("2026"), units("cs202601")), ((4, 5), (3, 6)));
    }

    #[test]
    fn however_much_is_asked_the_terms_are_bounded() {
        let hostile = [
            "打印机卡纸了".repeat(2_000),
            "a b c ".repeat(3_000),
            "😀".repeat(10_000),
            "*?:\"()[]{}^~\\/+-!&|".repeat(500),
            (0..10_000).filter_map(|n| char::from_u32(0x4e00 + n)).collect(),
            "x".repeat(10_000),
            "a-".repeat(5_000),
            String::new(),
        ];
        for text in hostile {
            let asked = question(&text);
            assert!(
                asked.units.len() <= UNITS_MAX && asked.terms.len() <= TERMS_MAX,
                "{}",
                &text[..20.min(text.len())]
            );
            assert!(asked.terms.iter().all(|term| term.units.0 < term.units.1 && term.units.1 <= asked.units.len()));
        }
    }
}
