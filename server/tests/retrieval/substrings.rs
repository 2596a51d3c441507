//! Whatever stands in a document word for word is found, and whatever is asked is answered.

use proptest::prelude::*;
use yingda_server::retrieval::evaluation::Finder;

use super::{BROWSER, SERVER, SET};

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Runs of Chinese characters of a document, longer than one.
fn runs(number: usize) -> Vec<Vec<char>> {
    let document = &SET.documents[number];
    [&document.title, &document.body]
        .into_iter()
        .flat_map(|text| text.split(|c| !is_han(c)))
        .map(|run| run.chars().collect::<Vec<char>>())
        .filter(|run| run.len() >= 2)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn every_piece_of_two_characters_or_more_finds_its_document(
        document in any::<prop::sample::Index>(), run in any::<prop::sample::Index>(),
        start in any::<prop::sample::Index>(), length in any::<prop::sample::Index>(),
    ) {
        let number = document.index(SET.documents.len());
        let runs = runs(number);
        let run = &runs[run.index(runs.len())];
        let start = start.index(run.len() - 1);
        let piece: String = run[start..start + 2 + length.index(run.len() - start - 1)].iter().collect();
        for finder in [&*SERVER as &dyn Finder, &*BROWSER] {
            let found = finder.find(&piece, SET.documents.len()).expect("an answer");
            prop_assert!(found.contains(&number), "{piece} {number}");
        }
    }
}

#[test]
fn whatever_is_asked_is_answered() {
    let hostile = [
        "打印机卡纸了怎么办".repeat(1_200),
        "*?:\"()[]{}^~\\/+-!&| AND OR NOT title:x".repeat(250),
        "😀👩‍👩‍👧‍👦".repeat(1_500),
        "，。！？……".repeat(2_000),
        "\u{202e}\u{0}\u{feff}".into(),
        "打р印ıİ机 NULL '; DROP TABLE users; -- ﷽ ＡＢＣ".into(),
        "\"".into(),
        "“打印机".into(),
        String::new(),
    ];
    for text in &hostile {
        let server = SERVER.find(text, 10).expect("an answer");
        let browser = BROWSER.find(text, 10).expect("an answer");
        assert!(server.len() <= 10 && browser.len() <= 10);
    }
    for finder in [&*SERVER as &dyn Finder, &*BROWSER] {
        assert!(!finder.find(&hostile[0], 10).expect("an answer").is_empty());
        assert!(finder.find(&hostile[3], 10).expect("an answer").is_empty());
    }
}
