//! Records: what administrators keep (people, places, things). Each is one struct and gets the same
//! three operations, list, get and save, so that every kind behaves alike. Nothing is deleted: a
//! record is switched off, because cases keep pointing at it.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::contract::{Operation, Reach, Shape, Verb};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CompanyId, Id, UnitId, Uuid};
use crate::kernel::limits::{NAME_MAX, SEARCH_MAX};
use crate::kernel::page::Page;
use crate::kernel::text::fold;

/// What a store indexes beside the record itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys {
    pub parent_id: Option<Uuid>,
    /// Unique within the kind, folded: login, serial number, product code.
    pub code: Option<String>,
    /// The leaf of the organisation the record belongs to.
    pub unit_id: Option<UnitId>,
    pub company_id: Option<CompanyId>,
    /// A second text the list may be narrowed by: partner firm of a user, scope of a canned text.
    pub owner: Option<String>,
    /// Other records this one is listed under, such as the teams of a user; None for kinds that are
    /// listed under nothing.
    pub links: Option<Vec<Uuid>>,
}

/// Pointer of a field, the kind it names, the id in it.
pub type Reference = (&'static str, &'static str, Uuid);

/// The half of a record that differs from kind to kind.
pub trait Details {
    fn keys(&self) -> Keys;
    /// Other records this one points at beside its unit and company: pointer of the field, kind, id.
    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }
    /// What is wrong beyond a missing name.
    fn check(&self) -> Vec<FieldFault> {
        Vec::new()
    }
    /// Words a search finds it by, beside name and code.
    fn search(&self) -> String {
        String::new()
    }
}

/// The half that is the same for all kinds; `record!` writes it.
pub trait Record: Details + Serialize + DeserializeOwned + Shape + Clone + PartialEq + Send + Sync + 'static {
    type Id: Id;
    /// Plural word: table, feed kind, address, translation key.
    const KIND: &'static str;
    const LIST: &'static str;
    const GET: &'static str;
    const SAVE: &'static str;
    const PATH: &'static str;
    const PATH_ID: &'static str;

    fn id(&self) -> Self::Id;
    /// Feed position of the last change; 0 before the first save.
    fn rv(&self) -> i64;
    fn set_rv(&mut self, rv: i64);
    fn active(&self) -> bool;
    fn name(&self) -> &str;
}

/// Writes the common half of a record with fields `id`, `rv`, `active` and `name`.
#[macro_export]
macro_rules! record {
    ($record:ty, $id:ty, $kind:literal) => {
        impl $crate::record::Record for $record {
            type Id = $id;
            const KIND: &'static str = $kind;
            const LIST: &'static str = concat!($kind, ".list");
            const GET: &'static str = concat!($kind, ".get");
            const SAVE: &'static str = concat!($kind, ".save");
            const PATH: &'static str = concat!("/", $kind);
            const PATH_ID: &'static str = concat!("/", $kind, "/{id}");
            fn id(&self) -> $id {
                self.id
            }
            fn rv(&self) -> i64 {
                self.rv
            }
            fn set_rv(&mut self, rv: i64) {
                self.rv = rv;
            }
            fn active(&self) -> bool {
                self.active
            }
            fn name(&self) -> &str {
                &self.name
            }
        }
    };
}

data! {
/// Which records of a kind: every filter narrows.
pub struct List<R> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Switched-off records too.
    #[serde(default)]
    pub all: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    #[serde(skip)]
    pub kind: PhantomData<fn() -> R>,
}

pub struct Get<R> {
    pub id: Uuid,
    #[serde(skip)]
    pub kind: PhantomData<fn() -> R>,
}

/// Creates the record, or changes it when `rv` is the one it has now.
#[serde(transparent)]
pub struct Save<R>(pub R);

pub struct Saved {
    pub id: Uuid,
    pub rv: i64,
}
}

impl<R> Default for List<R> {
    fn default() -> Self {
        List {
            q: None,
            parent_id: None,
            company_id: None,
            owner: None,
            all: false,
            cursor: None,
            limit: None,
            kind: PhantomData,
        }
    }
}

impl<R> List<R> {
    /// What is wrong with the query, whatever kind it is for.
    pub fn faults(&self) -> Vec<FieldFault> {
        Checks::new().optional("/q", self.q.as_deref().unwrap_or_default(), SEARCH_MAX).done()
    }
}

impl<R> Get<R> {
    pub fn new(id: Uuid) -> Self {
        Get { id, kind: PhantomData }
    }
}

impl<R: Record> Operation for List<R> {
    type Output = Page<R>;
    const NAME: &'static str = R::LIST;
    const VERB: Verb = Verb::Get;
    const PATH: &'static str = R::PATH;
    const REACH: Reach = Reach::ReplicaThenServer;
    const ABOUT: &'static str = "Records of this kind that the caller may see, by name.";
    fn check(&self) -> Vec<FieldFault> {
        self.faults()
    }
}

impl<R: Record> Operation for Get<R> {
    type Output = R;
    const NAME: &'static str = R::GET;
    const VERB: Verb = Verb::Get;
    const PATH: &'static str = R::PATH_ID;
    const REACH: Reach = Reach::ReplicaThenServer;
    const ABOUT: &'static str = "One record of this kind.";
}

impl<R: Record> Operation for Save<R> {
    type Output = Saved;
    const NAME: &'static str = R::SAVE;
    const VERB: Verb = Verb::Put;
    const PATH: &'static str = R::PATH_ID;
    const REACH: Reach = Reach::Online;
    const ABOUT: &'static str = "Creates the record (rv 0), or replaces it when rv is its present one.";
    fn check(&self) -> Vec<FieldFault> {
        let mut faults = Checks::new().text("/name", self.0.name(), NAME_MAX).done();
        faults.extend(self.0.check());
        faults
    }
}

/// What a record is ordered by in lists.
pub fn title<R: Record>(record: &R) -> String {
    fold(record.name())
}

/// What a record is found by: name, code and what else its kind names, folded.
pub fn search_text<R: Record>(record: &R) -> String {
    fold(&format!("{} {} {}", record.name(), record.keys().code.unwrap_or_default(), record.search()))
}

/// Names of the fields whose JSON differs between two versions of a record, with both values.
pub fn changes<R: Serialize>(old: Option<&R>, new: &R) -> Vec<(String, String, String)> {
    let as_map = |record: &R| match serde_json::to_value(record) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let text = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let before = old.map(as_map).unwrap_or_default();
    let after = as_map(new);
    let names = after.keys().filter(|name| *name != "rv");
    names
        .map(|name| (name.clone(), text(before.get(name)), text(after.get(name))))
        .filter(|(_, old, new)| old != new)
        .collect()
}

/// Bounds shared by generic code over records.
pub trait Wire: for<'de> Deserialize<'de> + Serialize {}
impl<T: for<'de> Deserialize<'de> + Serialize> Wire for T {}
