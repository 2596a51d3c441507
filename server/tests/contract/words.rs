//! Words: every operation and every code of a fault is called something in both languages.

use std::collections::BTreeSet;
use std::path::PathBuf;

use yingda_server::registry::registry;

use super::folder;
use crate::architecture::sources;

const LANGUAGES: &[&str] = &["zh", "en"];

fn locales() -> PathBuf {
    folder("../../app/locales")
}

/// A language's table of one namespace.
fn table(language: &str, namespace: &str) -> toml::Table {
    let file = locales().join(language).join(format!("{namespace}.toml"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The text at a dotted key; empty texts are none.
fn has(table: &toml::Table, key: &str) -> bool {
    let mut parts = key.split('.');
    let first = parts.next().and_then(|part| table.get(part));
    let found = parts.fold(first, |value, part| value.and_then(|value| value.get(part)));
    found.and_then(toml::Value::as_str).is_some_and(|text| !text.trim().is_empty())
}

#[test]
fn every_operation_is_called_something_in_both_languages() {
    for language in LANGUAGES {
        let table = table(language, "operations");
        let missing: Vec<_> = registry().names().into_iter().filter(|name| !has(&table, name)).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

#[test]
fn every_fault_can_be_said_in_both_languages() {
    let codes = codes();
    for known in
        ["not_found", "cases.finished", "too_long", "units.loop", "taken", "password_weak", "users.last_administrator"]
    {
        assert!(codes.contains(known), "the search for codes misses {known}");
    }
    for language in LANGUAGES {
        let table = table(language, "fault");
        let missing: Vec<_> = codes.iter().filter(|code| !has(&table, code)).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

/// Codes as the sources name them: the last literal of a call that makes a fault.
fn codes() -> BTreeSet<String> {
    const MAKERS: &[&str] = &["refused(", "invalid(", "FieldFault::new(", ".when(", "exec_unique(", "Err(\"", "=> \""];
    let mut codes = BTreeSet::new();
    for (path, text) in sources(&["shared/src", "server/src"]) {
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for maker in MAKERS {
            // Arms with literals are codes where faults and refusals are named, elsewhere other words.
            if *maker == "=> \"" && !(path.ends_with("fault.rs") || path.ends_with("refusal.rs")) {
                continue;
            }
            for (at, _) in text.match_indices(maker) {
                let start = at + maker.find(['(', '"']).unwrap_or_default();
                codes.extend(last_literal(&text[start..]).filter(|code| is_code(code)));
            }
        }
    }
    codes
}

/// The last string literal up to the end of the call that `text` begins with.
fn last_literal(text: &str) -> Option<String> {
    let (mut depth, mut last, mut rest) = (0, None, text);
    while let Some(at) = rest.find(['(', ')', '"', '\n']) {
        let sign = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        match sign {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b'"' => {
                let end = rest.find('"')?;
                last = Some(rest[..end].to_string());
                rest = &rest[end + 1..];
            }
            // A bare literal, without a call around it, ends with its line.
            _ if depth == 0 => return last,
            _ => {}
        }
        if depth == 0 && sign != b'"' {
            return last;
        }
    }
    last
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte))
}

#[test]
fn the_search_for_codes_reads_calls_as_they_are_written() {
    assert_eq!(last_literal("(\"/a\", \"too_long\")"), Some("too_long".into()));
    assert_eq!(last_literal("(x.is_empty(), &pointer(\"x\"),\n    \"required\")"), Some("required".into()));
    assert_eq!(last_literal("\"cases.finished\",\nother(\"no\")"), Some("cases.finished".into()));
    assert!(!is_code("/subject") && is_code("units.loop"));
}
