//! People, places and things read from the replica.

use serde_json::Value;

use crate::catalog::{Asset, CannedText, Category, Product};
use crate::contract::parse;
use crate::customers::{Company, Contact, Department};
use crate::fault::Fault;
use crate::identity::{Actor, ActorKind, User};
use crate::kernel::id::{Id, Uuid};
use crate::kernel::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::kernel::page::Page;
use crate::kernel::text::fold;
use crate::offline::rows;
use crate::organisation::{Team, Unit};
use crate::partners::Firm;
use crate::record::{Get, List, Record, search_text, title};
use crate::sync::overlay::View;

type Answer = Option<Result<Value, Fault>>;

/// Lists and gets of the kinds a device keeps; None for other operations.
pub fn answer(name: &str, input: &Value, view: &View<'_>, actor: &Actor) -> Answer {
    let (kind, verb) = name.split_once('.')?;
    let read = match kind {
        Category::KIND => read::<Category>,
        Product::KIND => read::<Product>,
        Unit::KIND => read::<Unit>,
        Team::KIND => read::<Team>,
        Firm::KIND => read::<Firm>,
        User::KIND => read::<User>,
        CannedText::KIND => read::<CannedText>,
        Company::KIND => read::<Company>,
        Department::KIND => read::<Department>,
        Contact::KIND => read::<Contact>,
        Asset::KIND => read::<Asset>,
        _ => return None,
    };
    // What lies outside a side's fence is absent, on the server as here.
    let inside = match actor.kind {
        ActorKind::Staff | ActorKind::System => true,
        ActorKind::Customer => matches!(kind, "users" | "assets" | "departments" | "contacts" | "categories"),
        ActorKind::Partner => kind == "users",
        ActorKind::Guest => false,
    };
    // No case names a department, and so staff's devices keep none.
    if kind == Department::KIND && actor.is_staff() {
        return None;
    }
    if inside { read(verb, input, view) } else { Some(Err(Fault::NotFound)) }
}

fn read<R: Record>(verb: &str, input: &Value, view: &View<'_>) -> Answer {
    match verb {
        "list" => Some(parse::<List<R>>(input, None).and_then(|query| super::json(list(&query, view)?))),
        "get" => match parse::<Get<R>>(input, None) {
            Ok(op) => rows::record::<R>(view, Some(op.id.into())).map(super::json),
            Err(fault) => Some(Err(fault)),
        },
        _ => None,
    }
}

/// A page of records by name.
pub fn list<R: Record>(query: &List<R>, view: &View<'_>) -> Result<Page<R>, Fault> {
    let after = query.cursor.as_deref().map(parse_cursor).transpose()?;
    let sought = fold(query.q.as_deref().unwrap_or_default());
    let wanted = |record: &R| {
        let keys = record.keys();
        (query.all || record.active())
            && query.parent_id.is_none_or(|id| keys.parent_id == Some(id))
            && query.company_id.is_none_or(|id| keys.company_id == Some(id))
            && query.owner.as_ref().is_none_or(|owner| keys.owner.as_ref() == Some(owner))
            && (sought.is_empty() || holds(&search_text(record), &sought))
    };
    let place = |record: &R| (title(record), record.id().uuid());
    let mut found: Vec<((String, Uuid), R)> = rows::records::<R>(view)
        .filter(wanted)
        .map(|record| (place(&record), record))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| place > after))
        .collect();
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    let limit = query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX) as usize;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|((title, id), _)| format!("{title}~{id}"));
    Ok(Page { rows: found.into_iter().map(|(_, record)| record).collect(), next })
}

fn holds(text: &str, sought: &str) -> bool {
    sought.split(' ').all(|word| text.contains(word))
}

fn parse_cursor(cursor: &str) -> Result<(String, Uuid), Fault> {
    let malformed = || Fault::invalid("/cursor", "malformed");
    let (title, id) = cursor.rsplit_once('~').ok_or_else(malformed)?;
    Ok((title.to_string(), id.parse().map_err(|_| malformed())?))
}
