//! The places of work: shortcuts, open tabs and drafts of each person, the cases passed over, and who is
//! beside whom at a case.

mod drafts;
pub mod presence;
pub mod store;

use serde::Serialize;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;
use yingda_shared::workplace::Kept;
use yingda_shared::workplace::keys::{GetPreferences, KeySettings, Preferences, SavePreferences};
use yingda_shared::workplace::queue::{SkipCase, Skipped};
use yingda_shared::workplace::tabs::{ListTabs, SaveTabs, Tab, TabHead, Tabs};

use crate::audit::Line;
use crate::cases;
use crate::ctx::Cx;
use crate::dispatch::Registry;

pub use drafts::said;
pub use store::drafts::prune as prune_drafts;

const KEYS: &str = "keys";
const TABS: &str = "tabs";

pub fn register(registry: &mut Registry) {
    registry.read::<GetPreferences, _>(preferences);
    registry.free::<SavePreferences, _>(save_preferences);
    registry.read::<ListTabs, _>(tabs);
    registry.free::<SaveTabs, _>(save_tabs);
    registry.write::<SkipCase, _>(skip);
    drafts::register(registry);
    presence::register(registry);
}

fn own(cx: &Cx) -> Result<UserId, Fault> {
    cx.actor().user_id.ok_or(Fault::Unauthenticated)
}

async fn preferences(cx: &mut Cx, _: GetPreferences) -> Result<Preferences, Fault> {
    let user = own(cx)?;
    let (rv, keys) = store::find::<KeySettings>(cx, user, KEYS).await?;
    Ok(Preferences { rv, keys })
}

async fn save_preferences(cx: &mut Cx, op: SavePreferences) -> Result<Kept, Fault> {
    keep(cx, KEYS, op.keys).await
}

async fn tabs(cx: &mut Cx, _: ListTabs) -> Result<Tabs, Fault> {
    let user = own(cx)?;
    let (rv, tabs) = store::find::<Vec<Tab>>(cx, user, TABS).await?;
    let ids: Vec<_> = tabs.iter().map(|tab| tab.id.0).collect();
    let actor = cx.caller.actor.clone();
    let seen = match ids.is_empty() {
        true => Vec::new(),
        // However long they have rested: the person wanted them kept.
        false => cases::store::replica::some(cx, &actor, &ids, 0).await?,
    };
    let head = |seen: cases::store::replica::Seen| TabHead {
        id: seen.case.id,
        subject: seen.case.facing(&actor).subject.clone(),
        number: seen.case.number,
        state: seen.case.state,
        // What happens among staff makes no news outside.
        rv: if actor.is_staff() { seen.case.rv } else { seen.outer_rv },
    };
    Ok(Tabs { rv, tabs, heads: seen.into_iter().map(head).collect() })
}

async fn save_tabs(cx: &mut Cx, op: SaveTabs) -> Result<Kept, Fault> {
    keep(cx, TABS, op.tabs).await
}

/// Overwrites a document of the caller's. Said once more it changes nothing: the ledger needs no line of
/// each word, and would keep them all.
async fn keep<T: Serialize + Send + Sync + 'static>(cx: &mut Cx, name: &'static str, what: T) -> Result<Kept, Fault> {
    let user = own(cx)?;
    cx.rest();
    let (services, caller) = (cx.services.clone(), cx.caller.clone());
    let rv =
        services.write(caller, move |cx| Box::pin(async move { store::save(cx, user, name, &what).await })).await?;
    Ok(Kept { rv })
}

async fn skip(cx: &mut Cx, op: SkipCase) -> Result<Skipped, Fault> {
    let case = cases::store::find_visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let object = case.id.to_string();
    let line = Line {
        action: SkipCase::NAME,
        kind: "cases",
        object: &object,
        field: "skipped",
        old: "",
        new: op.reason.as_str(),
        reason: &op.note,
    };
    cx.audit(line).await?;
    Ok(Skipped { id: case.id })
}
