//! What the index keeps of a document: what it is found, fenced and counted by, and the texts that ranking reads.

use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::retrieval::analyser::{Kind, analyse};
use yingda_shared::retrieval::{Text, weights::FIELDS};

use super::tokens::{TERMS, WORDS};

/// Raised when documents are made or cut in another way: indexes of other versions are thrown away.
pub const VERSION: u32 = 2;

/// A document of the knowledge as it is indexed.
#[derive(Clone, Debug, Default)]
pub struct Article {
    pub id: Uuid,
    pub title: String,
    pub keywords: String,
    pub body: String,
    /// Words of the form `name:value` that hold of it: scopes, language, product, kind.
    pub facts: Vec<String>,
}

impl Article {
    pub fn text(&self) -> Text<'_> {
        Text { title: &self.title, keywords: &self.keywords, body: &self.body }
    }
}

/// Columns with the characters and words of each field.
pub const LENGTHS: [&str; FIELDS] = ["title_length", "keywords_length", "body_length"];
/// The column of facts.
pub const FACTS: &str = "facts";

#[derive(Clone)]
pub struct Fields {
    pub id: Field,
    /// Title, keywords and body together.
    pub all: Field,
    /// Title and keywords.
    pub head: Field,
    /// All of it by the dictionary.
    pub words: Field,
    pub facts: Field,
    texts: [Field; FIELDS],
    lengths: [Field; FIELDS],
}

impl Fields {
    pub fn schema() -> (Schema, Fields) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, option| {
            TextOptions::default()
                .set_indexing_options(TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option))
        };
        let fields = Fields {
            id: schema.add_bytes_field("id", BytesOptions::default().set_indexed().set_stored()),
            all: schema.add_text_field("all", text(TERMS, IndexRecordOption::WithFreqs)),
            head: schema.add_text_field("head", text(TERMS, IndexRecordOption::WithFreqs)),
            words: schema.add_text_field("words", text(WORDS, IndexRecordOption::WithFreqs)),
            facts: schema.add_text_field(FACTS, text("raw", IndexRecordOption::Basic).set_fast("raw")),
            texts: ["title", "keywords", "body"].map(|name| schema.add_text_field(name, STORED)),
            lengths: LENGTHS.map(|name| schema.add_u64_field(name, NumericOptions::default().set_fast())),
        };
        (schema.build(), fields)
    }

    pub fn document(&self, article: &Article) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_bytes(self.id, article.id.as_bytes());
        for (at, text) in article.text().fields().into_iter().enumerate() {
            let mut length = 0;
            analyse(text, |token| length += u64::from(matches!(token.kind, Kind::Character | Kind::Word)));
            document.add_u64(self.lengths[at], length);
            document.add_text(self.texts[at], text);
            document.add_text(self.all, text);
            document.add_text(self.words, text);
            if at < FIELDS - 1 {
                document.add_text(self.head, text);
            }
        }
        for fact in &article.facts {
            document.add_text(self.facts, fact);
        }
        document
    }

    /// The id of a document that was read from the index.
    pub fn id(&self, document: &TantivyDocument) -> Option<Uuid> {
        Uuid::from_slice(document.get_first(self.id)?.as_bytes()?).ok()
    }

    /// The texts of a document that was read from the index.
    pub fn text<'a>(&self, document: &'a TantivyDocument) -> Text<'a> {
        let [title, keywords, body] =
            self.texts.map(|field| document.get_first(field).and_then(|text| text.as_str()).unwrap_or_default());
        Text { title, keywords, body }
    }
}
