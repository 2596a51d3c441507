//! What a list's rows are made into: columns with headings, ids with names, words in a language.

use std::collections::BTreeMap;

use serde_json::Value;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use crate::ctx::Cx;
use crate::records::store;
use crate::sheet::Out;
use crate::words::{Language, say};

/// What stands in a field of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    Text,
    Number,
    Moment,
    /// Ids of other records, one or several.
    Names,
    /// A word of this group.
    Word(&'static str),
    Switch,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Column {
    pub field: &'static str,
    /// Key of the heading.
    pub heading: &'static str,
    pub holds: Holds,
}

use Holds::{Moment, Names, Number, Switch, Text, Word};

type Columns = &'static [(&'static str, &'static str, Holds)];

const NAME: (&str, &str, Holds) = ("name", "name", Text);
const ACTIVE: (&str, &str, Holds) = ("active", "active", Switch);
const UNIT: (&str, &str, Holds) = ("unit_id", "unit", Names);
const COMPANY: (&str, &str, Holds) = ("company_id", "company", Names);
const PHONE: (&str, &str, Holds) = ("phone", "phone", Text);
const EMAIL: (&str, &str, Holds) = ("email", "email", Text);
const NOTE: (&str, &str, Holds) = ("note", "note", Text);
const PRODUCT: (&str, &str, Holds) = ("product_id", "product", Names);

fn table(list: &str) -> Option<Columns> {
    Some(match list {
        "cases" => &[
            ("number", "number", Text),
            ("subject", "subject", Text),
            ("state", "state", Word("state")),
            ("priority", "priority", Word("priority")),
            ("channel", "channel", Word("channel")),
            ("category_id", "category", Names),
            PRODUCT,
            COMPANY,
            ("contact_name", "contact_name", Text),
            ("team_id", "team", Names),
            ("assignee_id", "assignee", Names),
            ("firm_id", "firm", Names),
            ("created_at", "opened_at", Moment),
            ("respond_by", "respond_by", Moment),
            ("resolve_by", "resolve_by", Moment),
            ("first_response_at", "first_response_at", Moment),
            ("updated_at", "updated_at", Moment),
            ("urge_count", "urge_count", Number),
        ],
        "companies" => &[
            ("name", "company", Text),
            ("code", "code", Text),
            UNIT,
            ("phone", "company_phone", Text),
            ("address", "address", Text),
            NOTE,
            ACTIVE,
        ],
        "departments" => &[("name", "department", Text), COMPANY, ACTIVE],
        "contacts" => &[
            ("name", "contact", Text),
            COMPANY,
            ("department_id", "department", Names),
            ("phone", "contact_phone", Text),
            ("email", "contact_email", Text),
            ("title", "contact_title", Text),
            ACTIVE,
        ],
        "users" => &[
            ("login", "login", Text),
            NAME,
            ("role_id", "role", Names),
            EMAIL,
            PHONE,
            UNIT,
            ("team_ids", "teams", Names),
            COMPANY,
            ("firm_id", "firm", Names),
            ACTIVE,
        ],
        "assets" => &[("serial", "serial", Text), NAME, COMPANY, PRODUCT, ("place", "place", Text), NOTE, ACTIVE],
        "units" => &[NAME, ("kind", "kind", Word("unit")), ("parent_id", "parent", Names), ACTIVE],
        "teams" => &[NAME, UNIT, ACTIVE],
        "firms" => &[NAME, UNIT, PHONE, NOTE, ACTIVE],
        "products" => &[NAME, ("code", "product_code", Text), ("version", "version", Text), ACTIVE],
        "categories" => &[
            NAME,
            ("parent_id", "parent", Names),
            ("team_id", "team", Names),
            ("impact", "impact", Word("impact")),
            ("urgency", "urgency", Word("urgency")),
            ACTIVE,
        ],
        "canned_texts" => &[NAME, ("shortcut", "shortcut", Text), ("text", "text", Text), ACTIVE],
        "pairs" => &[
            NAME,
            ("category_id", "category", Names),
            PRODUCT,
            ("language", "language", Word("language")),
            ("description", "description", Text),
            ("solution", "solution", Text),
            ("audience", "audience", Word("audience")),
            UNIT,
            ACTIVE,
        ],
        "rewards" => &[
            ("at", "entered_at", Moment),
            ("month", "month", Text),
            ("person_id", "person", Names),
            ("kind", "merit", Word("reward_merit")),
            ("points", "points", Number),
            ("title", "article", Text),
            ("by", "entered_by", Text),
            ("reason", "reason", Text),
        ],
        _ => return None,
    })
}

/// The columns of a list, those asked for in their order. What is no list, or no column, is a fault.
pub fn of(list: &str, asked: &str) -> Result<Vec<Column>, Fault> {
    let all = table(list).ok_or_else(|| Fault::invalid("/list", "unknown_word"))?;
    let column =
        |(field, heading, holds): &(&'static str, &'static str, Holds)| Column { field, heading, holds: *holds };
    if asked.trim().is_empty() {
        return Ok(all.iter().map(column).collect());
    }
    let one = |name: &str| {
        let found = all.iter().find(|(field, ..)| *field == name.trim());
        found.map(column).ok_or_else(|| Fault::invalid("/columns", "unknown_word"))
    };
    asked.split(',').map(one).collect()
}

/// What ids of the file are called so far.
pub type Known = BTreeMap<Uuid, String>;

/// Learns the names of what the rows point at.
pub async fn learn(
    cx: &mut Cx,
    columns: &[Column],
    rows: &[Value],
    known: &mut Known,
    language: Language,
) -> Result<(), Fault> {
    let named = |holds| move |column: &&Column| column.holds == holds;
    let mut wanted = Vec::new();
    for column in columns.iter().filter(named(Names)) {
        wanted.extend(rows.iter().flat_map(|row| ids(&row[column.field])).filter(|id| !known.contains_key(id)));
    }
    wanted.sort();
    wanted.dedup();
    // A statement takes so many placeholders.
    for some in wanted.chunks(500) {
        known.extend(store::names(cx, some.iter().copied()).await?);
        for kind in ["roles", "departments"] {
            for id in some.iter().filter(|id| !known.contains_key(id)).copied().collect::<Vec<_>>() {
                if let Some((_, record)) = store::raw(cx, kind, id).await? {
                    let name = record["builtin"].as_str().map(|key| say(language, "role", key));
                    known.insert(id, name.unwrap_or_else(|| record["name"].as_str().unwrap_or_default().into()));
                }
            }
        }
    }
    Ok(())
}

fn ids(value: &Value) -> Vec<Uuid> {
    let parse = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
    match value {
        Value::Array(all) => all.iter().filter_map(parse).collect(),
        one => parse(one).into_iter().collect(),
    }
}

pub fn cells(columns: &[Column], row: &Value, known: &Known, language: Language) -> Vec<Out> {
    let cell = |column: &Column| {
        let value = &row[column.field];
        match (column.holds, value) {
            (_, Value::Null) => Out::Empty,
            (Moment, Value::Number(at)) => at.as_i64().filter(|at| *at > 0).map_or(Out::Empty, Out::Moment),
            (Names, value) => {
                let names: Vec<&str> = ids(value).iter().filter_map(|id| known.get(id)).map(String::as_str).collect();
                text(&names.join("; "))
            }
            (Word(group), Value::String(word)) => text(&say(language, group, word)),
            (Switch, Value::Bool(on)) => text(&say(language, "switch", if *on { "on" } else { "off" })),
            (Number, Value::Number(number)) => number.as_f64().map_or(Out::Empty, Out::Number),
            (_, Value::String(said)) => text(said),
            (_, other) => text(&other.to_string()),
        }
    };
    columns.iter().map(cell).collect()
}

fn text(said: &str) -> Out {
    if said.is_empty() { Out::Empty } else { Out::Text(said.to_string()) }
}

pub fn headings(columns: &[Column], language: Language) -> Vec<String> {
    let heading = |column: &Column| {
        let said = say(language, "export_field", column.heading);
        if said == column.heading { say(language, "import_field", column.heading) } else { said }
    };
    columns.iter().map(heading).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_is_said_in_both_languages() {
        for list in crate::exports::handlers::LISTS {
            let columns = of(list, "").expect("columns");
            for language in Language::ALL {
                for (column, said) in columns.iter().zip(headings(&columns, language)) {
                    assert_ne!(said, column.heading, "{list}: {} in {language:?}", column.field);
                }
            }
        }
    }

    #[test]
    fn columns_come_as_asked_for_and_nothing_else_does() {
        let fields: Vec<&str> = of("cases", "subject,number").expect("columns").iter().map(|c| c.field).collect();
        assert_eq!(fields, ["subject", "number"]);
        assert!(of("cases", "password").is_err());
        assert!(of("sessions", "").is_err());
    }
}
