//! Words: compile-time keys, both languages in the module, switched without a reload.
//!
//! `t!(i18n, cases.submit)` is a closure for views and props; `i18n.say(key!(cases.submit))` is the
//! text now. Placeholders `{name}` are filled by `i18n.fill`.

use leptos::prelude::*;
use yingda_shared::fault::Fault;

include!(concat!(env!("OUT_DIR"), "/keys.rs"));

/// Index of a text in the tables of both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u16);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Lang {
    #[default]
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

    /// For cookies and query strings.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// For `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The text of a key in this language.
    pub fn text(self, key: Key) -> &'static str {
        match self {
            Lang::Zh => ZH[key.0 as usize],
            Lang::En => EN[key.0 as usize],
        }
    }
}

/// The key behind a word from data, such as `words.state.new`.
pub fn find(name: &str) -> Option<Key> {
    NAMES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| Key(NAMES[at].1))
}

/// The words that a namespace has, as data names them.
pub fn words_of(namespace: &'static str) -> impl Iterator<Item = &'static str> {
    NAMES.iter().filter_map(move |(name, _)| name.strip_prefix(namespace)?.strip_prefix('.'))
}

/// A compile-time key: `key!(cases.submit)`.
#[macro_export]
macro_rules! key {
    ($a:ident . $b:ident) => {
        $crate::i18n::key::$a::$b
    };
    ($a:ident . $b:ident . $c:ident) => {
        $crate::i18n::key::$a::$b::$c
    };
    ($a:ident . $b:ident . $c:ident . $d:ident) => {
        $crate::i18n::key::$a::$b::$c::$d
    };
}

/// A text that follows the language: `t!(i18n, cases.submit)`.
#[macro_export]
macro_rules! t {
    ($i18n:expr, $($path:tt)+) => { $i18n.t($crate::key!($($path)+)) };
}

/// The language in use; `Copy`, so closures take it along.
#[derive(Clone, Copy)]
pub struct I18n(pub RwSignal<Lang>);

/// The language of the page, from context.
pub fn use_i18n() -> I18n {
    use_context::<I18n>().unwrap_or_else(|| I18n(RwSignal::new(Lang::default())))
}

impl I18n {
    pub fn lang(self) -> Lang {
        self.0.get()
    }

    /// A closure that follows the language.
    pub fn t(self, key: Key) -> impl Fn() -> String + Copy + Send + Sync + 'static {
        move || self.say(key)
    }

    /// The text now.
    pub fn say(self, key: Key) -> String {
        self.lang().text(key).to_string()
    }

    /// The text with its placeholders filled.
    pub fn fill(self, key: Key, values: &[(&str, &str)]) -> String {
        fill(self.lang().text(key), values.iter().copied())
    }

    /// The text of a word from data: `word("words.state", "new")`; the word itself when nobody wrote one.
    pub fn word(self, namespace: &str, word: &str) -> String {
        match find(&format!("{namespace}.{word}")) {
            Some(key) => self.say(key),
            None => word.to_string(),
        }
    }

    /// What a fault means, in a sentence that says what to do.
    pub fn fault(self, fault: &Fault) -> String {
        let params = fault.params();
        let key = find(&format!("fault.{}", fault.code())).unwrap_or(key!(fault.internal));
        fill(self.lang().text(key), params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// All that is wrong, for a summary: the control that each is about, and words. `said` tells both of a field; a
    /// fault of none is about no control.
    pub fn summary(
        self,
        fault: &Fault,
        said: impl Fn(&yingda_shared::fault::FieldFault) -> (String, String),
    ) -> Vec<(String, String)> {
        match fault.fields() {
            [] => vec![(String::new(), self.fault(fault))],
            fields => fields.iter().map(said).collect(),
        }
    }

    /// What is wrong with a field.
    pub fn field_fault(self, fault: &yingda_shared::fault::FieldFault) -> String {
        let key = find(&format!("fault.{}", fault.code)).unwrap_or(key!(fault.invalid));
        fill(self.lang().text(key), fault.params.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

fn fill<'a>(text: &str, values: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    values.fold(text.to_string(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
