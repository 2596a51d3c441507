//! What the page of records must know of a kind: its fields, its columns, its words.

use serde_json::{Map, Value, json};
use yingda_shared::identity::ActorKind;

use crate::i18n::Key;

pub struct Spec {
    pub kind: &'static str,
    pub icon: &'static str,
    /// Heading of the form for another one.
    pub new: Key,
    /// One line of why the kind exists.
    pub lead: Key,
    pub fields: &'static [Field],
    /// Fields shown in the list behind the name.
    pub columns: &'static [&'static str],
    /// The form stays open after the first save, because more is done there.
    pub stays: bool,
}

pub struct Field {
    pub name: &'static str,
    pub label: Key,
    pub help: Option<Key>,
    pub input: Input,
    pub required: bool,
    /// Only for people in a role of this side.
    pub side: Option<ActorKind>,
    /// Offers only what belongs to the company chosen above.
    pub within_company: bool,
    /// What a new record holds there.
    pub begins: Option<&'static str>,
}

/// How a field is filled in.
#[derive(Clone, Copy)]
pub enum Input {
    Text,
    Multiline,
    /// Several paragraphs.
    Long,
    Phone,
    Email,
    /// Several texts, one a line.
    Lines,
    Switch,
    /// One of the words of a namespace.
    Words(&'static str, fn() -> Vec<&'static str>),
    /// A record of another kind.
    One(&'static str),
    /// Several records of another kind.
    Many(&'static str),
    /// A role the caller may hand out.
    Role,
}

impl Field {
    pub const fn new(name: &'static str, label: Key, input: Input) -> Field {
        Field { name, label, help: None, input, required: false, side: None, within_company: false, begins: None }
    }

    pub const fn required(mut self) -> Field {
        self.required = true;
        self
    }

    pub const fn help(mut self, help: Key) -> Field {
        self.help = Some(help);
        self
    }

    pub const fn side(mut self, side: ActorKind) -> Field {
        self.side = Some(side);
        self
    }

    pub const fn begins(mut self, word: &'static str) -> Field {
        self.begins = Some(word);
        self
    }

    pub const fn within_company(mut self) -> Field {
        self.within_company = true;
        self
    }

    /// Kind of the records the field names.
    pub fn refers(&self) -> Option<&'static str> {
        match self.input {
            Input::One(kind) | Input::Many(kind) => Some(kind),
            Input::Role => Some("roles"),
            _ => None,
        }
    }

    fn empty(&self) -> Value {
        match self.input {
            _ if self.begins.is_some() => json!(self.begins),
            Input::Switch => json!(false),
            Input::Lines | Input::Many(_) => json!([]),
            Input::One(_) | Input::Words(..) | Input::Role => Value::Null,
            _ => json!(""),
        }
    }
}

impl Spec {
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// A record nobody has filled in yet, under an id of its own.
    pub fn blank(&self, id: String) -> Value {
        let mut value = Map::new();
        for field in self.fields {
            value.insert(field.name.into(), field.empty());
        }
        value.insert("id".into(), id.into());
        value.insert("rv".into(), 0.into());
        value.insert("active".into(), true.into());
        Value::Object(value)
    }
}

/// The text of a member, empty when it has none.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub fn is_active(value: &Value) -> bool {
    value.get("active").and_then(Value::as_bool).unwrap_or(true)
}

/// The ids a field names: none, one or several.
pub fn ids(value: &Value) -> Vec<String> {
    match value {
        Value::String(id) if !id.is_empty() => vec![id.clone()],
        Value::Array(ids) => ids.iter().filter_map(Value::as_str).map(str::to_string).collect(),
        _ => Vec::new(),
    }
}
