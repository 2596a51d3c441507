//! The words of the locales that files carry: headings of tables and the words of states, roles and
//! the like, for reading and for writing, and why a row was left out. Pages say the same words.

use std::sync::OnceLock;

use toml::{Table, Value};
use yingda_shared::fault::Params;

/// The two languages, Chinese first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Language {
    Zh,
    En,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// The first of somebody's languages.
    pub fn of(languages: &[String]) -> Language {
        languages.first().map_or(Language::Zh, |first| Language::parse(first))
    }

    /// English when it is said so; the product speaks Chinese otherwise.
    pub fn parse(word: &str) -> Language {
        if word == "en" { Language::En } else { Language::Zh }
    }
}

macro_rules! sources {
    ($language:literal) => {
        [
            include_str!(concat!("../../app/locales/", $language, "/words.toml")),
            include_str!(concat!("../../app/locales/", $language, "/roles.toml")),
            include_str!(concat!("../../app/locales/", $language, "/fault.toml")),
        ]
    };
}

const SOURCES: [[&str; 3]; 2] = [sources!("zh"), sources!("en")];

fn words(language: Language) -> &'static Table {
    static TABLES: OnceLock<[Table; 2]> = OnceLock::new();
    let tables = TABLES.get_or_init(|| {
        SOURCES.map(|[words, roles, faults]| {
            let mut table: Table = words.parse().unwrap_or_default();
            table.insert("role".into(), Value::Table(roles.parse().unwrap_or_default()));
            table.insert("fault".into(), Value::Table(faults.parse().unwrap_or_default()));
            table
        })
    });
    &tables[language as usize]
}

/// The word for a value of a group, such as `state` and `new`; the value itself where there is none.
pub fn say(language: Language, group: &str, word: &str) -> String {
    let found = words(language).get(group).and_then(|group| group.get(word)).and_then(Value::as_str);
    found.unwrap_or(word).to_string()
}

/// A code of a fault as pages say it, filled in; the code itself where there are no words for it.
pub fn fault(language: Language, code: &str, params: &Params) -> String {
    let table = words(language).get("fault");
    let found = code.split('.').fold(table, |value, part| value.and_then(|value| value.get(part)));
    fill(found.and_then(Value::as_str).unwrap_or(code), params)
}

/// A text with its placeholders filled, each of them once: what is filled in holds none.
pub fn fill(text: &str, params: &Params) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, after)| Some((params.get(name)?, after)));
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// All words of a group, in both languages: value and how it is said.
pub fn group(group: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let tables = Language::ALL.into_iter().filter_map(move |language| words(language).get(group)?.as_table());
    tables.flat_map(|table| table.iter().filter_map(|(word, said)| Some((word.as_str(), said.as_str()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_locales() {
        assert_eq!(say(Language::Zh, "state", "new"), "新建");
        assert_eq!(say(Language::En, "role", "dispatcher"), "Dispatcher");
        assert_eq!(say(Language::En, "state", "unheard_of"), "unheard_of");
        let params = Params::from([("max".to_string(), "32".to_string())]);
        assert_eq!(fault(Language::Zh, "too_long", &params), "最多 32 个字");
        assert_eq!(fault(Language::En, "unheard.of", &params), "unheard.of");
        let params = Params::from([("a".to_string(), "{b}".to_string()), ("b".to_string(), "no".to_string())]);
        assert_eq!(fill("{a} {c} {", &params), "{b} {c} {", "what somebody wrote is no placeholder");
        assert!(group("impact").any(|pair| pair == ("department", "整个部门")));
        assert!(group("impact").any(|pair| pair == ("department", "Whole department")));
    }
}
