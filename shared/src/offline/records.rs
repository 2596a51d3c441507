//! People, places and things read from the replica. One piece of code serves all kinds: what differs is
//! how a kind is found, and that is read from its own type.

use serde::Deserialize;
use serde_json::Value;

use crate::calendar::WorkCalendar;
use crate::catalog::{Asset, CannedText, Category, Product};
use crate::contract::malformed;
use crate::customers::{Company, Contact, Department};
use crate::fault::Fault;
use crate::identity::{Actor, ActorKind, User};
use crate::kernel::id::{Id, Uuid};
use crate::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::kernel::page::Page;
use crate::kernel::text::fold;
use crate::knowledge::pairs::Pair;
use crate::offline::json;
use crate::organisation::{Team, Unit};
use crate::partners::Firm;
use crate::record::{Get, Keys, List, Record, search_text, title};
use crate::sla::SlaPolicy;
use crate::sync::overlay::View;
use crate::sync::{Body, Key};

/// Lists and gets of the kinds a device keeps; None for other operations.
pub fn answer(name: &str, input: &Value, view: &View<'_>, actor: &Actor) -> Option<Result<Value, Fault>> {
    let (kind, verb) = name.split_once('.')?;
    index_of(kind)?;
    // No case names a department, and so staff's devices keep none.
    if kind == Department::KIND && actor.is_staff() {
        return None;
    }
    // What lies outside a side's fence is absent, on the server as here.
    let inside = match actor.kind {
        ActorKind::Staff | ActorKind::System => true,
        ActorKind::Customer => matches!(kind, "users" | "assets" | "departments" | "contacts" | "categories"),
        ActorKind::Partner => kind == User::KIND,
        ActorKind::Guest => false,
    };
    match verb {
        "list" | "get" if !inside => Some(Err(Fault::NotFound)),
        "list" => Some(read(kind, input, view)),
        "get" => match Get::<()>::deserialize(input) {
            Ok(op) => view.get(&Key::new(kind, op.id)).map(|body| Ok(Value::clone(body))),
            Err(error) => Some(Err(malformed(&error))),
        },
        _ => None,
    }
}

fn read(kind: &str, input: &Value, view: &View<'_>) -> Result<Value, Fault> {
    let query = List::<()>::deserialize(input).map_err(|error| malformed(&error))?;
    let fields = query.faults();
    if fields.is_empty() { json(list(kind, &query, view)?) } else { Err(Fault::Invalid { fields }) }
}

/// What a record is called, found and ordered by.
pub struct Indexed {
    name: String,
    place: (String, Uuid),
    search: String,
    active: bool,
    pub keys: Keys,
}

/// The index of a record, made once.
pub fn indexed<R: Record>(body: &Body) -> Option<&Indexed> {
    body.seen(|body| {
        let record: R = body.parse()?;
        Some(Indexed {
            name: record.name().to_string(),
            place: (title(&record), record.id().uuid()),
            search: search_text(&record),
            active: record.active(),
            keys: record.keys(),
        })
    })
}

/// What the record of a body is called.
pub fn name(kind: &str, body: &Body) -> Option<String> {
    index_of(kind)?(body).map(|indexed| indexed.name.clone())
}

/// How records of a kind are indexed; None for kinds that no device keeps.
fn index_of(kind: &str) -> Option<fn(&Body) -> Option<&Indexed>> {
    Some(match kind {
        Category::KIND => indexed::<Category>,
        Product::KIND => indexed::<Product>,
        Unit::KIND => indexed::<Unit>,
        Team::KIND => indexed::<Team>,
        Firm::KIND => indexed::<Firm>,
        User::KIND => indexed::<User>,
        CannedText::KIND => indexed::<CannedText>,
        Pair::KIND => indexed::<Pair>,
        WorkCalendar::KIND => indexed::<WorkCalendar>,
        SlaPolicy::KIND => indexed::<SlaPolicy>,
        Company::KIND => indexed::<Company>,
        Department::KIND => indexed::<Department>,
        Contact::KIND => indexed::<Contact>,
        Asset::KIND => indexed::<Asset>,
        _ => return None,
    })
}

/// A page of records by name.
pub fn list(kind: &str, query: &List<()>, view: &View<'_>) -> Result<Page<Body>, Fault> {
    let Some(index) = index_of(kind) else { return Ok(Page::default()) };
    let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
    let sought = fold(query.q.as_deref().unwrap_or_default());
    let wanted = |indexed: &Indexed| {
        let keys = &indexed.keys;
        (query.all || indexed.active)
            && query.parent_id.is_none_or(|id| keys.parent_id == Some(id))
            && query.company_id.is_none_or(|id| keys.company_id == Some(id))
            && query.owner.as_ref().is_none_or(|owner| keys.owner.as_ref() == Some(owner))
            && sought.split(' ').all(|word| indexed.search.contains(word))
            && after.as_ref().is_none_or(|after| indexed.place > *after)
    };
    let indexed = view.all(kind).filter_map(|(_, body)| Some((index(body)?, body)));
    let mut found: Vec<(&(String, Uuid), &Body)> =
        indexed.filter(|(indexed, _)| wanted(indexed)).map(|(one, body)| (&one.place, body)).collect();
    found.sort_by_key(|(place, _)| *place);
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|((title, id), _)| format!("{title}~{id}"));
    Ok(Page { rows: found.into_iter().map(|(_, body)| body.clone()).collect(), next })
}

/// The same as records of their type.
pub fn typed<R: Record>(query: &List<()>, view: &View<'_>) -> Vec<R> {
    let page = list(R::KIND, query, view).unwrap_or_default();
    page.rows.iter().filter_map(Body::parse).collect()
}

fn parse_cursor(cursor: &str) -> Result<(String, Uuid), Fault> {
    let malformed = || Fault::invalid("/cursor", "malformed");
    let (title, id) = cursor.rsplit_once('~').ok_or_else(malformed)?;
    Ok((title.to_string(), id.parse().map_err(|_| malformed())?))
}
