//! The index of cases: it says what the database would, at every moment, and is made anew whenever
//! it cannot.

mod parity;
mod ruin;

use std::sync::Arc;

use proptest::prelude::*;
use yingda_server::search::document::Doc;
use yingda_server::search::shelf::{Mark, Shelf};
use yingda_server::search::{Fence, Hunt, Kept, Order, Shape};
use yingda_shared::cases::search::Sought;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::text::fold;

use crate::support::Desk;

const BY_N: Shape = Shape { columns: &["n"], labels: &[] };

/// Keeps the index of a desk; ends with the task.
pub struct Follower(tokio::task::JoinHandle<()>);

impl Follower {
    pub async fn start(desk: &Desk) -> Follower {
        let follower = Follower(tokio::spawn(yingda_server::cases::indexed::follow(desk.services.clone())));
        desk.index_is_there().await;
        follower
    }

    /// The same of the index of articles.
    pub async fn of_articles(desk: &Desk) -> Follower {
        let follow = yingda_server::knowledge::articles::indexed::follow(desk.services.clone());
        let follower = Follower(tokio::spawn(follow));
        desk.articles_are_there().await;
        follower
    }

    /// The index stands still from here on: what comes later is told by the feed alone.
    pub async fn stop(mut self) {
        self.0.abort();
        let _ = (&mut self.0).await;
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Desk {
    /// Waits until the index knows everything there is.
    pub async fn index_is_there(&self) {
        let head = self.head().await;
        self.services.case_index.reached(head).await;
    }

    /// The same of the index of articles.
    pub async fn articles_are_there(&self) {
        let head = self.head().await;
        self.services.article_index.reached(head).await;
    }
}

/// An alphabet in which pieces meet often: both scripts, digits, signs, and what folds into others.
fn text() -> impl Strategy<Value = String> {
    let letters = "打印机卡纸三楼王芳系统 aAbB１12200- ＣＳ－0_%!é😀";
    let letters: Vec<char> = letters.chars().collect();
    prop::collection::vec(prop::sample::select(letters), 0..24).prop_map(|letters| letters.into_iter().collect())
}

/// Something typed: a piece of one of the texts, or anything.
fn typed() -> impl Strategy<Value = (prop::sample::Index, usize, usize, String, bool)> {
    (any::<prop::sample::Index>(), 0..24_usize, 1..9_usize, text(), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn an_index_finds_what_stands_in_a_text_and_nothing_else(
        texts in prop::collection::vec(text(), 1..20),
        typed in prop::collection::vec(typed(), 1..24),
    ) {
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let docs: Vec<Doc> = texts.iter().enumerate().map(|(n, text)| doc(n, text)).collect();
        let mut shelf = Shelf::in_memory(BY_N).expect("an index");
        // In two steps: what is found lies in several segments.
        let half = docs.len() / 2;
        for part in [&docs[..half], &docs[half..]] {
            shelf.put(part, false).expect("documents go in");
            shelf.commit(Mark::default()).expect("a commit");
        }
        let index = shelf.snapshot().expect("readable").expect("an index");
        for (which, from, length, other, real) in typed {
            let piece: String = which.get(&texts).chars().skip(from).take(length).collect();
            let sought = Sought::of(if real { &piece } else { &other });
            let hunt = Hunt { words: sought.every.clone(), or: sought.digits.clone(), ..Hunt::default() };
            let order = Order { columns: vec!["n"], down: false };
            let found = index.first(&hunt, &order, None, 100, &Arc::default()).expect("an answer");
            let found: Vec<usize> = found.iter().map(|place| place.keys[0] as usize).collect();
            let expected: Vec<usize> = (0..texts.len()).filter(|n| sought.is_in(&texts[*n])).collect();
            prop_assert_eq!(found, expected, "{:?} in {:?}", sought, texts);
        }
    }
}

fn doc(n: usize, text: &str) -> Doc {
    Doc {
        id: Uuid::from_u128(n as u128),
        text: text.into(),
        facts: Vec::new(),
        keys: vec![n as u64],
        labels: Vec::new(),
    }
}

#[test]
fn how_much_is_found_is_guessed_from_the_terms() {
    let mut shelf = Shelf::in_memory(BY_N).expect("an index");
    // Half of them in the north, a quarter urgent, and the word in every second one of either.
    let docs: Vec<Doc> = (0..32)
        .map(|n| Doc {
            facts: [(n % 2 == 0, "north"), (n % 4 < 1, "urgent")]
                .iter()
                .filter(|(holds, _)| *holds)
                .map(|(_, fact)| fact.to_string())
                .collect(),
            ..doc(n, if n % 8 < 4 { "打印机卡纸" } else { "扫描枪" })
        })
        .collect();
    for part in docs.chunks(20) {
        shelf.put(part, true).expect("documents go in");
        shelf.commit(Mark::default()).expect("a commit");
    }
    let index = shelf.snapshot().expect("readable").expect("an index");
    let facts = |fact: &str| vec![vec![fact.to_string()]];
    let words = |typed: &str| Sought::of(typed).every;
    let north = Some(Fence { facts: vec!["north".into()], ids: Vec::new() });
    for (hunt, share) in [
        (Hunt::default(), 1.0),
        (Hunt { within: Some(Fence::default()), ..Hunt::default() }, 0.0),
        (Hunt { within: north.clone(), ..Hunt::default() }, 0.5),
        (Hunt { facts: facts("urgent"), ..Hunt::default() }, 0.25),
        (Hunt { without: vec!["urgent".into()], ..Hunt::default() }, 0.75),
        (Hunt { words: words("打印机"), ..Hunt::default() }, 0.5),
        (Hunt { words: words("打印机卡"), ..Hunt::default() }, 0.5),
        (Hunt { words: words("打印"), ..Hunt::default() }, 0.5),
        (Hunt { words: words("描"), ..Hunt::default() }, 0.5),
        (Hunt { words: words("键盘"), ..Hunt::default() }, 0.0),
        (Hunt { within: north, words: words("卡纸"), ..Hunt::default() }, 0.25),
    ] {
        let guessed = index.share(&hunt).expect("a share");
        assert!((guessed - share).abs() < 0.02, "{guessed} for {hunt:?}");
    }
}

#[test]
fn telephone_numbers_and_case_numbers_are_found_by_their_parts() {
    let text = fold("CS-2026-000123 三楼打印机 卡纸 王芳 13800138000");
    let mut shelf = Shelf::in_memory(BY_N).expect("an index");
    shelf.put(&[doc(0, &text)], false).expect("documents go in");
    shelf.commit(Mark::default()).expect("a commit");
    let index = shelf.snapshot().expect("readable").expect("an index");
    let found = |typed: &str| {
        let sought = Sought::of(typed);
        let hunt = Hunt { words: sought.every, or: sought.digits, ..Hunt::default() };
        let order = Order { columns: vec![], down: false };
        !index.first(&hunt, &order, None, 1, &Arc::default()).expect("an answer").is_empty()
    };
    for typed in
        ["cs-2026-000123", "000123", "123", "2026-0001", "138 0013 8000", "+86 13800138000", "机", "楼打", "机 王"]
    {
        assert!(found(typed), "{typed}");
    }
    for typed in ["000124", "卡王", "139 0013 8000", "机三", "0000123"] {
        assert!(!found(typed), "{typed}");
    }
}
