//! The list as its address says it: filters, order, grouping, columns. A view is a link.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::contract::push_encoded;

/// Everything an address may say about the list.
const KEYS: [&str; 15] = [
    "state",
    "assignee",
    "follower",
    "snoozed",
    "priority",
    "q",
    "team_id",
    "unit_id",
    "company_id",
    "contact_id",
    "asset_id",
    "category_id",
    "sort",
    "group",
    "columns",
];
const LAYOUT: &str = "layout";
/// What a chip of its own stands for.
const NARROWS: [&str; 9] =
    ["follower", "snoozed", "priority", "team_id", "unit_id", "company_id", "contact_id", "asset_id", "category_id"];

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListView(Vec<(&'static str, String)>);

impl ListView {
    pub fn get(&self, key: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == key).map_or("", |(_, value)| value)
    }

    /// Several words, separated by commas.
    pub fn words(&self, key: &str) -> Vec<String> {
        self.get(key).split(',').filter(|word| !word.is_empty()).map(str::to_string).collect()
    }

    /// What narrows the view besides states, words and the ready filters.
    pub fn narrowings(&self) -> Vec<(&'static str, String)> {
        let is =
            |key: &str, value: &str| NARROWS.contains(&key) || (key == "assignee" && !["me", "none"].contains(&value));
        self.0.iter().filter(|(key, value)| is(key, value)).cloned().collect()
    }

    /// The same view with one thing changed; an empty value takes it away.
    pub fn with(&self, key: &'static str, value: &str) -> ListView {
        let mut pairs: Vec<_> = self.0.iter().filter(|(known, _)| *known != key).cloned().collect();
        if !value.is_empty() {
            pairs.push((key, value.to_string()));
        }
        ListView(pairs)
    }

    /// `?state=open&sort=due`, or nothing.
    pub fn query(&self) -> String {
        let mut out = String::new();
        for (key, value) in &self.0 {
            out.push(if out.is_empty() { '?' } else { '&' });
            out.push_str(key);
            out.push('=');
            push_encoded(&mut out, value);
        }
        // Commas and minus read better than their codes, and mean nothing else here.
        out.replace("%2C", ",")
    }

    /// Without a word about states the list shows what is open; `all` shows everything.
    pub fn state(&self) -> &str {
        match self.get("state") {
            "" => "open",
            state => state,
        }
    }

    pub fn sort(&self) -> &str {
        match (self.get("sort"), self.get("group")) {
            ("", "state") => "state",
            ("", "priority") => "priority",
            ("", _) => "-updated",
            (sort, _) => sort,
        }
    }

    pub fn is_table(&self) -> bool {
        self.get(LAYOUT) == "table"
    }

    /// Whether anything narrows the list beyond its default.
    pub fn narrowed(&self) -> bool {
        self.0.iter().any(|(key, _)| !["sort", "group", "columns", LAYOUT].contains(key))
    }

    /// The question behind the view.
    pub fn question(&self, partner: bool) -> ListCases {
        let text = |key: &str| Some(self.get(key).to_string()).filter(|text| !text.is_empty());
        let state = Some(self.state().to_string()).filter(|state| state != "all");
        ListCases {
            q: text("q"),
            state,
            priority: text("priority"),
            assignee: text("assignee"),
            team_id: self.get("team_id").parse().ok(),
            unit_id: self.get("unit_id").parse().ok(),
            firm_id: None,
            company_id: self.get("company_id").parse().ok(),
            contact_id: self.get("contact_id").parse().ok(),
            asset_id: self.get("asset_id").parse().ok(),
            category_id: self.get("category_id").parse().ok(),
            // What is put off is out of sight, unless one looks for it, or for everything.
            snoozed: text("snoozed")
                .or_else(|| (!partner && self.state() == "open" && self.get("q").is_empty()).then(|| "no".into())),
            follower: text("follower"),
            sort: Some(self.sort().to_string()),
            cursor: None,
            limit: None,
        }
    }
}

/// The view of the present address.
pub fn use_view() -> Memo<ListView> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let known = KEYS.iter().chain([&LAYOUT]);
            ListView(
                known
                    .filter_map(|key| query.get(key).filter(|value| !value.is_empty()).map(|value| (*key, value)))
                    .collect(),
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_its_address() {
        let view = ListView::default().with("state", "new,pending").with("q", "打印 机");
        assert_eq!(view.query(), "?state=new,pending&q=%E6%89%93%E5%8D%B0%20%E6%9C%BA");
        assert_eq!(view.with("state", "").state(), "open");
        assert_eq!(view.with("state", "all").question(false).state, None);
        assert_eq!(view.with("group", "priority").sort(), "priority");
    }
}
