//! The rows of a device by what they hold.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::calendar::{DeskClock, DeskTime, WorkCalendar};
use crate::cases::Case;
use crate::cases::doc::{CaseDoc, KIND};
use crate::cases::listing::Names;
use crate::cases::terms::Terms;
use crate::catalog::Category;
use crate::catalog::priority::PriorityMatrix;
use crate::identity::User;
use crate::identity::operations::Me;
use crate::kernel::id::{CaseId, Id, Uuid};
use crate::offline::{Here, records};
use crate::organisation::{Unit, UnitKind};
use crate::record::Record;
use crate::sla::{CalendarVersion, CompiledCalendar, PolicyTimes, SlaPolicy, Timetable};
use crate::sync::overlay::View;
use crate::sync::{Body, Key};

/// Kinds whose names pages show.
const NAMED: &[&str] = &["users", "teams", "units", "companies", "firms", "products", "categories", "assets"];

pub fn case_key(id: CaseId) -> Key {
    Key::new(KIND, id)
}

pub fn doc(view: &View<'_>, id: CaseId) -> Option<CaseDoc> {
    view.get(&case_key(id))?.parse()
}

/// Of a case what lists and counts look at; its history is left unread.
#[derive(Deserialize)]
pub struct Head {
    pub case: Case,
    /// What the server calls the ids in it.
    #[serde(default, deserialize_with = "or_nothing")]
    pub names: Names,
    /// What was done to it here and is not confirmed.
    #[serde(default, deserialize_with = "or_nothing")]
    pub pending: Vec<Uuid>,
}

/// What a later build tells in another shape is left out, and the case is listed all the same.
fn or_nothing<'de, D: Deserializer<'de>, T: Default + DeserializeOwned>(told: D) -> Result<T, D::Error> {
    Ok(Body::deserialize(told)?.parse().unwrap_or_default())
}

/// The heads of all cases of the device.
pub fn heads<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Head> + 'v {
    view.all(KIND).filter_map(|(_, body)| body.seen(Body::parse::<Head>))
}

/// The person of the device; None before the first exchange, and on a stranger's device.
pub fn me(view: &View<'_>) -> Option<Me> {
    view.get(&Key::new("me", "me"))?.parse()
}

pub fn matrix(view: &View<'_>) -> Option<PriorityMatrix> {
    view.get(&Key::new("settings", "priority_matrix"))?.parse()
}

fn desk_time(view: &View<'_>) -> DeskTime {
    view.get(&Key::new("settings", "desk_time")).and_then(Body::parse).unwrap_or_default()
}

/// What promises count by: the clock on the wall until the server has said something else.
pub fn clock(view: &View<'_>) -> DeskClock {
    DeskClock::from(&desk_time(view))
}

/// Days of calendars that policies name.
fn policy_times(view: &View<'_>) -> PolicyTimes {
    view.get(&Key::new("settings", "policy_times")).and_then(Body::parse).unwrap_or_default()
}

/// What promises are made by, as far as this device knows: of calendars that policies name the months around now, and
/// nothing of versions of before. What does not lie within is the server's.
pub fn terms(view: &View<'_>) -> Terms {
    let desk = desk_time(view);
    let timetable = Timetable::of_desk(&DeskClock::from(&desk), desk.rv);
    let above = records::<Category>(view).filter_map(|category| Some((category.id, category.parent_id?)));
    let terms = Terms::new(&matrix(view).unwrap_or_default(), timetable)
        .with_policies(records::<SlaPolicy>(view).collect())
        .with_categories(above.collect());
    let active = records::<WorkCalendar>(view).filter(|calendar| calendar.active);
    let present: Vec<CalendarVersion> =
        active.map(|calendar| CalendarVersion { id: Some(calendar.id), version: calendar.rv }).collect();
    let times = policy_times(view).calendars;
    // Whoever may not see calendars has their days all the same; of one that is seen they are those of its version.
    let changed = |known: &Timetable| {
        present.iter().any(|calendar| calendar.id == known.version.id && *calendar != known.version)
    };
    let known = times.iter().map(CompiledCalendar::timetable).filter(|known| !changed(known));
    known.fold(present.iter().copied().fold(terms, Terms::with_unread), Terms::with_months)
}

/// The record behind an optional id, as far as this device holds it.
pub fn record<R: Record>(view: &View<'_>, id: Option<R::Id>) -> Option<R> {
    view.get(&Key::new(R::KIND, id?.uuid()))?.parse()
}

pub fn records<'v, R: Record>(view: &'v View<'_>) -> impl Iterator<Item = R> + 'v {
    view.all(R::KIND).filter_map(|(_, body)| body.parse())
}

/// The record of a unique code.
pub fn by_code<R: Record>(view: &View<'_>, code: &str) -> Option<R> {
    let code = code.trim().to_lowercase();
    let coded =
        |body: &&Body| records::indexed::<R>(body).is_some_and(|indexed| indexed.keys.code.as_ref() == Some(&code));
    view.all(R::KIND).map(|(_, body)| body).find(coded)?.parse()
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
    let of_record = |id: Uuid| NAMED.iter().find_map(|kind| records::name(kind, view.get(&Key::new(kind, id))?));
    let myself = |id: Uuid| (here.actor.user_id?.uuid() == id).then(|| here.actor.name.clone());
    let elsewhere = |id: Uuid| heads(view).find_map(|head| head.names.get(&id).cloned());
    let name = |id: Uuid| of_record(id).or_else(|| known.get(&id).cloned()).or_else(|| myself(id));
    let named = |id: Uuid| Some((id, name(id).or_else(|| elsewhere(id))?));
    ids.into_iter().filter_map(named).collect()
}
