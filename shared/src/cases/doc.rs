//! A case as a replica keeps it: everything its page shows, as far as this side of the desk may know,
//! in one row, so that case and timeline never disagree.

use crate::cases::complaint::Complaint;
use crate::cases::events::Entry;
use crate::cases::listing::Names;
use crate::cases::model::{Case, CaseState};
use crate::cases::planned::Planned;
use crate::cases::ties::{Joined, Ties};
use crate::cases::view::CaseDetail;
use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::files::FileInfo;
use crate::identity::actor::{Actor, ActorKind};
use crate::kernel::id::{EntryId, UserId, Uuid};
use crate::kernel::time::Millis;

/// Kind of the rows.
pub const KIND: &str = "cases";

data! {
pub struct CaseDoc {
    pub case: Case,
    /// Newest last; the newest 50.
    pub timeline: Vec<Entry>,
    /// Older entries are left on the server.
    pub more: bool,
    pub files: Vec<FileInfo>,
    pub names: Names,
    /// Entries of what waits in this device's outbox; the server tells of none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<EntryId>,
}
}

impl CaseDoc {
    /// The page of the case, as the server would answer it.
    pub fn detail(&self, actor: &Actor, now: Millis) -> CaseDetail {
        let mut detail = CaseDetail::of(&self.case, actor, self.timeline.clone(), self.more, now);
        detail.files = self.files.clone();
        detail.names = self.names.clone();
        detail.pending = self.pending.clone();
        detail
    }
}

impl Case {
    /// The case without what this actor may not know. What remains makes the same pages: `CaseView`
    /// and `CaseRow` of both are equal. That somebody is in charge stays, without who it is: the rules
    /// ask for it, and the state says as much.
    pub fn masked(&self, actor: &Actor) -> Case {
        if actor.is_staff() {
            return self.clone();
        }
        let case = self.facing(actor).into_owned();
        let partner = actor.kind == ActorKind::Partner;
        let guest = actor.kind == ActorKind::Guest;
        Case {
            contact_id: None,
            unit_id: Uuid::nil().into(),
            team_id: None,
            assignee_id: case.assignee_id.map(|_| somebody()),
            opened_by: None,
            impact: Impact::Person,
            urgency: Urgency::Medium,
            priority: if partner { case.priority } else { Priority::P3 },
            firm_id: case.firm_id.map(|firm| if partner { firm } else { Uuid::nil().into() }),
            firm_engineer_id: case.firm_engineer_id.map(|user| if partner { user } else { somebody() }),
            asset_id: case.asset_id.filter(|_| !guest),
            company_id: case.company_id.filter(|_| !guest),
            pending_note: String::new(),
            complaint: self.complaint.as_ref().map(Complaint::told_outside),
            stamps: Default::default(),
            level: 0,
            turns: Vec::new(),
            owing_inside: Default::default(),
            planned: case.planned.as_ref().filter(|_| !guest).map(Planned::told_outside),
            ties: outer(case.ties.clone(), guest, case.state),
            ..case
        }
    }
}

/// What those outside may know of other cases: that theirs ended in one, and which of theirs came along.
fn outer(ties: Ties, guest: bool, state: CaseState) -> Ties {
    let joined = ties.joined.into_iter().map(|joined| Joined {
        contact_id: None,
        company_id: joined.company_id.filter(|_| !guest),
        asset_id: joined.asset_id.filter(|_| !guest),
        followers: Vec::new(),
        ..joined
    });
    let ended_in = ties.ended_in.filter(|_| state == CaseState::Merged);
    Ties { joined: joined.collect(), ended_in, ..Ties::default() }
}

/// Stands for whoever it is.
fn somebody() -> UserId {
    Uuid::nil().into()
}
