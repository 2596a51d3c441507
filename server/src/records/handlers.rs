//! List, get and save for every kind of record.

use yingda_shared::customers::Company;
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{Id, UnitId};
use yingda_shared::kernel::page::Page;
use yingda_shared::record::{Get, List, Record, Save, Saved, changes};

use super::store;
use crate::audit;
use crate::ctx::Cx;
use crate::dispatch::{Handler, Registry};

/// Registers the three operations of a kind.
pub fn register<R: Record>(registry: &mut Registry) {
    register_with::<R, _>(registry, save::<R>);
}

/// The same for a kind whose saving has rules of its own.
pub fn register_with<R: Record, H: for<'a> Handler<'a, Save<R>, Saved> + 'static>(registry: &mut Registry, save: H) {
    registry.read::<List<R>, _>(list::<R>);
    registry.read::<Get<R>, _>(get::<R>);
    registry.write::<Save<R>, _>(save);
}

/// What of a kind people outside the organisation may see: a column and its value.
/// `Err` when nothing at all.
pub fn fence<R: Record>(cx: &Cx) -> Result<Option<(&'static str, String)>, Fault> {
    fence_of(R::KIND, cx.actor())
}

/// The same for a kind by its word.
pub fn fence_of(kind: &str, actor: &Actor) -> Result<Option<(&'static str, String)>, Fault> {
    match actor.kind {
        ActorKind::Staff | ActorKind::System => Ok(None),
        ActorKind::Customer => match (kind, actor.company_id) {
            ("users" | "assets" | "departments" | "contacts", Some(company)) => {
                Ok(Some(("company_id", company.to_string())))
            }
            ("categories", _) => Ok(Some(("owner", "portal".into()))),
            _ => Err(Fault::NotFound),
        },
        ActorKind::Partner => match (kind, actor.firm_id) {
            ("users", Some(firm)) => Ok(Some(("owner", firm.to_string()))),
            _ => Err(Fault::NotFound),
        },
        ActorKind::Guest => Err(Fault::NotFound),
    }
}

async fn list<R: Record>(cx: &mut Cx, query: List<R>) -> Result<Page<R>, Fault> {
    let fence = fence::<R>(cx)?;
    store::list(cx, &query, fence).await
}

async fn get<R: Record>(cx: &mut Cx, op: Get<R>) -> Result<R, Fault> {
    let record: R = store::find(cx, op.id).await?.ok_or(Fault::NotFound)?;
    check_inside(cx, &record)?;
    Ok(record)
}

/// Whether the record lies inside the caller's fence.
fn check_inside<R: Record>(cx: &Cx, record: &R) -> Result<(), Fault> {
    let Some((column, value)) = fence::<R>(cx)? else { return Ok(()) };
    let keys = record.keys();
    let own = match column {
        "company_id" => keys.company_id.map(|id| id.to_string()),
        _ => keys.owner,
    };
    if own.as_deref() == Some(value.as_str()) { Ok(()) } else { Err(Fault::NotFound) }
}

/// A record points at what is there, or the field that does not is named.
async fn check_references<R: Record>(cx: &mut Cx, record: &R) -> Result<(), Fault> {
    let keys = record.keys();
    let mut wanted = record.references();
    wanted.extend(keys.unit_id.map(|id| ("/unit_id", "units", id.0)));
    wanted.extend(keys.company_id.map(|id| ("/company_id", "companies", id.0)));
    for (pointer, kind, id) in wanted {
        if !store::is_there(cx, kind, id).await? {
            return Err(Fault::invalid(pointer, "unknown"));
        }
    }
    Ok(())
}

/// Staff read the directory of the whole organisation, since every region serves every customer
/// (decision 7), and write what belongs to their own part of it.
pub async fn check_region<R: Record>(cx: &mut Cx, record: &R) -> Result<(), Fault> {
    let actor = cx.caller.actor.clone();
    if actor.kind != ActorKind::Staff || actor.sees(&[scope::ORGANISATION.to_string()]) {
        return Ok(());
    }
    let keys = record.keys();
    let unit = match (R::KIND, keys.unit_id, keys.company_id) {
        (_, Some(unit), _) => Some(unit),
        // A unit lies in the one above it; the root lies in none but itself.
        ("units", ..) => Some(UnitId(keys.parent_id.unwrap_or(record.id().uuid()))),
        ("assets" | "contracts", None, Some(company)) => {
            store::find::<Company>(cx, company.0).await?.map(|company| company.unit_id)
        }
        _ => None,
    };
    match unit.is_none_or(|unit| actor.sees(&[scope::unit(unit)])) {
        true => Ok(()),
        false => Err(Fault::refused("records.beyond_own_units")),
    }
}

async fn save<R: Record>(cx: &mut Cx, op: Save<R>) -> Result<Saved, Fault> {
    replace(cx, op.0).await
}

/// Saves a record over the version its editor saw, with an audit line for each changed field.
/// Nobody writes over what they do not see, nor hands their own to others.
pub async fn replace<R: Record>(cx: &mut Cx, record: R) -> Result<Saved, Fault> {
    let id = record.id().uuid();
    let before: Option<R> = store::find(cx, id).await?;
    // What every customer reads is for none of them to write.
    if R::KIND == "categories" && !cx.actor().is_staff() {
        return Err(Fault::NotFound);
    }
    check_inside(cx, &record)?;
    before.as_ref().map_or(Ok(()), |before| check_inside(cx, before))?;
    check_references(cx, &record).await?;
    check_region(cx, &record).await?;
    if let Some(before) = &before {
        check_region(cx, before).await?;
    }
    let version = before.as_ref().map_or(0, Record::rv);
    let differences = changes(before.as_ref(), &record);
    if record.rv() != version {
        return match before {
            None => Err(Fault::NotFound),
            Some(before) => Err(Fault::Conflict { version, changes: theirs(cx, &before, &record).await? }),
        };
    }
    if before.is_some() && differences.is_empty() {
        return Ok(Saved { id, rv: version });
    }
    let mut vis = scopes(&record);
    vis.extend(before.as_ref().map(scopes).unwrap_or_default());
    vis.sort();
    vis.dedup();
    let rv = store::put(cx, &record, vis).await?;
    audit::differences(cx, R::SAVE, R::KIND, &id.to_string(), &differences).await?;
    Ok(Saved { id, rv })
}

/// Whom a change of the record concerns: the organisation, and the company or firm it belongs to.
pub fn scopes<R: Record>(record: &R) -> Vec<String> {
    let keys = record.keys();
    let company = keys.company_id.map(scope::company);
    let firm = keys.owner.filter(|_| R::KIND == "users").map(scope::firm);
    std::iter::once(scope::ORGANISATION.to_string()).chain(company).chain(firm).collect()
}

/// What the record holds now where the editor would write something else, and who put it there.
async fn theirs<R: Record>(cx: &mut Cx, before: &R, mine: &R) -> Result<Vec<FieldChange>, Fault> {
    let mut conflicts = Vec::new();
    for (field, theirs, _) in changes(Some(before), mine) {
        let last = crate::audit::store::last_change(cx, &before.id().to_string(), &field).await?;
        let (by, at) = last.unwrap_or_default();
        conflicts.push(FieldChange { field, value: theirs, by, at });
    }
    Ok(conflicts)
}
