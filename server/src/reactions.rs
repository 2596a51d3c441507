//! What follows from an event, in the same transaction: one table, read from top to bottom.

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::notices::NoticeKind;

use crate::ctx::Cx;
use crate::notices::{Audience, tell};

/// Tells those whom an event concerns. Whoever caused it is never told.
pub async fn case_changed(cx: &mut Cx, case: &Case, entry: &Entry) -> Result<(), Fault> {
    use NoticeKind::*;
    let from_customer = matches!(entry.by_kind, ActorKind::Customer | ActorKind::Guest);
    let handlers = [Audience::Assignee, Audience::FirmEngineer];
    let (kind, audiences): (NoticeKind, &[Audience]) = match &entry.event {
        CaseEvent::Opened { .. } => (Assigned, &[Audience::Team]),
        CaseEvent::Assigned { assignee_id: Some(_), .. } => (Assigned, &[Audience::Assignee]),
        CaseEvent::Assigned { .. } => (Assigned, &[Audience::Team]),
        CaseEvent::Forwarded { firm_id: Some(_), .. } => (Forwarded, &[Audience::Firm]),
        CaseEvent::Forwarded { .. } => (Forwarded, &[Audience::Team]),
        CaseEvent::Commented { internal: false, .. } if from_customer => (Replied, &handlers),
        CaseEvent::Commented { internal: false, .. } => (Replied, &[Audience::Customer, Audience::Assignee]),
        CaseEvent::Commented { .. } => (Mentioned, &[Audience::Mentioned]),
        CaseEvent::Urged { .. } => (Urged, &[Audience::Assignee, Audience::FirmEngineer, Audience::Team]),
        CaseEvent::Rated { .. } => (Rated, &[Audience::Assignee]),
        CaseEvent::Resolved { .. } | CaseEvent::Closed { .. } => {
            (StateChanged, &[Audience::Customer, Audience::Assignee])
        }
        CaseEvent::Held { .. } | CaseEvent::Resumed { by_reply: false } => (StateChanged, &[Audience::Customer]),
        CaseEvent::Rejected { .. } | CaseEvent::Accepted | CaseEvent::Reopened { .. } | CaseEvent::Cancelled { .. } => {
            (StateChanged, &handlers)
        }
        _ => return Ok(()),
    };
    tell(cx, kind, case, entry, audiences).await?;
    match &entry.event {
        CaseEvent::Commented { internal: false, mentions, .. } if !mentions.is_empty() => {
            tell(cx, Mentioned, case, entry, &[Audience::Mentioned]).await
        }
        _ => Ok(()),
    }
}
