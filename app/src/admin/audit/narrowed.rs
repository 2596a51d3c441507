//! Which lines are shown, as the address says it, and the questions behind that.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::audit::ListAudit;
use yingda_shared::contract::query;
use yingda_shared::kernel::time::{DAY, day_begins};

pub const KEYS: [&str; 7] = ["by", "action", "kind", "object", "field", "from", "until"];

/// What the address says, word by word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrowed(Vec<(&'static str, String)>);

impl Narrowed {
    pub fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == key).map_or("", |(_, value)| value)
    }

    pub fn with(&self, key: &'static str, value: &str) -> Narrowed {
        let mut pairs: Vec<_> = self.0.iter().filter(|(known, _)| *known != key).cloned().collect();
        if !value.is_empty() {
            pairs.push((key, value.to_string()));
        }
        Narrowed(pairs)
    }

    /// How many filters narrow the list.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn address(&self) -> String {
        format!("/admin/audit{}", query(self.0.iter().map(|(key, value)| (*key, value))))
    }

    /// The question behind it; days are those of the desk's zone, the last one included.
    pub fn question(&self, offset: i32) -> ListAudit {
        let text = |key: &str| Some(self.get(key).trim().to_string()).filter(|text| !text.is_empty());
        ListAudit {
            by: text("by").map(|login| login.to_lowercase()),
            action: text("action"),
            kind: text("kind"),
            object: text("object"),
            field: text("field"),
            from: day_begins(self.get("from"), offset),
            until: day_begins(self.get("until"), offset).map(|day| day + DAY),
            cursor: None,
        }
    }
}

/// Where the same lines come as a file.
pub fn file(asked: &ListAudit) -> String {
    let texts = [
        ("by", &asked.by),
        ("action", &asked.action),
        ("kind", &asked.kind),
        ("object", &asked.object),
        ("field", &asked.field),
    ];
    let texts = texts.into_iter().filter_map(|(key, value)| value.clone().map(|value| (key, value)));
    let moments = [("from", asked.from), ("until", asked.until)];
    let moments = moments.into_iter().filter_map(|(key, at)| at.map(|at| (key, at.to_string())));
    format!("/api/v1/audit/export.csv{}", query(texts.chain(moments)))
}

pub fn use_narrowed() -> Memo<Narrowed> {
    let asked = use_query_map();
    Memo::new(move |_| {
        asked.with(|asked| {
            let said =
                |key: &&'static str| asked.get(key).filter(|value| !value.trim().is_empty()).map(|value| (*key, value));
            Narrowed(KEYS.iter().filter_map(said).collect())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_question_and_a_file() {
        let narrowed = Narrowed::default().with("by", " Lin.Xiao ").with("until", "1970-01-01").with("kind", "users");
        assert_eq!(narrowed.with("by", "").address(), "/admin/audit?until=1970-01-01&kind=users");
        let asked = narrowed.question(480);
        assert_eq!((asked.by.as_deref(), asked.from), (Some("lin.xiao"), None));
        // The last day counts to its end, in the desk's zone.
        assert_eq!(asked.until, Some(DAY - 8 * 3_600_000));
        assert_eq!(file(&asked), "/api/v1/audit/export.csv?by=lin.xiao&kind=users&until=57600000");
        assert_eq!(narrowed.with("until", "tomorrow").question(480).until, None);
    }
}
