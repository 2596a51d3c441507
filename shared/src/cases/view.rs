//! A case as it is shown: what each side of the desk may see, and what the caller may do next.

use std::collections::BTreeSet;

use crate::cases::complaint::Complaint;
use crate::cases::events::{CaseEvent, Entry};
use crate::cases::listing::Names;
use crate::cases::model::{Case, CaseState, Channel, PendingReason, Rating, Resolution};
use crate::cases::planned::Planned;
use crate::cases::steps::{Step, steps};
use crate::cases::ties::{Joined, Link, LinkKind, Snooze};
use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::files::FileInfo;
use crate::identity::actor::{Actor, ActorKind};
use crate::kernel::id::{
    AssetId, CaseId, CategoryId, CompanyId, ContactId, EntryId, FirmId, ProductId, TeamId, UnitId, UserId, Uuid,
};
use crate::kernel::time::Millis;
use crate::sla::Owing;

data! {
pub struct CaseView {
    pub id: CaseId,
    pub number: String,
    pub rv: i64,
    pub subject: String,
    pub description: String,
    pub channel: Channel,
    pub state: CaseState,
    pub pending_reason: Option<PendingReason>,
    pub pending_note: String,
    pub category_id: Option<CategoryId>,
    pub product_id: Option<ProductId>,
    pub asset_id: Option<AssetId>,
    pub company_id: Option<CompanyId>,
    pub contact_name: String,
    pub contact_phone: String,
    pub resolution: Option<Resolution>,
    pub rating: Option<Rating>,
    pub respond_by: Millis,
    pub resolve_by: Millis,
    /// What the customer is owed next, and whether it stands still.
    #[serde(default, skip_serializing_if = "Owing::is_nothing")]
    pub owing: Owing,
    pub first_response_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub resolved_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    pub urge_count: u32,
    pub urged_at: Option<Millis>,
    pub follow_up_of: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<Complaint>,
    pub firm_id: Option<FirmId>,
    pub firm_engineer_id: Option<UserId>,
    /// Staff and partners.
    pub priority: Option<Priority>,
    /// From here on staff only.
    pub impact: Option<Impact>,
    pub urgency: Option<Urgency>,
    pub contact_id: Option<ContactId>,
    pub unit_id: Option<UnitId>,
    /// What those who work on it owe each other.
    #[serde(default, skip_serializing_if = "Owing::is_nothing")]
    pub owing_inside: Owing,
    pub team_id: Option<TeamId>,
    pub assignee_id: Option<UserId>,
    pub reopen_count: u32,
    /// How far it was escalated; 0 is not at all.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub level: u16,
    pub customer_waits: bool,
    /// The case this one ended in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_in: Option<CaseId>,
    /// The cases that were merged into this one, as far as they are the reader's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<Came>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snooze: Option<Snooze>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub following: bool,
    #[serde(default, skip_serializing_if = "is_none")]
    pub followers: u32,
    /// What it was planned as, and for when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Planned>,
}

/// A case that came along with a merge: its report stands in the timeline of this one.
pub struct Came {
    pub id: CaseId,
    pub number: String,
    pub subject: String,
    pub description: String,
    pub channel: Channel,
    pub contact_name: String,
    /// When it was reported, and when it came.
    pub created_at: Millis,
    pub at: Millis,
    /// It was merged into this one itself, and can be taken out again.
    pub here: bool,
}

/// Another case that this one has to do with.
pub struct Relative {
    pub kind: LinkKind,
    pub id: CaseId,
    pub number: String,
    pub subject: String,
    pub state: CaseState,
}

/// The case that was asked for, where another one answers for it.
pub struct Asked {
    pub id: CaseId,
    pub number: String,
}

pub struct CaseDetail {
    pub case: CaseView,
    /// Newest last; the newest 50.
    pub timeline: Vec<Entry>,
    /// Older entries are left.
    pub more: bool,
    pub files: Vec<FileInfo>,
    pub names: Names,
    /// The way to the solution in the customer's words.
    pub steps: Vec<Step>,
    /// Names of the operations that rights and state allow the caller now.
    pub may: Vec<String>,
    /// Linked cases that the caller sees; staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relatives: Vec<Relative>,
    /// The merged case that led here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// Entries of what was done on this device and the server has not confirmed yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<EntryId>,
}
}

impl CaseView {
    pub fn of(case: &Case, actor: &Actor) -> CaseView {
        let case: &Case = &case.facing(actor);
        let staff = actor.is_staff();
        let inside = staff || actor.kind == ActorKind::Partner;
        let ties = &case.ties;
        CaseView {
            id: case.id,
            number: case.number.clone(),
            rv: case.rv,
            subject: case.subject.clone(),
            description: case.description.clone(),
            channel: case.channel,
            state: case.state,
            pending_reason: case.pending_reason,
            pending_note: if staff { case.pending_note.clone() } else { String::new() },
            category_id: case.category_id,
            product_id: case.product_id,
            // A stranger proves a thing by its label; whose it is stays untold.
            asset_id: case.asset_id.filter(|_| actor.kind != ActorKind::Guest),
            company_id: case.company_id.filter(|_| actor.kind != ActorKind::Guest),
            contact_name: case.contact_name.clone(),
            contact_phone: case.contact_phone.clone(),
            resolution: case.resolution.clone(),
            rating: case.rating.clone(),
            respond_by: case.respond_by,
            resolve_by: case.resolve_by,
            owing: case.owing,
            first_response_at: case.first_response_at,
            created_at: case.created_at,
            updated_at: case.updated_at,
            resolved_at: case.resolved_at,
            closed_at: case.closed_at,
            urge_count: case.urge_count,
            urged_at: case.urged_at,
            follow_up_of: case.follow_up_of,
            complaint: case.complaint.as_ref().map(|it| if staff { it.clone() } else { it.told_outside() }),
            firm_id: case.firm_id.filter(|_| inside),
            firm_engineer_id: case.firm_engineer_id.filter(|_| inside),
            priority: Some(case.priority).filter(|_| inside),
            impact: Some(case.impact).filter(|_| staff),
            urgency: Some(case.urgency).filter(|_| staff),
            contact_id: case.contact_id.filter(|_| staff),
            unit_id: Some(case.unit_id).filter(|_| staff),
            owing_inside: if staff { case.owing_inside } else { Owing::default() },
            team_id: case.team_id.filter(|_| staff),
            assignee_id: case.assignee_id.filter(|_| staff),
            reopen_count: case.reopen_count,
            level: if staff { case.level } else { 0 },
            customer_waits: case.customer_waits(),
            ended_in: ties.ended_in.filter(|_| staff || case.state == CaseState::Merged),
            came: ties.joined.iter().map(|joined| Came::of(joined, case.id)).collect(),
            snooze: ties.snooze.clone().filter(|_| staff),
            following: staff && actor.user_id.is_some_and(|user| ties.followers.contains(&user)),
            followers: if staff { ties.all_followers().collect::<BTreeSet<_>>().len() as u32 } else { 0 },
            planned: case.planned.as_ref().map(|planned| if staff { planned.clone() } else { planned.told_outside() }),
        }
    }
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

fn is_nothing(level: &u16) -> bool {
    *level == 0
}

impl Came {
    fn of(joined: &Joined, here: CaseId) -> Came {
        Came {
            id: joined.id,
            number: joined.number.clone(),
            subject: joined.subject.clone(),
            description: joined.description.clone(),
            channel: joined.channel,
            contact_name: joined.contact_name.clone(),
            created_at: joined.created_at,
            at: joined.at,
            here: joined.into == here,
        }
    }
}

impl Relative {
    pub fn of(link: &Link, case: &Case) -> Relative {
        let (number, subject) = (case.number.clone(), case.subject.clone());
        Relative { kind: link.kind, id: case.id, number, subject, state: case.state }
    }
}

impl CaseDetail {
    pub fn of(case: &Case, actor: &Actor, timeline: Vec<Entry>, more: bool, now: Millis) -> CaseDetail {
        let case: &Case = &case.facing(actor);
        let may = super::policy::allowed(case, actor, now);
        CaseDetail {
            case: CaseView::of(case, actor),
            timeline,
            more,
            files: Vec::new(),
            names: Names::new(),
            steps: steps(case),
            may: may.into_iter().map(str::to_string).collect(),
            relatives: Vec::new(),
            asked: None,
            pending: Vec::new(),
        }
    }

    pub fn may(&self, operation: &str) -> bool {
        self.may.iter().any(|name| name == operation)
    }

    /// Ids whose names the page shows.
    pub fn named(&self) -> Vec<Uuid> {
        let case = &self.case;
        let mut ids: Vec<Uuid> = [
            case.category_id.map(|id| id.0),
            case.product_id.map(|id| id.0),
            case.asset_id.map(|id| id.0),
            case.company_id.map(|id| id.0),
            case.unit_id.map(|id| id.0),
            case.team_id.map(|id| id.0),
            case.assignee_id.map(|id| id.0),
            case.firm_id.map(|id| id.0),
            case.firm_engineer_id.map(|id| id.0),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let Some(complaint) = &case.complaint {
            ids.extend(complaint.named());
        }
        for entry in &self.timeline {
            ids.extend(named_in(&entry.event));
        }
        ids
    }
}

fn named_in(event: &CaseEvent) -> Vec<Uuid> {
    let ids = match event {
        CaseEvent::Assigned { team_id, assignee_id, .. } => vec![team_id.map(|id| id.0), assignee_id.map(|id| id.0)],
        CaseEvent::Forwarded { unit_id, team_id, firm_id, .. } => {
            vec![unit_id.map(|id| id.0), team_id.map(|id| id.0), firm_id.map(|id| id.0)]
        }
        CaseEvent::Taken { user_id, .. } => vec![user_id.map(|id| id.0)],
        CaseEvent::Edited { changes } => {
            changes.iter().flat_map(|c| [c.old.parse().ok(), c.new.parse().ok()]).collect()
        }
        _ => Vec::new(),
    };
    ids.into_iter().flatten().collect()
}
