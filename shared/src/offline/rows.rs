//! The rows of a device by what they hold.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cases::doc::{CaseDoc, KIND};
use crate::cases::listing::Names;
use crate::catalog::priority::PriorityMatrix;
use crate::identity::User;
use crate::identity::operations::Me;
use crate::kernel::id::{CaseId, Id, Uuid};
use crate::offline::Here;
use crate::organisation::{Unit, UnitKind};
use crate::record::Record;
use crate::sync::Key;
use crate::sync::overlay::View;

/// Kinds whose names pages show.
const NAMED: &[&str] = &["users", "teams", "units", "companies", "firms", "products", "categories", "assets"];

pub fn case_key(id: CaseId) -> Key {
    Key::new(KIND, id)
}

pub fn doc(view: &View<'_>, id: CaseId) -> Option<CaseDoc> {
    CaseDoc::deserialize(view.get(&case_key(id))?).ok()
}

/// A field of a row that has one; rows of a later build than this one may not.
pub fn field<T: DeserializeOwned>(body: &Value, name: &str) -> Option<T> {
    T::deserialize(body.get(name)?).ok()
}

/// The person of the device; None before the first exchange, and on a stranger's device.
pub fn me(view: &View<'_>) -> Option<Me> {
    Me::deserialize(view.get(&Key::new("me", "me"))?).ok()
}

pub fn matrix(view: &View<'_>) -> Option<PriorityMatrix> {
    PriorityMatrix::deserialize(view.get(&Key::new("settings", "priority_matrix"))?).ok()
}

/// The record behind an optional id, as far as this device holds it.
pub fn record<R: Record>(view: &View<'_>, id: Option<R::Id>) -> Option<R> {
    R::deserialize(view.get(&Key::new(R::KIND, id?.uuid()))?).ok()
}

pub fn records<'v, R: Record>(view: &'v View<'_>) -> impl Iterator<Item = R> + 'v {
    view.all(R::KIND).filter_map(|(_, body)| R::deserialize(body).ok())
}

/// The record of a unique code.
pub fn by_code<R: Record>(view: &View<'_>, code: &str) -> Option<R> {
    let code = code.trim().to_lowercase();
    records::<R>(view).find(|record| record.keys().code.as_ref() == Some(&code))
}

/// The account of whoever asks, where the device holds accounts.
pub fn own_account(view: &View<'_>, here: &Here) -> Option<User> {
    record(view, here.actor.user_id)
}

pub fn head_office(view: &View<'_>) -> Option<Unit> {
    records::<Unit>(view).find(|unit| unit.kind == UnitKind::HeadOffice)
}

/// What ids are called: by the records on the device, or else as the server last called them, here or
/// on another case.
pub fn names(view: &View<'_>, here: &Here, ids: impl IntoIterator<Item = Uuid>, known: &Names) -> Names {
    let of_record = |id: Uuid| NAMED.iter().find_map(|kind| text(view.get(&Key::new(kind, id))?, "name"));
    let myself = |id: Uuid| (here.actor.user_id?.uuid() == id).then(|| here.actor.name.clone());
    let elsewhere = |id: Uuid| view.all(KIND).find_map(|(_, body)| text(body.get("names")?, &id.to_string()));
    let name = |id: Uuid| of_record(id).or_else(|| known.get(&id).cloned()).or_else(|| myself(id));
    let named = |id: Uuid| Some((id, name(id).or_else(|| elsewhere(id))?));
    ids.into_iter().filter_map(named).collect()
}

fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name)?.as_str().map(str::to_string)
}
