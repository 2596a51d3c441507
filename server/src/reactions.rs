//! What follows from events, in the same transaction: one table, read from top to bottom.

use std::collections::BTreeMap;

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent, CaseState, PendingReason};
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::UserId;
use yingda_shared::notices::NoticeKind;

use crate::ctx::Cx;
use crate::notices::{Audience, people, tell};
use crate::workplace;

/// Tells those whom the events of one command concern: each person once, of what says most to them.
/// Whoever caused it is never told. `before` is the case as the command found it.
pub async fn case_changed(cx: &mut Cx, before: &Case, case: &Case, entries: &[Entry]) -> Result<(), Fault> {
    let mut told: BTreeMap<UserId, (NoticeKind, &Entry)> = BTreeMap::new();
    for entry in entries {
        workplace::said(cx, case, entry).await?;
        for (kind, audiences) in concerned(before, entry) {
            for user in people(cx, case, entry, audiences).await? {
                if entry.by_id != Some(user) {
                    told.insert(user, (kind, entry));
                }
            }
        }
    }
    for (user, (kind, entry)) in told {
        tell(cx, user, kind, case, entry).await?;
    }
    Ok(())
}

/// Whom an event concerns, and as what. What stands later says more.
fn concerned(before: &Case, entry: &Entry) -> Vec<(NoticeKind, &'static [Audience])> {
    use Audience::*;
    use NoticeKind::*;
    let from_customer = matches!(entry.by_kind, ActorKind::Customer | ActorKind::Guest);
    let handlers: &[Audience] = &[Assignee, FirmEngineer];
    let answered: &[Audience] = if from_customer { handlers } else { &[Customer, Assignee, FirmEngineer] };
    match &entry.event {
        CaseEvent::Opened { .. } => vec![(NoticeKind::Assigned, &[Team])],
        CaseEvent::Assigned { assignee_id: Some(_), .. } => vec![(NoticeKind::Assigned, &[Assignee])],
        CaseEvent::Assigned { .. } => vec![(NoticeKind::Assigned, &[Team])],
        CaseEvent::Forwarded { firm_id: Some(_), .. } => vec![(Forwarded, &[Firm])],
        CaseEvent::Forwarded { .. } => vec![(Forwarded, &[Team])],
        // Somebody looks after it now: handing it on among those who do is no news to the customer.
        CaseEvent::Taken { .. } if before.state == CaseState::New => vec![(StateChanged, &[Customer])],
        CaseEvent::Started => vec![(StateChanged, &[Customer])],
        CaseEvent::Commented { internal: false, .. } => {
            vec![(Replied, answered), (NoticeKind::Mentioned, &[Audience::Mentioned])]
        }
        CaseEvent::Commented { .. } => vec![(NoticeKind::Mentioned, &[Audience::Mentioned])],
        CaseEvent::Attached { internal: false, .. } => vec![(Attached, answered)],
        CaseEvent::Urged { .. } => vec![(Urged, &[Assignee, FirmEngineer, Team])],
        CaseEvent::Rated { .. } => vec![(Rated, &[Assignee])],
        CaseEvent::Resolved { .. } | CaseEvent::Closed { .. } => vec![(StateChanged, &[Customer, Assignee])],
        // What we wait for among ourselves changes nothing for the customer.
        CaseEvent::Held { reason: PendingReason::Customer, .. } => vec![(StateChanged, &[Customer])],
        CaseEvent::Resumed { by_reply: false } if before.pending_reason == Some(PendingReason::Customer) => {
            vec![(StateChanged, &[Customer])]
        }
        CaseEvent::Rejected { .. } | CaseEvent::Accepted | CaseEvent::Reopened { .. } | CaseEvent::Cancelled { .. } => {
            vec![(StateChanged, handlers)]
        }
        _ => Vec::new(),
    }
}
