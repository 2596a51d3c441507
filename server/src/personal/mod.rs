//! What the desk holds of one person: counted, given to them as one file, or taken out for ever
//! (docs/personal-data.md).

mod erase;
mod export;

use yingda_shared::cases::Case;
use yingda_shared::cases::erasing::Leaver;
use yingda_shared::customers::personal::*;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::erased::ERASED;
use yingda_shared::kernel::id::{CaseId, ContactId};
use yingda_shared::kernel::limits::PAGE_MAX;
use yingda_shared::record::List;

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::{cases, files, identity, notices, records};

pub use export::zip;

pub fn register(registry: &mut Registry) {
    registry.read::<GetPersonalData, _>(held);
    registry.free::<EraseContact, _>(erase::erase);
}

/// The contact, for whoever answers for its company. One without a company is the organisation's.
async fn contact(cx: &mut Cx, id: ContactId) -> Result<Contact, Fault> {
    let contact: Contact = records::store::find(cx, id.0).await?.ok_or(Fault::NotFound)?;
    let company = records::store::named::<Company>(cx, contact.company_id, "/company_id").await?;
    let within = company.map_or(scope::ORGANISATION.to_string(), |company| scope::unit(company.unit_id));
    let actor = cx.actor();
    let seen = actor.sees(&[scope::ORGANISATION.to_string()]) || actor.sees(&[within]);
    if actor.is_staff() && seen { Ok(contact) } else { Err(Fault::NotFound) }
}

/// The accounts that belong to a contact, those switched off included.
async fn accounts(cx: &mut Cx, contact: ContactId) -> Result<Vec<User>, Fault> {
    let query = List::<User> { parent_id: Some(contact.0), all: true, limit: Some(PAGE_MAX), ..List::default() };
    Ok(records::store::list(cx, &query, None).await?.rows)
}

async fn held(cx: &mut Cx, op: GetPersonalData) -> Result<PersonalData, Fault> {
    let contact = contact(cx, op.id).await?;
    let (cases, open_cases) = cases::store::personal::count_of_contact(cx, op.id).await?;
    let mut values = Vec::new();
    let ids = cases::store::personal::ids_of_contact(op.id, &mut values);
    let (files, _) = files::store::count_in(cx, &ids, values).await?;
    let accounts = accounts(cx, op.id).await?;
    let (mut notices, mut sessions) = (0, 0);
    for account in &accounts {
        notices += notices::store::count(cx, account.id).await?;
        sessions += identity::store::sessions(cx, account.id, None).await?.len() as i64;
    }
    let erased = contact.name == ERASED;
    Ok(PersonalData { cases, open_cases, files, notices, accounts: accounts.len() as i64, sessions, erased })
}

/// Whose uploads on a case are theirs: their accounts', those of links to a case of theirs that came to
/// it, and on a case of their own those of its link, of the one it was split from, and strangers'.
fn owners(case: &Case, leaver: &Leaver<'_>) -> Vec<String> {
    let mut owners: Vec<String> = leaver.accounts.iter().map(|user| format!("user:{user}")).collect();
    let link = |case: CaseId| format!("case:{case}");
    owners.extend(case.ties.joined.iter().filter(|joined| leaver.brought(joined)).map(|joined| link(joined.id)));
    if leaver.owns(case) {
        owners.extend(case.ties.split_from.iter().map(|origin| link(origin.case_id)));
        owners.extend([link(case.id), "guest".into()]);
    }
    owners
}
