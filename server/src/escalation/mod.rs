//! Escalation on the server: policies with their versions, rotas, and what runs while promises are at risk.
//!
//! Each case that somebody has to look at has one timer (`store::timers`). `watch` looks at those that are due: it asks
//! the pure rules what to do (`looking`), and writes the new state and the errands in one transaction. `doing` carries
//! the errands out, by the operations that people use.

mod accounts;
mod doing;
mod facts;
pub mod handlers;
mod listening;
pub mod looking;
mod policies;
mod requests;
pub mod store;
mod templates;
pub mod watch;
pub mod wishes;

use yingda_shared::cases::Case;
use yingda_shared::escalation::*;
use yingda_shared::fault::Fault;
use yingda_shared::rules::{HappeningKind, Rule};

use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::records::handlers as keeping;
use crate::records::store as records;
use crate::rules;

pub use doing::Desk;
pub use doing::calls::{Calls, Robots};
pub use doing::letters::{Letters, handed_over};
pub use listening::Timers;

pub fn register(registry: &mut Registry) {
    keeping::register_with::<EscalationPolicy, _>(registry, policies::save);
    keeping::register_with::<Rule, _>(registry, listening::save);
    keeping::register::<Rota>(registry);
    registry.write::<AcknowledgeEscalation, _>(handlers::acknowledge);
    registry.read::<GetEscalation, _>(handlers::get);
    registry.write::<EscalateCase, _>(requests::escalate);
    registry.write::<EscalateAccount, _>(accounts::escalate);
    registry.read::<GetAccountEscalation, _>(accounts::get);
    registry.write::<StepEscalation, _>(requests::step);
    registry.write::<SendAgain, _>(handlers::send_again);
    registry.read::<GetDelivery, _>(wishes::get);
    registry.write::<SaveDelivery, _>(wishes::save);
    registry.read::<ListTemplates, _>(templates::list);
    registry.write::<SaveTemplate, _>(templates::save);
}

/// A case changed: somebody looks at it anew, where it may be escalated or a rule wants to know of its clocks.
pub async fn case_changed(cx: &mut Cx, case: &Case) -> Result<(), Fault> {
    let watched = records::any::<EscalationPolicy>(cx).await?
        || rules::hearing::listens(cx, HappeningKind::Threshold).await?
        || store::timers::find(cx, case.id).await?.is_some();
    match watched {
        true => store::timers::look_at(cx, case.id).await,
        false => Ok(()),
    }
}
