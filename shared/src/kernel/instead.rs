//! What an edit makes of a field that may be empty. Absent (or null) stays as it was; the empty text
//! takes away what is there; anything else is put instead.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead<T> {
    Nothing,
    This(T),
}

impl<T> Instead<T> {
    /// From what is chosen now.
    pub fn of(chosen: Option<T>) -> Instead<T> {
        chosen.map_or(Instead::Nothing, Instead::This)
    }

    /// What the field holds afterwards.
    pub fn get(self) -> Option<T> {
        match self {
            Instead::Nothing => None,
            Instead::This(value) => Some(value),
        }
    }
}

impl<T> From<T> for Instead<T> {
    fn from(value: T) -> Instead<T> {
        Instead::This(value)
    }
}

impl<T: Display> Display for Instead<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Instead::Nothing => Ok(()),
            Instead::This(value) => value.fmt(f),
        }
    }
}

impl<T: Display> Serialize for Instead<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Instead<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.trim() {
            "" => Ok(Instead::Nothing),
            text => text.parse().map(Instead::This).map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Instead<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Instead_{}", T::schema_name()).into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "description": "An id; empty takes away what is there."})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::{AssetId, Uuid};

    crate::data! {
        struct Form {
            #[serde(default)]
            asset_id: Option<Instead<AssetId>>,
        }
    }

    #[test]
    fn absent_empty_and_another_are_told_apart_on_every_wire() {
        let some = AssetId(Uuid::from_u128(7));
        let id = some.to_string();
        let table = [
            (r#"{}"#.to_string(), String::new(), None),
            (r#"{"asset_id":null}"#.into(), String::new(), None),
            (r#"{"asset_id":""}"#.into(), "asset_id=".into(), Some(Instead::Nothing)),
            (format!(r#"{{"asset_id":"{id}"}}"#), format!("asset_id={id}"), Some(Instead::This(some))),
        ];
        for (json, flat, asset_id) in table {
            assert_eq!(serde_json::from_str::<Form>(&json).expect(&json), Form { asset_id });
            assert_eq!(serde_urlencoded::from_str::<Form>(&flat).expect(&flat), Form { asset_id });
            let there = serde_json::to_string(&Form { asset_id }).expect("JSON");
            assert_eq!(serde_json::from_str::<Form>(&there).expect("and back"), Form { asset_id });
        }
        assert!(serde_json::from_str::<Form>(r#"{"asset_id":"nobody"}"#).is_err());
    }
}
