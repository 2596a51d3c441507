//! A finished index: bytes that are written once, named by their content, sent like any file and read where they lie.
//!
//! After the magic word and the hash come the documents (ids and lengths), the dictionary (sorted; each term says how
//! many bytes it shares with the one before, and each block begins anew) and the postings (documents as differences,
//! with how often the term stands in each field).

use super::coding::{Bytes, hash, put};
use super::draft::{Draft, Entry, Posting};
use crate::kernel::id::Uuid;

/// Raised when terms are cut or bytes are written in another way: others are then not read.
const MAGIC: &[u8; 8] = b"YDKNOW01";
const HEAD: usize = MAGIC.len() + 8;
/// Terms of a block.
const BLOCK: usize = 16;

/// The bytes are no segment, or not one that this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

#[derive(Debug)]
pub struct Segment {
    bytes: Vec<u8>,
    pub(super) entries: Vec<Entry>,
    /// Where each block lies in the bytes, and where its postings do.
    blocks: Vec<(usize, usize)>,
    /// Where the dictionary ends.
    dictionary_end: usize,
}

impl Draft {
    /// Writes a segment of the documents that are there.
    pub fn encode(&self) -> Vec<u8> {
        let mut renumbered = vec![None; self.entries.len()];
        let alive = (0..).zip(&self.entries).filter(|(at, entry)| self.living.get(&entry.id) == Some(at));
        let mut body = Vec::new();
        put(&mut body, self.living.len() as u32);
        for (new, (old, entry)) in (0_u32..).zip(alive) {
            renumbered[old as usize] = Some(new);
            body.extend_from_slice(entry.id.as_bytes());
            entry.lengths.iter().for_each(|length| put(&mut body, *length));
        }
        let (mut dictionary, mut postings, mut terms, mut last) = (Vec::new(), Vec::new(), 0_usize, "");
        for (term, all) in &self.terms {
            let living: Vec<Posting> =
                all.iter().filter_map(|(old, times)| renumbered[*old as usize].map(|new| (new, *times))).collect();
            if living.is_empty() {
                continue;
            }
            let shared = match terms % BLOCK {
                0 => 0,
                _ => term.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count(),
            };
            let begun = postings.len();
            write_postings(&mut postings, &living);
            put(&mut dictionary, shared as u32);
            put(&mut dictionary, (term.len() - shared) as u32);
            dictionary.extend_from_slice(&term.as_bytes()[shared..]);
            put(&mut dictionary, living.len() as u32);
            put(&mut dictionary, (postings.len() - begun) as u32);
            (terms, last) = (terms + 1, term);
        }
        put(&mut body, terms as u32);
        put(&mut body, dictionary.len() as u32);
        body.extend_from_slice(&dictionary);
        body.extend_from_slice(&postings);
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&hash(&body).to_le_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }
}

fn write_postings(out: &mut Vec<u8>, postings: &[Posting]) {
    let mut last = 0;
    for (number, times) in postings {
        let step = (number - last) << 2;
        last = *number;
        match *times {
            [0, 0, 1] => put(out, step),
            [0, 0, body] => {
                put(out, step | 1);
                put(out, body);
            }
            [1, 0, body] => {
                put(out, step | 2);
                put(out, body);
            }
            times => {
                put(out, step | 3);
                times.iter().for_each(|times| put(out, *times));
            }
        }
    }
}

fn read_postings(bytes: &[u8], count: u32, documents: usize) -> Option<Vec<Posting>> {
    let mut bytes = Bytes::new(bytes, 0);
    let mut found = Vec::with_capacity(documents.min(count as usize));
    let mut last = 0_u32;
    for _ in 0..count {
        let code = bytes.number()?;
        last = last.checked_add(code >> 2)?;
        let times = match code & 3 {
            0 => [0, 0, 1],
            1 => [0, 0, bytes.number()?],
            2 => [1, 0, bytes.number()?],
            _ => [bytes.number()?, bytes.number()?, bytes.number()?],
        };
        if last as usize >= documents {
            return None;
        }
        found.push((last, times));
    }
    Some(found)
}

/// A line of the dictionary.
struct Line<'a> {
    shared: usize,
    rest: &'a [u8],
    documents: u32,
    postings: usize,
}

fn line<'a>(bytes: &mut Bytes<'a>) -> Option<Line<'a>> {
    let (shared, length) = (bytes.number()? as usize, bytes.number()? as usize);
    let rest = bytes.take(length)?;
    Some(Line { shared, rest, documents: bytes.number()?, postings: bytes.number()? as usize })
}

impl Segment {
    /// Opens the bytes of a segment, looking at all of them.
    pub fn decode(bytes: Vec<u8>) -> Result<Segment, Damaged> {
        Segment::read(bytes).ok_or(Damaged)
    }

    fn read(bytes: Vec<u8>) -> Option<Segment> {
        let body = bytes.strip_prefix(MAGIC)?;
        let (said, body) = (body.get(..8)?, body.get(8..)?);
        if said != hash(body).to_le_bytes() {
            return None;
        }
        let mut at = Bytes::new(&bytes, HEAD);
        let mut entries = Vec::new();
        for _ in 0..at.number()? {
            let id = Uuid::from_slice(at.take(16)?).ok()?;
            entries.push(Entry { id, lengths: [at.number()?, at.number()?, at.number()?] });
        }
        let (terms, length) = (at.number()? as usize, at.number()? as usize);
        let dictionary_end = at.at.checked_add(length)?;
        let (mut blocks, mut postings_at) = (Vec::new(), dictionary_end);
        let mut term: Vec<u8> = Vec::new();
        for n in 0..terms {
            if n % BLOCK == 0 {
                blocks.push((at.at, postings_at));
            }
            let line = line(&mut at)?;
            let before = std::mem::take(&mut term);
            if line.shared > before.len() || (n % BLOCK == 0 && line.shared > 0) {
                return None;
            }
            term.extend_from_slice(&before[..line.shared]);
            term.extend_from_slice(line.rest);
            let end = postings_at.checked_add(line.postings)?;
            let sound = std::str::from_utf8(&term).is_ok() && (n == 0 || before < term) && line.documents > 0;
            read_postings(bytes.get(postings_at..end).filter(|_| sound)?, line.documents, entries.len())?;
            postings_at = end;
        }
        let whole = at.at == dictionary_end && postings_at == bytes.len();
        whole.then_some(())?;
        Some(Segment { entries, blocks, dictionary_end, bytes })
    }

    /// The name of the content.
    pub fn name(&self) -> String {
        let hash =
            self.bytes.get(MAGIC.len()..HEAD).and_then(|hash| hash.try_into().ok()).map_or(0, u64::from_le_bytes);
        format!("{hash:016x}{:x}", self.bytes.len())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn ids(&self) -> impl Iterator<Item = Uuid> {
        self.entries.iter().map(|entry| entry.id)
    }

    /// Gives the terms from one on, as long as they are wanted: text, how many documents, postings.
    fn from(&self, first: &[u8], mut each: impl FnMut(&[u8], u32, &[u8]) -> bool) -> Option<()> {
        let head =
            |block: &(usize, usize)| line(&mut Bytes::new(&self.bytes, block.0)).map_or(&[][..], |line| line.rest);
        let block = self.blocks.partition_point(|block| head(block) <= first).saturating_sub(1);
        let (start, mut postings) = *self.blocks.get(block)?;
        let mut at = Bytes::new(&self.bytes[..self.dictionary_end], start);
        let mut term = Vec::new();
        while at.at < self.dictionary_end {
            let line = line(&mut at)?;
            term.truncate(line.shared);
            term.extend_from_slice(line.rest);
            let end = postings + line.postings;
            if term.as_slice() >= first && !each(&term, line.documents, self.bytes.get(postings..end)?) {
                break;
            }
            postings = end;
        }
        Some(())
    }

    pub(super) fn frequency(&self, term: &str) -> u32 {
        let mut found = 0;
        let _ = self.from(term.as_bytes(), |other, documents, _| {
            found = if other == term.as_bytes() { documents } else { 0 };
            false
        });
        found
    }

    pub(super) fn postings(&self, term: &str) -> Vec<Posting> {
        let mut found = None;
        let _ = self.from(term.as_bytes(), |other, documents, bytes| {
            if other == term.as_bytes() {
                found = read_postings(bytes, documents, self.entries.len());
            }
            false
        });
        found.unwrap_or_default()
    }

    /// Terms that begin so, with how many documents hold them.
    pub(super) fn beginning(&self, text: &str, each: &mut dyn FnMut(&str, u32)) {
        let _ = self.from(text.as_bytes(), |term, documents, _| {
            let begins = term.starts_with(text.as_bytes());
            if let (true, Ok(term)) = (begins, std::str::from_utf8(term)) {
                each(term, documents);
            }
            begins
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Text;
    use super::*;

    fn draft(texts: &[(String, String)]) -> Draft {
        let mut draft = Draft::default();
        for (at, (title, body)) in texts.iter().enumerate() {
            draft.put(Uuid::from_u128(at as u128), &Text { title, keywords: "", body });
        }
        draft
    }

    fn texts() -> impl Strategy<Value = Vec<(String, String)>> {
        let letters: Vec<char> = "打印机卡纸总账结帐 u8U8-._，。12ab".chars().collect();
        let text = prop::collection::vec(prop::sample::select(letters), 0..40).prop_map(String::from_iter);
        prop::collection::vec((text.clone(), text), 0..12)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(texts in texts()) {
            let mut draft = draft(&texts);
            draft.remove(Uuid::from_u128(1));
            let segment = Segment::decode(draft.encode()).expect("sound bytes");
            let ids: Vec<Uuid> = draft.entries.iter().map(|entry| entry.id).filter(|id| draft.holds(*id)).collect();
            prop_assert_eq!(segment.ids().collect::<Vec<_>>(), ids.clone());
            for (term, postings) in &draft.terms {
                let living: Vec<(Uuid, [u32; 3])> = postings.iter()
                    .map(|(number, times)| (draft.entries[*number as usize].id, *times))
                    .filter(|(id, _)| draft.holds(*id)).collect();
                let read: Vec<(Uuid, [u32; 3])> =
                    segment.postings(term).into_iter().map(|(number, times)| (ids[number as usize], times)).collect();
                prop_assert_eq!(segment.frequency(term) as usize, living.len());
                prop_assert_eq!(read, living);
            }
            prop_assert_eq!(segment.postings("nothing").len(), 0);
        }

        #[test]
        fn damage_is_an_error(texts in texts(), at in any::<prop::sample::Index>(), bit in 0_u8..8, cut in any::<bool>()) {
            let mut bytes = draft(&texts).encode();
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
            prop_assert!(Segment::decode(bytes).is_err());
        }

        #[test]
        fn bytes_that_somebody_made_up_never_panic(
            texts in texts(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        ) {
            let mut bytes = draft(&texts).encode();
            for (at, byte) in changes {
                let at = HEAD + at.index(bytes.len() - HEAD);
                bytes[at] = byte;
            }
            let hash = hash(&bytes[HEAD..]).to_le_bytes();
            bytes[MAGIC.len()..HEAD].copy_from_slice(&hash);
            if let Ok(segment) = Segment::decode(bytes) {
                for term in ["打印", "账", "u8", ""] {
                    let _ = segment.postings(term);
                    segment.beginning(term, &mut |_, _| {});
                }
            }
        }
    }

    #[test]
    fn the_same_content_has_the_same_name() {
        let some = [("总账".to_string(), "结账".to_string())];
        let name = |texts: &[(String, String)]| Segment::decode(draft(texts).encode()).expect("sound").name();
        assert_eq!(name(&some), name(&some));
        assert_ne!(name(&some), name(&[("总账".to_string(), "结帐了".to_string())]));
    }

    #[test]
    fn an_index_takes_a_small_part_of_its_text() {
        let body = "打印机脱机时先看网线，再看端口。网络打印机的地址会变，用标准端口重新添加。".repeat(20);
        let texts: Vec<(String, String)> = (0..200).map(|n| (format!("打印机脱机 {n}"), body.clone())).collect();
        let text: usize = texts.iter().map(|(title, body)| title.len() + body.len()).sum();
        assert!(draft(&texts).encode().len() * 5 < text);
    }
}
