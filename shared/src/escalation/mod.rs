//! Escalation: whom a promise at risk is told to, step by step, until somebody does what is to be done.
//!
//! A policy (`policy`, `level`) is bound to a case, its customer, department or company, or to all (`binding`). What
//! runs for one case is an `instance`: `next` says when it has something to do, `fire` does it, and both are pure.
//! Each firing has a key of its own (`key`) that a replay makes again, so nothing is told twice. Whom a level means
//! is looked up last (`recipients`, `rota`), and each person's quiet hours after that (`delivery`). Somebody asking
//! for a case or a customer to be escalated is a record of its own (`request`).

mod accounts;
mod binding;
mod delivery;
mod fire;
mod instance;
mod key;
mod level;
mod next;
mod operations;
mod policy;
pub mod quiet;
mod recipients;
mod request;
mod rota;
mod template;

pub use accounts::{AccountEscalation, EscalateAccount, GetAccountEscalation};
pub use binding::{Outranked, bind};
pub use delivery::{Delivery, DeliverySettings, GetDelivery, OwnDelivery, Preference, SaveDelivery, Topic, deliveries};
pub use fire::{Effect, Fired, fire};
pub use instance::{Acknowledgement, EscalationVersion, Facts, Instance, Run};
pub use key::{Cause, FiringKey};
pub use level::{Direction, Level, Stop, TimeTrigger, Trigger};
pub use next::{Timer, Unanswered, next, unanswered};
pub use operations::{
    AcknowledgeEscalation, CaseEscalation, EscalateCase, GetEscalation, Running, SendAgain, Sent, StepEscalation, Told,
};
pub use policy::{EscalationPolicy, Scope};
pub use recipients::{Directory, Passed, Person, Resolved, WhyPassed, resolve};
pub use request::{EscalationRequest, Move, RequestState, RequestTurn, Severity, Subject, Trend, TrendNote};
pub use rota::{Gap, HandOver, Rota, RotaException, RotaLine, RotaSwap, hand_overs, on_call};
pub use template::{ListTemplates, Placeholder, SaveTemplate, Template, Templates, Wording, Wordings, fill, unknown};
