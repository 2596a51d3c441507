//! The index of a browser: segments that the server made, what changed since, and what is gone.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Entry, Posting};
use super::question::Question;
use super::segment::Segment;
use super::weights::FIELDS;
use super::{Collection, Text, Weights, rank};
use crate::kernel::id::Uuid;

#[derive(Debug, Default)]
pub struct Shelf {
    segments: Vec<Segment>,
    /// Changes since the segments were made.
    draft: Draft,
    /// Removed since.
    gone: BTreeSet<Uuid>,
    /// Of each segment, the documents that are told by another part or are gone.
    masked: Vec<BTreeSet<u32>>,
    weights: Weights,
}

/// A document that was found, the best first. Scores compare within one answer only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    pub id: Uuid,
    pub score: f32,
}

/// Gives the text of a document to its second argument; not at all where there is none.
pub type Texts<'a> = dyn FnMut(Uuid, &mut dyn FnMut(Text<'_>)) + 'a;

impl Shelf {
    /// An index with other weights, for measuring.
    pub fn weighted(weights: Weights) -> Shelf {
        Shelf { weights, ..Shelf::default() }
    }

    /// Takes a segment in. Of a document that several hold, the last one taken in tells.
    pub fn add(&mut self, segment: Segment) {
        self.segments.push(segment);
        self.mask();
    }

    /// Lets go of the segment of this name, as when its scope was taken away.
    pub fn drop_segment(&mut self, name: &str) {
        self.segments.retain(|segment| segment.name() != name);
        self.mask();
    }

    /// Takes a changed document in.
    pub fn put(&mut self, id: Uuid, text: &Text<'_>) {
        self.draft.put(id, text);
        self.gone.remove(&id);
        self.mask();
    }

    pub fn remove(&mut self, id: Uuid) {
        self.draft.remove(id);
        self.gone.insert(id);
        self.mask();
    }

    fn mask(&mut self) {
        // A draft alone has nothing under it.
        if self.segments.is_empty() {
            return self.masked.clear();
        }
        let mut told: BTreeSet<Uuid> = self.gone.iter().chain(self.draft.living.keys()).copied().collect();
        self.masked = vec![BTreeSet::new(); self.segments.len()];
        for (segment, masked) in self.segments.iter().zip(&mut self.masked).rev() {
            masked.extend((0..).zip(segment.ids()).filter(|(_, id)| !told.insert(*id)).map(|(number, _)| number));
        }
    }

    /// How many documents there are.
    pub fn documents(&self) -> usize {
        let kept = self.segments.iter().zip(&self.masked).map(|(segment, masked)| segment.entries.len() - masked.len());
        self.draft.living.len() + kept.sum::<usize>()
    }

    /// The best documents for what is asked, of those that `keep` lets through.
    pub fn find(&self, asked: &str, limit: usize, keep: impl Fn(Uuid) -> bool, texts: &mut Texts<'_>) -> Vec<Found> {
        let question = Question::new(asked, self, &self.weights);
        let mut candidates = self.candidates(&question, keep);
        candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        candidates.truncate(limit.max(question.to_read()));
        let mut ranked = rank(&question, self, &self.weights, &candidates, texts);
        ranked.truncate(limit);
        ranked.into_iter().map(|(id, score)| Found { id, score }).collect()
    }

    fn candidates(&self, question: &Question, keep: impl Fn(Uuid) -> bool) -> Vec<(Uuid, f32)> {
        let mut found = Vec::new();
        for (segment, masked) in self.segments.iter().zip(&self.masked) {
            let scores = self.scores(question, &segment.entries, |term| segment.postings(term));
            let alive = scores.into_iter().filter(|(number, _)| !masked.contains(number));
            found.extend(alive.map(|(number, score)| (segment.entries[number as usize].id, score)));
        }
        let draft = &self.draft;
        let scores = self.scores(question, &draft.entries, |term| draft.terms.get(term).cloned().unwrap_or_default());
        let entries = scores.into_iter().map(|(number, score)| (number, draft.entries[number as usize].id, score));
        found.extend(
            entries.filter(|(number, id, _)| draft.living.get(id) == Some(number)).map(|(_, id, score)| (id, score)),
        );
        found.retain(|(id, _)| keep(*id));
        found
    }

    fn scores(
        &self,
        question: &Question,
        entries: &[Entry],
        postings: impl Fn(&str) -> Vec<Posting>,
    ) -> Vec<(u32, f32)> {
        let average = self.lengths();
        let mut scores = vec![0.0; entries.len()];
        for term in &question.terms {
            for (number, times) in postings(&term.text) {
                let lengths = entries[number as usize].lengths;
                // What is held counts for something, however little.
                scores[number as usize] += (term.weight * self.weights.saturated(times, lengths, average)).max(1e-6);
            }
        }
        (0..).zip(scores).filter(|(_, score)| *score > 0.0).collect()
    }
}

impl Collection for Shelf {
    fn documents(&self) -> u32 {
        (self.draft.entries.len() + self.segments.iter().map(|segment| segment.entries.len()).sum::<usize>()) as u32
    }

    fn frequency(&self, term: &str) -> u32 {
        let drafted = self.draft.terms.get(term).map_or(0, Vec::len) as u32;
        drafted + self.segments.iter().map(|segment| segment.frequency(term)).sum::<u32>()
    }

    fn beginning(&self, text: &str, most: usize) -> Vec<String> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        let mut each = |term: &str, documents: u32| *found.entry(term.to_string()).or_default() += documents;
        self.segments.iter().for_each(|segment| segment.beginning(text, &mut each));
        let drafted = self.draft.terms.range(text.to_string()..).take_while(|(term, _)| term.starts_with(text));
        drafted.for_each(|(term, postings)| each(term, postings.len() as u32));
        most_frequent(found, most)
    }

    fn lengths(&self) -> [f32; FIELDS] {
        let mut sums = [0_u64; FIELDS];
        let entries = self.segments.iter().flat_map(|segment| &segment.entries).chain(&self.draft.entries);
        for entry in entries {
            sums.iter_mut().zip(entry.lengths).for_each(|(sum, length)| *sum += u64::from(length));
        }
        sums.map(|sum| sum as f32 / self.documents().max(1) as f32)
    }
}

/// The terms that most documents hold, in an order that does not depend on where they came from.
pub fn most_frequent(found: BTreeMap<String, u32>, most: usize) -> Vec<String> {
    let mut found: Vec<(String, u32)> = found.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(most);
    found.into_iter().map(|(term, _)| term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [(&str, &str); 4] = [
        ("打印机脱机", "网络打印机的地址变了，重新添加端口"),
        ("打印机卡纸", "清洁搓纸轮，纸张打散再放"),
        ("总账结账", "全部凭证记账以后再结账 regionServer"),
        ("登录密码", "忘记密码点重置，收验证码"),
    ];

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(n as u128)
    }

    fn text(n: usize) -> Text<'static> {
        Text { title: TEXTS[n].0, keywords: "", body: TEXTS[n].1 }
    }

    fn segment(of: &[usize]) -> Segment {
        let mut draft = Draft::default();
        of.iter().for_each(|n| draft.put(id(*n), &text(*n)));
        Segment::decode(draft.encode()).expect("sound bytes")
    }

    fn ask(shelf: &Shelf, asked: &str) -> Vec<usize> {
        let mut texts = |id: Uuid, each: &mut dyn FnMut(Text<'_>)| each(text(id.as_u128() as usize));
        shelf.find(asked, 10, |_| true, &mut texts).into_iter().map(|found| found.id.as_u128() as usize).collect()
    }

    #[test]
    fn segments_and_changes_answer_together() {
        let mut shelf = Shelf::default();
        shelf.add(segment(&[0, 1]));
        shelf.put(id(2), &text(2));
        shelf.add(segment(&[3]));
        assert_eq!((shelf.documents(), ask(&shelf, "打印机卡纸了")[0], ask(&shelf, "結帳")[0]), (4, 1, 2));
        assert_eq!((ask(&shelf, "regio"), ask(&shelf, "server"), ask(&shelf, "密码")[0]), (vec![2], vec![2], 3));
        shelf.remove(id(1));
        assert!(!ask(&shelf, "打印机卡纸").contains(&1));
        assert_eq!(shelf.documents(), 3);
    }

    #[test]
    fn what_two_parts_hold_is_told_once_and_goes_with_the_last_of_them() {
        let mut shelf = Shelf::default();
        let (first, second) = (segment(&[0, 1]), segment(&[1, 3]));
        let names = (first.name(), second.name());
        shelf.add(first);
        shelf.add(second);
        assert_eq!((shelf.documents(), ask(&shelf, "卡纸")), (3, vec![1]));
        shelf.drop_segment(&names.1);
        assert_eq!((ask(&shelf, "卡纸"), ask(&shelf, "密码")), (vec![1], vec![]));
        shelf.put(id(0), &Text { title: "换了", keywords: "", body: "" });
        assert!(!ask(&shelf, "脱机").contains(&0));
        shelf.drop_segment(&names.0);
        assert_eq!((shelf.documents(), ask(&shelf, "换了")), (1, vec![0]));
    }

    #[test]
    fn what_stands_in_quotation_marks_must_stand_there() {
        let mut shelf = Shelf::default();
        shelf.add(segment(&[0, 1, 2, 3]));
        assert_eq!(ask(&shelf, "打印机 “地址变了”"), [0]);
        assert_eq!(ask(&shelf, "打印机 \"地址没变\""), Vec::<usize>::new());
    }

    #[test]
    fn only_what_may_be_seen_is_found() {
        let mut shelf = Shelf::default();
        shelf.add(segment(&[0, 1]));
        let mut texts = |id: Uuid, each: &mut dyn FnMut(Text<'_>)| each(text(id.as_u128() as usize));
        let found = shelf.find("打印机", 10, |seen| seen == id(1), &mut texts);
        assert_eq!(found.iter().map(|found| found.id).collect::<Vec<_>>(), [id(1)]);
    }
}
