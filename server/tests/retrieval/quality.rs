//! What the set measures, and that both indexes say nearly the same.

use std::collections::BTreeSet;

use yingda_server::retrieval::evaluation::measures::Report;
use yingda_server::retrieval::evaluation::plain::{Plain, Terms};
use yingda_server::retrieval::evaluation::{Finder, Set, measure};

use super::trigrams::Trigrams;
use super::{BROWSER, SERVER, SET};

const K: usize = 10;

fn report(set: &Set, finder: &dyn Finder) -> Report {
    measure(set, finder, K).expect("answers").report()
}

#[test]
fn the_set_is_large_and_hard_enough() {
    assert!(SET.documents.len() >= 300 && SET.queries.len() >= 300);
    let titles: BTreeSet<&str> = SET.documents.iter().map(|document| document.title.as_str()).collect();
    assert_eq!(titles.len(), SET.documents.len());
    assert!(SET.queries.iter().all(|query| !titles.contains(query.text.as_str())), "no question is a title");
}

#[test]
fn questions_find_their_articles_better_than_by_plain_rankings() {
    let (server, browser) = (report(&SET, &*SERVER), report(&SET, &*BROWSER));
    println!("server {server:?}\nbrowser {browser:?}");
    let trigrams = Trigrams::over(&SET);
    let others = [
        ("words", report(&SET, &Plain::over(&SET, Terms::Words))),
        ("pairs", report(&SET, &Plain::over(&SET, Terms::Pairs))),
        ("words, pairs and characters", report(&SET, &Plain::over(&SET, Terms::All))),
        ("trigrams of SQLite", report(&SET, &trigrams)),
    ];
    for (name, other) in others {
        println!("{name} {other:?}");
        for ours in [server, browser] {
            assert!(ours.recall > other.recall, "{name}: {ours:?} {other:?}");
            assert!(ours.mrr > other.mrr && ours.ndcg > other.ndcg, "{name}: {ours:?} {other:?}");
        }
    }
    for ours in [server, browser] {
        assert!(ours.recall >= 0.90 && ours.mrr >= 0.78, "{ours:?}");
    }
}

#[test]
fn both_indexes_give_nearly_the_same_first_ten() {
    let queries = &SET.queries;
    let shared: f64 = queries
        .iter()
        .map(|query| {
            let of = |finder: &dyn Finder| -> BTreeSet<usize> {
                finder.find(&query.text, K).expect("an answer").into_iter().collect()
            };
            let (server, browser) = (of(&*SERVER), of(&*BROWSER));
            server.intersection(&browser).count() as f64 / server.len().max(browser.len()).max(1) as f64
        })
        .sum();
    let overlap = shared / queries.len() as f64;
    println!("overlap {overlap:.4}");
    assert!(queries.len() >= 200 && overlap >= 0.8, "{overlap}");
}
