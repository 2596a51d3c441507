//! The shape of sources: how long files are, what things are called.

use yingda_server::registry::registry;

use super::{program, sources};

const TREES: &[&str] = &["shared/src", "server/src", "app/src", "xtask/src", "xtask/bundler/src"];

/// Lines of the program: tests beside a rule are no length of its file.
fn lengths(sources: &[(String, String)]) -> Vec<(usize, &str)> {
    let length = |text: &str| text.split("#[cfg(test)]\nmod").next().unwrap_or_default().lines().count();
    let mut lengths: Vec<_> = sources.iter().map(|(path, text)| (length(text), path.as_str())).collect();
    lengths.sort();
    lengths
}

fn too_long(sources: &[(String, String)]) -> Vec<String> {
    let lengths = lengths(sources);
    let at = |share: usize| lengths[(lengths.len() - 1) * share / 100];
    let mut wrong = Vec::new();
    for (share, most) in [(50, 100), (90, 250)] {
        let (length, path) = at(share);
        if length > most {
            wrong.push(format!("{share} % of files may be {most} lines long at most, but {path} is {length}"));
        }
    }
    wrong.extend(
        lengths.iter().filter(|(length, _)| *length > 400).map(|(length, path)| format!("{path}: {length} lines")),
    );
    wrong
}

#[test]
fn files_are_short() {
    assert_eq!(too_long(&sources(TREES)), Vec::<String>::new());
}

#[test]
fn long_files_would_be_noticed() {
    let file = |lines: usize| (format!("{lines}.rs"), "x\n".repeat(lines));
    assert_eq!(too_long(&[file(10), file(20), file(401)]).len(), 1);
    assert_eq!(too_long(&[file(101), file(102), file(103)]).len(), 1);
    assert_eq!(
        too_long(&[(String::new(), format!("x\n#[cfg(test)]\nmod tests {{\n{}}}", "y\n".repeat(500)))]).len(),
        0
    );
}

const EMPTY_WORDS: &[&str] = &["utils", "util", "helpers", "helper", "manager", "managers", "misc", "common"];

/// Modules and types named after nothing.
fn named_after_nothing(sources: &[(String, String)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in sources {
        let stem = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        if EMPTY_WORDS.contains(&stem) {
            wrong.push(path.clone());
        }
        for keyword in ["struct ", "enum ", "trait ", "mod "] {
            for (at, _) in program(text).match_indices(keyword) {
                let program = program(text);
                let rest = &program[at + keyword.len()..];
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let empty = ["Service", "Manager", "Helper", "Helpers", "Utils"].iter().any(|end| name.ends_with(end));
                if empty || (keyword == "mod " && EMPTY_WORDS.contains(&name.as_str())) {
                    wrong.push(format!("{path}: {name}"));
                }
            }
        }
    }
    wrong
}

#[test]
fn names_say_something() {
    assert_eq!(named_after_nothing(&sources(TREES)), Vec::<String>::new());
    let bad = [("server/src/utils.rs".to_string(), "pub struct CaseManager;\nmod helpers {}".to_string())];
    assert_eq!(named_after_nothing(&bad).len(), 3);
}

/// `plural.verb`: lower case, one dot, a thing there are many of or that is one by nature.
fn is_operation_name(name: &str) -> bool {
    const SINGLE: &[&str] = &["matrix", "desk", "portal", "audit", "sync", "retention", "monitor", "delivery"];
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    match name.split_once('.') {
        Some((things, verb)) => word(things) && word(verb) && (things.ends_with('s') || SINGLE.contains(&things)),
        None => false,
    }
}

#[test]
fn operations_are_named_plural_dot_verb() {
    for name in registry().names() {
        assert!(is_operation_name(name), "{name}");
    }
    for bad in ["case.resolve", "resolve", "cases.Resolve", "cases.", "cases.get.all"] {
        assert!(!is_operation_name(bad), "{bad}");
    }
}
