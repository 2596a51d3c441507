//! Words of a dictionary, read when the first text is cut.

use std::sync::LazyLock;

use jieba_rs::Jieba;
use yingda_shared::retrieval::folding::fold_text;

/// Names and terms of the trade that the dictionary does not know: a word a line, with how often it is met.
const OURS: &str = include_str!("words.txt");

static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for line in OURS.lines() {
        let (word, often) = line.split_once(' ').unwrap_or((line, ""));
        jieba.add_word(word, often.parse().ok(), None);
    }
    jieba
});

/// Gives the words of a text, long ones and those inside them.
pub fn words(text: &str, mut each: impl FnMut(&str)) {
    let text = fold_text(text);
    for token in JIEBA.cut_for_search(&text, true) {
        if token.word.chars().any(char::is_alphanumeric) {
            each(token.word);
        }
    }
}
