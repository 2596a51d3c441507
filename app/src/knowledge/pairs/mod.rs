//! Standard descriptions and solutions: what is often reported, what is put forward, and what is done with a pair beside
//! editing it.

mod beside;
mod candidates;
mod folds;
mod known;
mod merging;
mod often;
mod page;
mod portal;
mod writing;

pub use beside::PairBox;
pub use folds::FoldNotice;
pub use known::known_of;
pub use page::PairsPage;
pub use portal::Suggested;

use yingda_shared::knowledge::pairs::Language;

use crate::i18n::Lang;

/// The language of pairs that whoever reads this language looks for first.
pub fn language(lang: Lang) -> Language {
    match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    }
}
