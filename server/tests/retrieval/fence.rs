//! What is found lies inside the fence, what is counted too, and the index is what was committed.

use yingda_server::retrieval::{Answer, Article, Ask, Library};
use yingda_server::search::Kept;
use yingda_server::search::shelf::Mark;
use yingda_shared::kernel::id::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn article(number: u128, title: &str, facts: &[&str]) -> Article {
    let facts = facts.iter().map(|fact| fact.to_string()).collect();
    Article {
        id: id(number), title: title.into(), body: "网络打印机的端口".into(), facts, ..Article::default()
    }
}

fn library() -> Library {
    let mut library = Library::in_memory().expect("an index");
    let articles = [
        article(1, "打印机脱机", &["scope:all", "product:fin", "kind:problem"]),
        article(2, "打印机卡纸", &["scope:agents", "product:fin"]),
        article(3, "打印机色淡", &["scope:all", "product:scm"]),
        article(4, "总账结账", &["scope:all", "scope:agents", "product:fin"]),
    ];
    library.put(&articles, true).expect("put");
    library.commit(Mark { pos: 7, row: "r".into() }).expect("committed");
    library
}

fn ask(library: &Library, ask: Ask) -> Answer {
    library.snapshot().expect("readable").expect("committed").ask(&ask).expect("an answer")
}

fn about(text: &str, within: &[&str]) -> Ask {
    let within = Some(within.iter().map(|fact| fact.to_string()).collect());
    Ask { text: text.into(), within, facets: vec!["product".into()], limit: 10, ..Ask::default() }
}

fn ids(answer: &Answer) -> Vec<u128> {
    answer.hits.iter().map(|hit| hit.id.as_u128()).collect()
}

#[test]
fn nothing_outside_the_fence_is_found_or_counted() {
    let library = library();
    let all = ask(&library, about("打印机", &["scope:all"]));
    assert!(!ids(&all).contains(&2) && ids(&all).contains(&1) && ids(&all).contains(&3));
    let facets: Vec<(&str, usize)> = all.facets.iter().map(|(fact, count)| (fact.as_str(), *count)).collect();
    assert_eq!((all.total, facets), (3, vec![("product:fin", 2), ("product:scm", 1)]));
    assert_eq!(ids(&ask(&library, about("打印机卡纸", &["scope:agents"])))[0], 2);
    assert_eq!(ask(&library, about("打印机", &[])), Answer::default());
    let everything = ask(&library, about("", &["scope:agents"]));
    assert_eq!((everything.total, everything.facets.get("product:fin")), (2, Some(&2)));
}

#[test]
fn filters_narrow_and_what_holds_most_is_counted() {
    let library = library();
    let narrowed =
        Ask { facts: vec![vec!["product:scm".into(), "kind:problem".into()]], ..about("打印机", &["scope:all"]) };
    let answer = ask(&library, narrowed);
    assert_eq!((answer.total, ids(&answer).len()), (2, 2));
    // All of it stands in one article alone; the others hold a part.
    assert_eq!(ask(&library, about("打印机脱机", &["scope:all"])).total, 1);
}

#[test]
fn changed_and_removed_documents_are_what_they_are_now() {
    let mut library = library();
    library.remove(id(1));
    library.put(&[article(3, "扫描仪", &["scope:all"])], false).expect("put");
    let before = ask(&library, about("打印机脱机", &["scope:all"]));
    assert_eq!(ids(&before)[0], 1, "nothing changes before it is committed");
    library.commit(Mark { pos: 9, row: "s".into() }).expect("committed");
    let after = ask(&library, about("脱机", &["scope:all"]));
    assert!(!ids(&after).contains(&1));
    assert_eq!(ids(&ask(&library, about("扫描仪", &["scope:all"])))[0], 3);
    assert!(ids(&ask(&library, about("色淡", &["scope:all"]))).is_empty());
}

#[test]
fn what_came_with_the_question_is_found_and_counted_as_it_is_now() {
    let library = library();
    let changed = Article { body: "换电池".into(), ..article(1, "扫描枪", &["scope:all", "product:scm"]) };
    let about = |text: &str| Ask {
        changed: vec![id(1), id(3)],
        fresh: vec![changed.clone()],
        shown: 0..10,
        ..about(text, &["scope:all"])
    };
    let found = ask(&library, about("扫描枪"));
    assert_eq!((ids(&found), found.total, found.facets.get("product:scm")), (vec![1], 1, Some(&1)));
    let marks: Vec<(usize, usize)> =
        found.shown[&id(1)].title.marks.iter().map(|mark| (mark.start, mark.end)).collect();
    assert_eq!(marks, [(0, 9)]);
    // Of 1 and 3 the index knows what is no more; 2 lies outside.
    let others = ask(&library, about("打印机"));
    assert_eq!((ids(&others), others.total), (vec![4], 1));
    let all = ask(&library, about(""));
    assert_eq!((all.total, all.facets.get("product:fin"), all.facets.get("product:scm")), (2, Some(&1), Some(&1)));
}

#[test]
fn an_index_on_the_disk_knows_its_mark() {
    let folder = std::env::temp_dir().join(format!("yingda-library-{}", uuid::Uuid::now_v7()));
    let mark = Mark { pos: 42, row: "row 1".into() };
    {
        let mut library = Library::open(&folder).expect("an index");
        assert!(library.snapshot().expect("readable").is_none());
        library.put(&[article(1, "打印机脱机", &["scope:all"])], true).expect("put");
        library.commit(mark.clone()).expect("committed");
        assert!(Library::open(&folder).is_err(), "one writes at a time");
    }
    let library = Library::open(&folder).expect("the index");
    assert_eq!(library.mark, Some(mark));
    assert_eq!(ids(&ask(&library, about("脱机", &["scope:all"]))), [1]);
    drop(library);
    std::fs::remove_dir_all(&folder).expect("a folder");
}

#[test]
fn words_that_begin_so_and_numbers_are_found() {
    let mut library = Library::in_memory().expect("an index");
    let mut bodies = ["regionServer 挂了", "单号 CS-2026-000123", "型号 HP-1020"].into_iter();
    let articles: Vec<Article> = (1..=3)
        .map(|number| Article { body: bodies.next().unwrap_or_default().into(), ..article(number, "", &["scope:all"]) })
        .collect();
    library.put(&articles, true).expect("put");
    library.commit(Mark::default()).expect("committed");
    for (text, number) in [("regi", 1), ("server", 1), ("cs2026000123", 2), ("000123", 2), ("hp1020", 3)] {
        assert_eq!(ids(&ask(&library, about(text, &["scope:all"])))[..1], [number], "{text}");
    }
}
