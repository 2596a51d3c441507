//! The doors' common language. An operation is written once, as a struct, and enters through any
//! door: page, form, JSON API, command line, and later the offline outbox.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::{Fault, FieldFault};

/// The HTTP method an operation answers to. `Get` alone changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
    Put,
    Delete,
}

impl Verb {
    pub fn as_str(self) -> &'static str {
        match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Delete => "DELETE",
        }
    }
}

/// How an operation behaves without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Read: answered from the local replica alone.
    Replica,
    /// Read: the local subset at once, marked as such, then completed by the server.
    ReplicaThenServer,
    /// Read: only the server can answer.
    Server,
    /// Write: decided locally and sent later.
    Queued,
    /// Write: needs the server; the page says so and keeps the draft.
    Online,
    /// Write whose loss hurts nobody (presence, read marks): the latest wins.
    BestEffort,
}

/// What the schema side of an operation needs: nothing in the browser, JSON schemas on the server.
#[cfg(feature = "schema")]
pub trait Shape: schemars::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> Shape for T {}
#[cfg(not(feature = "schema"))]
pub trait Shape {}
#[cfg(not(feature = "schema"))]
impl<T> Shape for T {}

/// One thing the product can do. NAME is its only key: permission, audit action, translation,
/// tracing span, outbox tag, OpenAPI operationId and documentation anchor.
pub trait Operation: Serialize + DeserializeOwned + Shape + Clone + Send + Sync + 'static {
    type Output: Serialize + DeserializeOwned + Shape + Send + Sync + 'static;
    const NAME: &'static str;
    const VERB: Verb;
    /// Below `/api/v1`; `{field}` stands for a field of the input.
    const PATH: &'static str;
    const REACH: Reach;
    /// Raised when the recorded form of the input changes; `upcast` then lifts older inputs.
    const VERSION: u16 = 1;
    /// What anyone must know before calling it: one sentence for the API reference.
    const ABOUT: &'static str;

    /// Lifts an input recorded at an older version to the present one.
    fn upcast(_version: u16, input: Value) -> Value {
        input
    }

    /// What is wrong with the input on its own, before any state is looked at.
    fn check(&self) -> Vec<FieldFault> {
        Vec::new()
    }
}

/// An operation from JSON, lifted from the version it was recorded at, and checked on its own.
pub fn parse<O: Operation>(input: &Value, version: Option<u16>) -> Result<O, Fault> {
    let parsed = match version.filter(|version| *version != O::VERSION) {
        None => O::deserialize(input),
        Some(version) => O::deserialize(&O::upcast(version, input.clone())),
    };
    let op = parsed.map_err(|error| malformed(&error))?;
    let fields = op.check();
    if fields.is_empty() { Ok(op) } else { Err(Fault::Invalid { fields }) }
}

/// What is answered to an input that is not of the operation's form.
pub fn malformed(error: &dyn std::fmt::Display) -> Fault {
    let mut fault = FieldFault::new("", "malformed");
    fault.params.insert("why".into(), error.to_string().chars().take(200).collect());
    Fault::Invalid { fields: vec![fault] }
}

/// Declares how a struct is an operation:
/// `operation!(ResolveCase => CaseRef, "cases.resolve", Post "/cases/{id}/resolve", Queued, "…");`
#[macro_export]
macro_rules! operation {
    ($op:ty => $out:ty, $name:literal, $verb:ident $path:literal, $reach:ident, $about:literal) => {
        $crate::operation!($op => $out, $name, $verb $path, $reach, $about, |_op| Vec::new());
    };
    ($op:ty => $out:ty, $name:literal, $verb:ident $path:literal, $reach:ident, $about:literal, |$input:ident| $check:expr) => {
        impl $crate::contract::Operation for $op {
            type Output = $out;
            const NAME: &'static str = $name;
            const VERB: $crate::contract::Verb = $crate::contract::Verb::$verb;
            const PATH: &'static str = $path;
            const REACH: $crate::contract::Reach = $crate::contract::Reach::$reach;
            const ABOUT: &'static str = $about;
            fn check(&self) -> Vec<$crate::fault::FieldFault> {
                let $input = self;
                $check
            }
        }
    };
}

/// Derives what every type that crosses a door needs.
#[macro_export]
macro_rules! data {
    ($($item:item)*) => { $(
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        $item
    )* };
}

/// Declares a fieldless enum that is stored, sent and translated by its snake_case word.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The stable word: database column, JSON, translation key.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $word),+ } }
            pub fn parse(word: &str) -> Option<Self> { match word { $($word => Some($name::$variant),)+ _ => None } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who answers operations. Pages call it and never learn which one it is.
pub trait Backend: Send + Sync {
    /// Input and output are the operation's own types, boxed: nothing is serialised in process.
    fn call(
        &self,
        name: &'static str,
        input: Box<dyn Any + Send>,
    ) -> BoxFuture<'static, Result<Box<dyn Any + Send>, Fault>>;
}

/// An operation on the wire: the address below `/api/v1` and, for writes, the body.
#[derive(Debug, PartialEq)]
pub struct WireCall {
    pub verb: Verb,
    pub address: String,
    pub body: Option<String>,
}

/// Puts an operation on the wire: path fields into the path, the rest into query or body.
pub fn wire<O: Operation>(op: &O) -> WireCall {
    wire_value(O::VERB, O::PATH, serde_json::to_value(op).unwrap_or(Value::Null))
}

fn wire_value(verb: Verb, path: &str, input: Value) -> WireCall {
    let mut fields = match input {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    };
    let mut address = String::new();
    for segment in path.split('/').skip(1) {
        address.push('/');
        match segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
            Some(field) => push_encoded(&mut address, &plain(&fields.remove(field).unwrap_or(Value::Null))),
            None => address.push_str(segment),
        }
    }
    if verb != Verb::Get && verb != Verb::Delete {
        return WireCall { verb, address, body: Some(Value::Object(fields).to_string()) };
    }
    let mut separator = '?';
    for (name, value) in fields.iter().filter(|(_, v)| !v.is_null()) {
        address.push(separator);
        separator = '&';
        address.push_str(name);
        address.push('=');
        push_encoded(&mut address, &plain(value));
    }
    WireCall { verb, address, body: None }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn push_encoded(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push('%');
            out.push(HEX[(byte >> 4) as usize] as char);
            out.push(HEX[(byte & 15) as usize] as char);
        }
    }
}

/// `?state=open&q=a%20b`: each name with its value, encoded; empty where nothing is said.
pub fn query<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let mut out = String::new();
    for (key, value) in pairs {
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(key.as_ref());
        out.push('=');
        push_encoded(&mut out, value.as_ref());
    }
    out
}

/// Whether what is percent-encoded is text. Decoders mend bytes that are none, and nobody sees that
/// they did: what is kept then is not what was sent.
pub fn is_text(encoded: &[u8]) -> bool {
    let digit = |at: usize| encoded.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let (mut bytes, mut at) = (Vec::with_capacity(encoded.len()), 0);
    while let Some(byte) = encoded.get(at) {
        let (byte, length) = match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 3),
            _ => (*byte, 1),
        };
        bytes.push(byte);
        at += length;
    }
    std::str::from_utf8(&bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn bytes_that_are_no_text_are_noticed() {
        let sound: [&[u8]; 5] = [b"", b"q=%E6%89%93&a=b+c", "q=打印".as_bytes(), b"100%", b"%zz%4"];
        assert!(sound.into_iter().all(is_text));
        let broken: [&[u8]; 4] = [b"q=%FF", b"q=\xff", b"a=%E6%89&b=%93", b"%C0%AF"];
        assert!(!broken.into_iter().any(is_text));
    }

    #[test]
    fn path_fields_leave_the_query_and_body() {
        let call = wire_value(Verb::Get, "/cases/{id}", json!({"id": "a/b", "q": "打印 机", "none": null}));
        assert_eq!(call.address, "/cases/a%2Fb?q=%E6%89%93%E5%8D%B0%20%E6%9C%BA");
        let call = wire_value(Verb::Post, "/cases/{id}/resolve", json!({"id": "x", "text": "好"}));
        assert_eq!((call.address.as_str(), call.body.as_deref()), ("/cases/x/resolve", Some(r#"{"text":"好"}"#)));
    }
}
