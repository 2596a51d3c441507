//! Knowledge found by what people ask (decision 45): an index that ranks, kept as the other ones are (decision 26). What
//! it cuts and how it ranks is the browser's too (`yingda_shared::retrieval`); beside that it knows words of a dictionary.

pub mod ask;
pub mod document;
pub mod evaluation;
mod fresh;
pub mod library;
mod tally;
mod tokens;
mod words;

pub use ask::{Answer, Ask, Hit};
pub use document::Article;
pub use library::{Library, Reading};
pub use yingda_shared::retrieval::Shown;
