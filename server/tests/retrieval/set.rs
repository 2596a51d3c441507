//! Sets that cannot be read say where.

use yingda_server::retrieval::evaluation::Set;

fn read(documents: &str, queries: &str) -> Result<Set, String> {
    let folder = std::env::temp_dir().join(format!("yingda-set-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (corpus, asked) = (folder.join("d.jsonl"), folder.join("q.jsonl"));
    std::fs::write(&corpus, documents).expect("a file");
    std::fs::write(&asked, queries).expect("a file");
    let read = Set::read(&corpus, &asked);
    std::fs::remove_dir_all(&folder).expect("a folder");
    read
}

const DOCUMENTS: &str = "{\"id\":1,\"title\":\"a\",\"body\":\"b\"}\n\n{\"id\":\"x\",\"body\":\"c\"}\n";

#[test]
fn ids_are_strings_or_numbers() {
    let queries =
        "{\"id\":\"q\",\"text\":\"a\",\"relevant\":[\"1\",\"x\"]}\n{\"id\":2,\"text\":\"b\",\"relevant\":[1]}";
    let set = read(DOCUMENTS, queries).expect("a set");
    assert_eq!((set.documents.len(), set.queries.len()), (2, 2));
    assert_eq!(set.queries[0].relevant.iter().copied().collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn bad_lines_are_told_by_their_numbers() {
    let good = "{\"id\":1,\"text\":\"a\",\"relevant\":[1]}\n";
    for (documents, queries, told) in [
        ("{\"id\":1}\n{\"id\":", good, "d.jsonl:2:"),
        ("{\"id\":1}\n\n{\"id\":\"1\"}", good, "d.jsonl:3: there is a document 1 already"),
        (DOCUMENTS, "{\"id\":1,\"text\":\"a\",\"relevant\":[9]}", "q.jsonl:1: there is no document 9"),
        (DOCUMENTS, "{\"id\":1,\"text\":\"a\",\"relevant\":[]}", "q.jsonl:1: no document is relevant"),
        (DOCUMENTS, "{\"id\":1,\"text\":\"a\"}", "q.jsonl:1: missing field `relevant`"),
        (DOCUMENTS, "", "q.jsonl: there is no question"),
    ] {
        let error = read(documents, queries).expect_err(told);
        assert!(error.contains(told), "{error}");
    }
}
