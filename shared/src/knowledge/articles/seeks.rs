//! Words for which people found nothing: what is still to be written.

use super::model::ArticleLanguage;
use super::reading::Class;
use crate::kernel::check::Checks;
use crate::kernel::limits::SEARCH_MAX;
use crate::kernel::time::Millis;

data! {
/// A reader looked for something and found nothing.
pub struct SeekInVain {
    pub q: String,
    /// Of the articles that were looked through, where not those of every language were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ArticleLanguage>,
}

pub struct SeekCounted {
    /// False where something is found after all, where the words say nothing, and where the same person said it just before.
    pub counted: bool,
}

pub struct ListSeeks {}

/// Words that were looked for in vain.
pub struct Seek {
    pub words: String,
    #[serde(default)]
    pub language: Option<ArticleLanguage>,
    /// Who looked for them.
    pub class: Class,
    pub times: i64,
    pub first_at: Millis,
    pub last_at: Millis,
}

pub struct Seeks {
    pub rows: Vec<Seek>,
}

/// Nobody writes about this; it is listed again once somebody asks for it again.
pub struct DismissSeek {
    pub words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<ArticleLanguage>,
    pub class: Class,
}

pub struct SeekDismissed {
    pub words: String,
}
}

operation!(SeekInVain => SeekCounted, "articles.sought", Post "/articles/sought", BestEffort, "Counts that words were looked for in vain, once an hour for each person.", |op| {
    Checks::new().text("/q", &op.q, SEARCH_MAX).done()
});
operation!(ListSeeks => Seeks, "articles.seeks", Get "/articles/seeks", Server, "Words that were looked for in vain and still find nothing, those asked for most often first.");
operation!(DismissSeek => SeekDismissed, "articles.dismiss_seek", Post "/articles/seeks/dismiss", Online, "Takes words that were looked for in vain off the list until somebody asks for them again.", |op| {
    Checks::new().text("/words", &op.words, SEARCH_MAX).done()
});
