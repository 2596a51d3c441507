//! What an address may say about the list of cases, and the question behind it.

use std::collections::BTreeMap;

use crate::cases::filter::{Conditions, Moment, grouping, order};
use crate::cases::queries::ListCases;
use crate::fault::Fault;
use crate::identity::Actor;
use crate::kernel::limits::{COLUMNS_MAX, FILTER_MAX, SEARCH_MAX};

/// Filters, in the order in which addresses name them.
pub const FILTERS: [&str; 19] = [
    "state",
    "assignee",
    "priority",
    "q",
    "due",
    "waits",
    "team_id",
    "unit_id",
    "firm_id",
    "company_id",
    "contact_id",
    "asset_id",
    "category_id",
    "product_id",
    "channel",
    "created",
    "updated",
    "snoozed",
    "follower",
];
/// What changes the look alone.
pub const SHAPE: [&str; 4] = ["sort", "group", "columns", "layout"];
pub const LAYOUTS: [&str; 3] = ["list", "table", "board"];

/// The question behind an address. Without a word about states it asks for what is open; `all` asks for everything.
/// What is put off is out of the staff's sight, unless they look for it, or for everything.
pub fn question<'a>(get: impl Fn(&str) -> &'a str, staff: bool) -> ListCases {
    let text = |key: &str| Some(get(key).to_string()).filter(|text| !text.is_empty());
    let state = text("state").unwrap_or_else(|| "open".into());
    let seen = staff && state == "open" && get("q").is_empty();
    ListCases {
        q: text("q"),
        state: Some(state).filter(|state| state != "all"),
        priority: text("priority"),
        assignee: text("assignee"),
        team_id: text("team_id"),
        unit_id: text("unit_id"),
        firm_id: text("firm_id"),
        company_id: text("company_id"),
        contact_id: text("contact_id"),
        asset_id: text("asset_id"),
        category_id: text("category_id"),
        product_id: text("product_id"),
        channel: text("channel"),
        due: text("due"),
        created: text("created"),
        updated: text("updated"),
        waits: text("waits"),
        snoozed: text("snoozed").or_else(|| seen.then(|| "no".into())),
        follower: text("follower"),
        sort: text("sort"),
        group: text("group"),
        cursor: None,
        limit: None,
    }
}

/// The same of a saved query.
pub fn question_of(query: &BTreeMap<String, String>) -> ListCases {
    question(|key| query.get(key).map_or("", String::as_str), true)
}

/// A query that means something to whoever saves it; what it does not understand it names.
pub fn check(query: &BTreeMap<String, String>, actor: &Actor, moment: Moment) -> Result<(), Fault> {
    for (key, value) in query {
        let most = match key.as_str() {
            "q" => SEARCH_MAX,
            "columns" => COLUMNS_MAX,
            key if FILTERS.contains(&key) || SHAPE.contains(&key) => FILTER_MAX,
            _ => return Err(Fault::invalid("/query", "unknown_word")),
        };
        if value.chars().count() > most || value.chars().any(char::is_control) {
            return Err(Fault::invalid("/query", "filter_too_long"));
        }
    }
    let said = |key: &str| query.get(key).map_or("", String::as_str);
    let layout = said("layout");
    if !are_columns(said("columns")) || !(layout.is_empty() || LAYOUTS.contains(&layout)) {
        return Err(Fault::invalid("/query", "unknown_word"));
    }
    let question = question_of(query);
    order(&question, actor)?;
    grouping(&question, actor)?;
    Conditions::of(&question, actor, moment).map(drop)
}

/// What a view asks of whoever looks at it; None where it is not counted, or means nothing to them.
pub fn counted(query: &BTreeMap<String, String>, actor: &Actor, moment: Moment) -> Option<Conditions> {
    let question = question_of(query);
    if question.q.is_some() {
        return None;
    }
    Conditions::of(&question, actor, moment).ok()
}

/// Pixels of a column, at least and at most.
pub const COLUMN_WIDTHS: std::ops::RangeInclusive<u16> = 40..=1_200;

/// `number,subject:320`: words of columns, each perhaps with its width. Which columns there are, pages know.
pub fn are_columns(text: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let column = |part: &str| match part.split_once(':') {
        Some((name, width)) => word(name) && width.parse::<u16>().is_ok_and(|width| COLUMN_WIDTHS.contains(&width)),
        None => word(part),
    };
    text.is_empty() || text.split(',').all(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::ActorKind;
    use crate::kernel::time::SHANGHAI;

    fn checked(key: &str, value: &str) -> Result<(), Fault> {
        let query = BTreeMap::from([(key.to_string(), value.to_string())]);
        let moment = Moment { now: 0, offset: SHANGHAI };
        check(&query, &Actor::bare(ActorKind::Staff, "agent"), moment)
    }

    #[test]
    fn a_view_is_what_an_address_may_say() {
        for (key, value) in [
            ("state", "all"),
            ("state", "!closed"),
            ("due", "overdue,today"),
            ("columns", "number:140,subject"),
            ("layout", "board"),
            ("group", "company"),
            ("sort", "-due"),
            ("q", "打印机"),
        ] {
            assert_eq!(checked(key, value), Ok(()), "{key}={value}");
        }
        let long = "1".repeat(10_000);
        for (key, value, fault) in [
            ("owner", "me", Fault::invalid("/query", "unknown_word")),
            ("layout", "pile", Fault::invalid("/query", "unknown_word")),
            ("columns", "number:9", Fault::invalid("/query", "unknown_word")),
            ("columns", "x;position:fixed", Fault::invalid("/query", "unknown_word")),
            ("state", "nonsense", Fault::invalid("/state", "unknown_word")),
            ("sort", "body", Fault::invalid("/sort", "unknown_word")),
            ("team_id", &long, Fault::invalid("/query", "filter_too_long")),
        ] {
            assert_eq!(checked(key, value), Err(fault), "{key}={value}");
        }
    }

    #[test]
    fn without_a_word_about_states_it_is_what_is_open() {
        let asked = |state: &'static str, staff| {
            let question = question(move |key| if key == "state" { state } else { "" }, staff);
            (question.state, question.snoozed)
        };
        let some = |word: &str| Some(word.to_string());
        assert_eq!(asked("", true), (some("open"), some("no")));
        assert_eq!(asked("", false), (some("open"), None));
        assert_eq!((asked("all", true), asked("new", true)), ((None, None), (some("new"), None)));
    }
}
