//! What the palette can offer.

use std::sync::Arc;

use crate::i18n::Key;
use crate::key;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What can be done with the object in view.
    Here,
    Recent,
    Acts,
    Cases,
    Articles,
    Pages,
    Customers,
    People,
    Categories,
    Settings,
    Create,
}

impl Part {
    pub fn words(self) -> Key {
        match self {
            Part::Here => key!(palette.here),
            Part::Recent => key!(palette.recent),
            Part::Acts => key!(palette.acts),
            Part::Cases => key!(palette.cases),
            Part::Articles => key!(palette.articles),
            Part::Customers => key!(palette.customers),
            Part::People => key!(palette.people),
            Part::Categories => key!(palette.categories),
            Part::Pages => key!(palette.pages),
            Part::Settings => key!(palette.settings),
            Part::Create => key!(palette.create_part),
        }
    }
}

#[derive(Clone)]
pub enum Act {
    Go(String),
    Run(Arc<dyn Fn() + Send + Sync>),
}

#[derive(Clone)]
pub struct Offer {
    /// Stays the same: what was used lately is remembered by it.
    pub key: String,
    pub part: Part,
    pub icon: &'static str,
    pub text: String,
    pub note: String,
    /// Shortcut that does the same.
    pub keys: String,
    pub act: Act,
}

impl Offer {
    pub fn go(part: Part, icon: &'static str, text: impl Into<String>, address: impl Into<String>) -> Offer {
        let address = address.into();
        Offer {
            key: format!("go:{address}"),
            part,
            icon,
            text: text.into(),
            note: String::new(),
            keys: String::new(),
            act: Act::Go(address),
        }
    }

    pub fn run(
        part: Part,
        key: impl Into<String>,
        icon: &'static str,
        text: impl Into<String>,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Offer {
        Offer {
            key: key.into(),
            part,
            icon,
            text: text.into(),
            note: String::new(),
            keys: String::new(),
            act: Act::Run(Arc::new(run)),
        }
    }

    pub fn note(mut self, note: impl Into<String>) -> Offer {
        self.note = note.into();
        self
    }

    pub fn keys(mut self, keys: impl Into<String>) -> Offer {
        self.keys = keys.into();
        self
    }
}
