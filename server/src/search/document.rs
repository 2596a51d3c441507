//! What an index keeps of a row: nothing that is shown, only what it is found, fenced, ordered and
//! counted by. The row itself is read from the database, through its fence.

use tantivy::TantivyDocument;
use tantivy::schema::{BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use yingda_shared::kernel::id::Uuid;

/// Raised when documents are made in another way: indexes of other versions are thrown away.
pub const VERSION: u32 = 5;

pub const GRAMS: &str = "grams";

#[derive(Clone, Debug)]
pub struct Doc {
    pub id: Uuid,
    /// Folded, as it is searched.
    pub text: String,
    /// Words of the form `name:value` that hold of it, scopes among them.
    pub facts: Vec<String>,
    /// What it is ordered by, in the order of the index's columns.
    pub keys: Vec<u64>,
    /// What it is counted by, in the order of the index's labels: a word each, empty where there is none.
    pub labels: Vec<String>,
}

/// A number in the order of the keys.
pub fn key(number: i64) -> u64 {
    number as u64 ^ (1 << 63)
}

/// A short word in the order of the keys: sixteen bytes of it.
pub fn key_of_word(word: &str) -> [u64; 2] {
    let mut bytes = [0; 16];
    let length = word.len().min(16);
    bytes[..length].copy_from_slice(&word.as_bytes()[..length]);
    let packed = u128::from_be_bytes(bytes);
    [(packed >> 64) as u64, packed as u64]
}

#[derive(Clone)]
pub struct Fields {
    pub id: Field,
    pub id_high: Field,
    pub id_low: Field,
    pub text: Field,
    pub facts: Field,
    /// The columns, with their names.
    pub keys: Vec<(&'static str, Field)>,
    pub labels: Vec<Field>,
}

/// What documents of an index are ordered and counted by, by name.
#[derive(Clone, Copy)]
pub struct Shape {
    pub columns: &'static [&'static str],
    pub labels: &'static [&'static str],
}

impl Fields {
    pub fn of(shape: Shape) -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, option| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false))
        };
        let word = TextOptions::default().set_fast("raw");
        let fast = || NumericOptions::default().set_fast();
        let fields = Fields {
            id: schema.add_bytes_field("id", BytesOptions::default().set_indexed()),
            id_high: schema.add_u64_field("id_high", fast()),
            id_low: schema.add_u64_field("id_low", fast()),
            text: schema.add_text_field("text", text(GRAMS, IndexRecordOption::WithFreqsAndPositions)),
            facts: schema.add_text_field("facts", text("raw", IndexRecordOption::Basic)),
            keys: shape.columns.iter().map(|column| (*column, schema.add_u64_field(column, fast()))).collect(),
            labels: shape.labels.iter().map(|label| schema.add_text_field(label, word.clone())).collect(),
        };
        (schema.build(), fields)
    }

    /// The field behind a column.
    pub fn key(&self, column: &str) -> Option<Field> {
        self.keys.iter().find(|(name, _)| *name == column).map(|(_, field)| *field)
    }

    pub fn document(&self, doc: &Doc) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_bytes(self.id, doc.id.as_bytes());
        let id = doc.id.as_u128();
        document.add_u64(self.id_high, (id >> 64) as u64);
        document.add_u64(self.id_low, id as u64);
        document.add_text(self.text, &doc.text);
        for fact in &doc.facts {
            document.add_text(self.facts, fact);
        }
        for ((_, field), key) in self.keys.iter().zip(&doc.keys) {
            document.add_u64(*field, *key);
        }
        for (field, word) in self.labels.iter().zip(&doc.labels).filter(|(_, word)| !word.is_empty()) {
            document.add_text(*field, word);
        }
        document
    }
}
