//! Who is beside whom at a case. A word of it is neither an event nor a line of the ledger: it is
//! overwritten by the next one, and forgotten.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use yingda_shared::cases::Case;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::time::SECOND;
use yingda_shared::workplace::presence::{AttendCase, Attendance, Attendant, Doing, LEASE, beside};

use super::store::presence as store;
pub use super::store::presence::{Change, prune};
use crate::cases;
use crate::ctx::{Caller, Cx};
use crate::db::Dialect;
use crate::dispatch::Registry;
use crate::services::Services;

/// How often a node looks what other nodes were told.
const LOOK: Duration = Duration::from_millis(500);
/// Clocks of nodes may differ by so much without a change being missed.
const OVERLAP: i64 = 5 * SECOND;

pub fn register(registry: &mut Registry) {
    registry.free::<AttendCase, _>(attend);
}

async fn attend(cx: &mut Cx, op: AttendCase) -> Result<Attendance, Fault> {
    let case = cases::store::find_visible(cx, op.id).await?.ok_or(Fault::NotFound)?;
    let actor = cx.caller.actor.clone();
    let user_id = actor.user_id.ok_or(Fault::Unauthenticated)?;
    let until = if op.doing == Doing::Gone { cx.now } else { cx.now + LEASE };
    let one = Attendant { user_id, name: actor.name.clone(), firm_id: actor.firm_id, doing: op.doing, until };
    let change = Change { case_id: case.id, user_id: user_id.to_string(), at: cx.now, vis: witnesses(&case, &actor) };
    cx.rest();
    let (services, caller, vis) = (cx.services.clone(), cx.caller.clone(), change.vis.clone());
    let news = services
        .write(caller, move |cx| {
            Box::pin(async move {
                prune(cx).await?;
                store::save(cx, op.id, &one, &vis).await
            })
        })
        .await?;
    // Over PostgreSQL every node, this one included, hears of it by looking.
    if news && services.database.dialect == Dialect::Sqlite {
        let _ = services.beside.send(Arc::new(change));
    }
    let there = store::at(cx, case.id).await?;
    Ok(Attendance { others: beside(&actor, there, cx.now) })
}

/// Scopes of those who may know of somebody's presence: staff, and of outsiders the person's own firm.
fn witnesses(case: &Case, actor: &Actor) -> String {
    let outside = ["acct:", "contact:", "case:"];
    let own = actor.firm_id.map(yingda_shared::identity::actor::scope::firm);
    let told = |scope: &String| {
        !outside.iter().any(|prefix| scope.starts_with(prefix))
            && (!scope.starts_with("firm:") || Some(scope) == own.as_ref())
    };
    case.scopes().into_iter().filter(told).collect::<Vec<_>>().join(" ")
}

impl Change {
    pub fn is_for(&self, actor: &Actor) -> bool {
        let scopes: Vec<String> = self.vis.split(' ').map(String::from).collect();
        let own = actor.user_id.is_some_and(|user| user.to_string() == self.user_id);
        !own && actor.may("cases.attend") && actor.sees(&scopes)
    }
}

/// Tells the browsers of this node what all nodes were told. Words are not in the feed: they would make
/// every device look for changes that are none.
pub async fn follow(services: Arc<Services>) {
    let mut told: HashSet<Change> = HashSet::new();
    let mut first = true;
    let mut stopping = services.stopping.subscribe();
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        // Nobody listens here: nobody is to be told.
        if services.beside.receiver_count() == 0 {
            (first, told) = (true, HashSet::new());
            continue;
        }
        let mut cx = services.reader(Caller::system());
        let from = cx.now - OVERLAP;
        let Ok(changes) = store::since(&mut cx, from).await else { continue };
        drop(cx);
        let fresh: Vec<Change> = changes.iter().filter(|change| !told.contains(*change)).cloned().collect();
        told = changes.into_iter().collect();
        for change in fresh.into_iter().filter(|_| !first) {
            let _ = services.beside.send(Arc::new(change));
        }
        first = false;
    }
}
