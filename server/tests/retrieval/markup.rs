//! Whatever stands in an article as it is read is found by it, however it is marked up.

use proptest::prelude::*;
use yingda_server::retrieval::{Article, Ask, Library};
use yingda_server::search::Kept;
use yingda_server::search::shelf::Mark;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::knowledge::articles::plain;

fn run() -> impl Strategy<Value = Vec<char>> {
    let letters: Vec<char> = "打印机卡纸脱机网络端口总账结账凭证密码登录扫描枪电池".chars().collect();
    prop::collection::vec(prop::sample::select(letters), 2..10)
}

/// A line in which a part from its beginning is bold, struck, a link, or nothing.
fn line() -> impl Strategy<Value = (Vec<char>, String)> {
    (run(), 0..5_usize, any::<prop::sample::Index>()).prop_map(|(run, how, at)| {
        let at = 1 + at.index(run.len() - 1);
        let (head, tail): (String, String) = (run[..at].iter().collect(), run[at..].iter().collect());
        let text = match how {
            0 => format!("**{head}**{tail}"),
            1 => format!("~~{head}~~{tail}"),
            2 => format!("[{head}](/help/x){tail}"),
            3 => format!("- {head}{tail}"),
            _ => format!("## {head}{tail}"),
        };
        (run, text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_piece_of_a_title_or_a_text_finds_its_article(
        articles in prop::collection::vec((run(), prop::collection::vec(line(), 1..5)), 1..6),
        which in any::<prop::sample::Index>(), where_in in any::<prop::sample::Index>(),
        start in any::<prop::sample::Index>(), length in any::<prop::sample::Index>(),
    ) {
        let mut library = Library::in_memory().expect("an index");
        let documents: Vec<Article> = articles
            .iter()
            .enumerate()
            .map(|(number, (title, lines))| {
                let body: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
                Article {
                    id: Uuid::from_u128(number as u128),
                    title: title.iter().collect(),
                    body: plain(&body.join("\n\n")),
                    facts: vec!["audience:public".into()],
                    ..Article::default()
                }
            })
            .collect();
        library.put(&documents, true).expect("put");
        library.commit(Mark::default()).expect("committed");
        let reading = library.snapshot().expect("readable").expect("committed");
        let number = which.index(articles.len());
        let (title, lines) = &articles[number];
        let runs: Vec<&Vec<char>> = std::iter::once(title).chain(lines.iter().map(|(run, _)| run)).collect();
        let run = runs[where_in.index(runs.len())];
        let start = start.index(run.len() - 1);
        let piece: String = run[start..start + 2 + length.index(run.len() - start - 1)].iter().collect();
        let ask = |facts: &str| Ask {
            text: piece.clone(),
            facts: vec![vec![facts.to_string()]],
            limit: articles.len(),
            shown: 0..articles.len(),
            ..Ask::default()
        };
        let answer = reading.ask(&ask("audience:public")).expect("an answer");
        let id = Uuid::from_u128(number as u128);
        prop_assert!(answer.hits.iter().any(|hit| hit.id == id) && answer.total > 0, "{} {:?}", piece, documents);
        let shown = answer.shown.get(&id).expect("it is told what is shown");
        let marks = shown.title.marks.len() + shown.body.marks.len();
        prop_assert!(marks > 0, "{} {:?}", piece, documents);
        let outside = reading.ask(&ask("audience:internal")).expect("an answer");
        prop_assert_eq!((outside.hits.len(), outside.total, outside.shown.len()), (0, 0, 0));
    }
}
