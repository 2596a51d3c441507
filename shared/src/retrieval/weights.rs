//! What counts how much. Set on one half of the measured set and checked on the other (docs/benchmarks.md).

use super::analyser::Kind;

/// Title, keywords, body.
pub const FIELDS: usize = 3;

#[derive(Clone, Debug)]
pub struct Weights {
    /// Of kinds of terms.
    pub character: f32,
    pub pair: f32,
    pub word: f32,
    pub whole: f32,
    /// Of a word that only begins so.
    pub beginning: f32,
    /// Of the characters that a question is put with.
    pub asking: f32,
    /// How soon more of the same says nothing new (BM25's k1).
    pub saturation: f32,
    /// What one occurrence counts for in each field, and how much long fields are marked down (BM25F's b).
    pub field: [f32; FIELDS],
    pub length: [f32; FIELDS],
    /// What stands in the document as it was asked, beyond single pairs.
    pub run: f32,
    /// Neighbours of a stretch that counts in full, and how soon shorter ones come near it.
    pub run_full: f32,
    pub run_curve: f32,
    /// What stands close together, and places of a stretch in which things do.
    pub window: f32,
    pub window_places: u32,
    /// What stands in the title.
    pub title: f32,
}

impl Default for Weights {
    fn default() -> Weights {
        Weights {
            character: 0.8,
            pair: 1.0,
            word: 1.8,
            whole: 0.8,
            beginning: 0.5,
            asking: 0.1,
            saturation: 1.6,
            field: [2.5, 1.5, 1.0],
            length: [0.4, 0.4, 0.5],
            run: 0.2,
            run_full: 6.0,
            run_curve: 1.0,
            window: 0.5,
            window_places: 40,
            title: 0.15,
        }
    }
}

impl Weights {
    pub fn of(&self, kind: Kind) -> f32 {
        match kind {
            Kind::Character => self.character,
            Kind::Pair => self.pair,
            Kind::Word => self.word,
            Kind::Whole => self.whole,
        }
    }

    /// What a stretch of so many units, as they were asked, counts for beyond its pairs.
    pub fn of_run(&self, length: u16) -> f32 {
        match length {
            0 | 1 => 0.0,
            length => (f32::from(length - 1) / self.run_full).min(1.0).powf(self.run_curve),
        }
    }

    /// What a term's occurrences in the fields count for together: one in a body of average length 1, many never more
    /// than `saturation` and 1.
    pub fn saturated(&self, times: [u32; FIELDS], lengths: [u32; FIELDS], average: [f32; FIELDS]) -> f32 {
        let mut sum = 0.0;
        for field in 0..FIELDS {
            if times[field] > 0 {
                let long = lengths[field] as f32 / average[field].max(1.0);
                sum += self.field[field] * times[field] as f32 / (1.0 - self.length[field] + self.length[field] * long);
            }
        }
        sum * (self.saturation + 1.0) / (self.saturation + sum)
    }
}
