//! Words of the reference: the frame's own, and what the desk calls its operations.

use std::sync::OnceLock;

use toml::{Table, Value};

const FRAME: [&str; 2] =
    [include_str!("../../../locales/zh/reference.toml"), include_str!("../../../locales/en/reference.toml")];
const OPERATIONS: [&str; 2] = [
    include_str!("../../../../app/locales/zh/operations.toml"),
    include_str!("../../../../app/locales/en/operations.toml"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    pub fn parse(text: &str) -> Option<Lang> {
        match text.get(..2)? {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// A text of the frame.
    pub fn say(self, key: &str) -> &'static str {
        find(&tables()[self as usize].0, key).unwrap_or(MISSING)
    }

    /// What the desk calls an operation; doors that are no operations have their names in the frame.
    pub fn operation(self, name: &str) -> &'static str {
        let (frame, operations) = &tables()[self as usize];
        find(operations, name).or_else(|| find(frame, &format!("door.{}", name.replace('.', "_")))).unwrap_or(MISSING)
    }

    /// Texts that belong together, in their order.
    pub fn list(self, key: &str) -> impl Iterator<Item = &'static str> {
        let found = walk(&tables()[self as usize].0, key).and_then(Value::as_array);
        found.into_iter().flatten().filter_map(Value::as_str)
    }
}

/// No text of ours: a page that shows it fails its test.
pub const MISSING: &str = "\u{fffd}";

fn tables() -> &'static [(Table, Table); 2] {
    static TABLES: OnceLock<[(Table, Table); 2]> = OnceLock::new();
    TABLES.get_or_init(|| {
        // Both are of this build, and its tests read them.
        let read = |text: &str| text.parse::<Table>().unwrap_or_default();
        [0, 1].map(|at| (read(FRAME[at]), read(OPERATIONS[at])))
    })
}

fn walk<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    let mut parts = key.split('.');
    let first = parts.next().and_then(|part| table.get(part));
    parts.fold(first, |found, part| found.and_then(|value| value.get(part)))
}

fn find<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    walk(table, key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(prefix: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Table(table) => table.iter().for_each(|(key, value)| keys(&format!("{prefix}.{key}"), value, found)),
            Value::Array(items) => found.push(format!("{prefix} {}", items.len())),
            _ => found.push(prefix.to_string()),
        }
    }

    #[test]
    fn both_languages_say_the_same() {
        let [zh, en] = FRAME.map(|text| {
            let mut found = Vec::new();
            keys("", &Value::Table(text.parse().expect("a table")), &mut found);
            found
        });
        assert_eq!(zh, en);
        assert!(zh.len() > 40);
    }
}
