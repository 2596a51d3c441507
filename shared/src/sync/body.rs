//! The body of a row: text as it travelled and as it is kept, read only where somebody looks at it. A
//! device holds tens of thousands of rows, and a page shows fifty.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// JSON that is copied by reference.
#[derive(Clone)]
pub struct Body(Arc<Inner>);

#[derive(Default)]
struct Inner {
    text: Option<Box<RawValue>>,
    value: OnceLock<Value>,
    /// What `seen` made of it: an `Option` of a type of the domain's.
    seen: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Body {
    /// The JSON of what is told.
    pub fn of(told: &impl Serialize) -> serde_json::Result<Body> {
        to_raw_value(told).map(Body::from)
    }

    /// The body as a `T`; None where it is another thing, as rows of a later build may be.
    pub fn parse<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.0.text {
            Some(text) => serde_json::from_str(text.get()).ok(),
            None => T::deserialize(&**self).ok(),
        }
    }

    /// Bytes of its text; 0 for one that was made here and never written.
    pub fn size(&self) -> usize {
        self.0.text.as_ref().map_or(0, |text| text.get().len())
    }

    /// What `look` makes of the body, remembered: for what lists look at again and again. All rows of a
    /// kind are to be looked at in one way; None for a second one.
    pub fn seen<T: Send + Sync + 'static>(&self, look: impl FnOnce(&Body) -> Option<T>) -> Option<&T> {
        let seen = self.0.seen.get_or_init(|| Box::new(look(self)));
        let seen = seen.downcast_ref::<Option<T>>();
        debug_assert!(seen.is_some(), "a body is looked at in two ways");
        seen?.as_ref()
    }
}

impl Deref for Body {
    type Target = Value;
    fn deref(&self) -> &Value {
        let text = || self.0.text.as_ref().and_then(|text| serde_json::from_str(text.get()).ok());
        self.0.value.get_or_init(|| text().unwrap_or_default())
    }
}

impl From<Box<RawValue>> for Body {
    fn from(text: Box<RawValue>) -> Body {
        Body(Arc::new(Inner { text: Some(text), ..Inner::default() }))
    }
}

impl From<Value> for Body {
    fn from(value: Value) -> Body {
        Body(Arc::new(Inner { value: value.into(), ..Inner::default() }))
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Body) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || **self == **other
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.text {
            Some(text) => text.serialize(serializer),
            None => (**self).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Body, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Body::from)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Body {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Value::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Value::json_schema(generator)
    }

    fn inline_schema() -> bool {
        Value::inline_schema()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_keeps_its_text_and_shows_what_is_in_it() {
        let text = r#"{"b":1,  "a":["二"]}"#;
        let body: Body = serde_json::from_str(text).expect("JSON");
        assert_eq!(serde_json::to_string(&body).expect("JSON"), text);
        assert_eq!(body["a"][0], "二");
        assert_eq!(body, Body::from(json!({ "a": ["二"], "b": 1 })));
        assert_eq!(serde_json::to_value(&body).expect("JSON"), *body);
    }

    #[test]
    fn a_body_is_looked_at_once_and_a_foreign_one_is_none() {
        let body = Body::of(&vec![1, 2]).expect("JSON");
        assert_eq!(body.clone().seen(Body::parse::<Vec<u8>>), Some(&vec![1, 2]));
        assert_eq!(body.seen(|_| -> Option<Vec<u8>> { panic!("a second look") }), Some(&vec![1, 2]));
        assert_eq!(body.parse::<Vec<String>>(), None);
        assert_eq!(Body::from(json!("one")).seen(Body::parse::<Vec<u8>>), None);
    }
}
