//! What follows from events, in the same transaction: one table, read from top to bottom.

mod knowledge;

use std::collections::{BTreeMap, BTreeSet};

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent, CaseState, PendingReason};
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{ActorKind, User};
use yingda_shared::kernel::id::UserId;
use yingda_shared::notices::NoticeKind;
use yingda_shared::record::Save;
use yingda_shared::schedules::{Leave, LeaveState, decides};
use yingda_shared::tasks::Task;

pub use self::knowledge::{
    article_changed, article_faulted, article_helped, article_pictures, article_rang, articles_given, articles_left,
    articles_solved, person_left,
};
use crate::contracts;
use crate::ctx::Cx;
use crate::escalation;
use crate::identity::actors;
use crate::notices::{self, Audience, leaders_of, people, people_of_contact, tell};
use crate::rules;
use crate::tasks;
use crate::workplace;

/// Tells those whom the events of one command concern: each person once, of what says most to them.
/// Whoever caused it is never told. `before` is the case as the command found it.
pub async fn case_changed(cx: &mut Cx, before: &Case, case: &Case, entries: &[Entry]) -> Result<(), Fault> {
    let mut told: BTreeMap<UserId, (NoticeKind, &Entry)> = BTreeMap::new();
    // First of all: a contract that has nothing left refuses the call.
    let reached = contracts::case_changed(cx, before, case, entries).await?;
    if let (Some(reached), Some(entry)) = (reached.first(), entries.last()) {
        for user in leaders_of(cx, reached.contract.company_id).await? {
            if entry.by_id != Some(user) {
                told.insert(user, (NoticeKind::ContractUsed, entry));
            }
        }
    }
    // What is solved in the act that opens it comes to nobody: its customer alone hears of it, and of how it ended.
    let begins = entries.iter().any(|entry| matches!(entry.event, CaseEvent::Opened { .. }));
    let over = begins && !case.state.is_open();
    for entry in entries {
        workplace::said(cx, case, entry).await?;
        let news = !(over && matches!(entry.event, CaseEvent::Opened { .. } | CaseEvent::Taken { .. }));
        for (kind, audiences) in concerned(before, entry).into_iter().filter(|_| news) {
            for user in people(cx, case, entry, audiences).await? {
                if entry.by_id != Some(user) {
                    told.insert(user, (kind, entry));
                }
            }
        }
    }
    if let Some(entry) = entries.iter().rev().find(|entry| !entry.event.is_silent()) {
        // Those who follow what came along were told on that case.
        let came_along = matches!(entry.event, CaseEvent::Absorbed { .. } | CaseEvent::Parted { .. });
        let all: BTreeSet<UserId> = match came_along {
            true => case.ties.followers.iter().copied().collect(),
            false => case.ties.all_followers().collect(),
        };
        for user in seeing(cx, case, all.into_iter().collect()).await? {
            if entry.by_id != Some(user) {
                told.entry(user).or_insert((NoticeKind::Changed, entry));
            }
        }
    }
    for entry in entries {
        let mine = told.iter().filter(|(_, (kind, of))| is_hand_over(*kind) && of.id == entry.id);
        let people: Vec<_> = mine.map(|(user, (kind, _))| (*user, *kind)).collect();
        escalation::handed_over(cx, case, entry, &people).await?;
    }
    articles_solved(cx, case, entries).await?;
    let faces = faces(cx, case).await?;
    for (user, (kind, entry)) in told {
        let subject = faces.get(&user).unwrap_or(&case.subject);
        tell(cx, user, kind, case, subject, entry).await?;
    }
    Ok(())
}

/// A case comes to whoever is told so.
fn is_hand_over(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::Assigned | NoticeKind::Forwarded)
}

/// What befalls a case, told to nobody or not: rules hear of it, and whoever looks at its promises looks anew.
pub async fn heard(cx: &mut Cx, before: &Case, case: &Case, entries: &[Entry]) -> Result<(), Fault> {
    rules::hearing::case_changed(cx, before, case, entries).await?;
    match entries.iter().all(|entry| entry.event.is_silent()) {
        true => Ok(()),
        false => escalation::case_changed(cx, case).await,
    }
}

/// Staff who hold a right and see the case.
pub async fn keepers(cx: &mut Cx, right: &str, case: &Case) -> Result<Vec<UserId>, Fault> {
    let holders = notices::store::holders(cx, right).await?;
    seeing(cx, case, holders).await
}

/// Somebody asked for leave: those who lead a team of theirs or stand right above them hear of it, and where nobody does
/// those who keep people.
pub async fn leave_asked(cx: &mut Cx, leave: &Leave, person: &User, leads: &[UserId]) -> Result<(), Fault> {
    let near: BTreeSet<UserId> = leads.iter().copied().chain(person.manager_id).collect();
    let mut told = deciding(cx, person, leads, near.into_iter().collect()).await?;
    if told.is_empty() {
        let keepers = notices::store::holders(cx, <Save<User> as Operation>::NAME).await?;
        told = deciding(cx, person, leads, keepers).await?;
    }
    for user in told {
        notices::tell_of_leave(cx, user, NoticeKind::LeaveAsked, leave, &person.name, &leave.note).await?;
    }
    Ok(())
}

/// Of some people those who decide on the leave of a person.
async fn deciding(cx: &mut Cx, person: &User, leads: &[UserId], all: Vec<UserId>) -> Result<Vec<UserId>, Fault> {
    let mut found = Vec::new();
    for user in all {
        let actor = actors::of_user(cx, user).await?;
        found.extend(actor.filter(|actor| decides(actor, person, leads)).map(|_| user));
    }
    Ok(found)
}

/// Whoever asked hears what became of it, and why.
pub async fn leave_decided(cx: &mut Cx, leave: &Leave) -> Result<(), Fault> {
    let by = cx.actor().name.clone();
    notices::tell_of_leave(cx, leave.user_id, NoticeKind::LeaveDecided, leave, &by, &leave.reason).await
}

/// Whoever approved a leave hears that it is not taken, or ends sooner.
pub async fn leave_withdrawn(cx: &mut Cx, leave: &Leave, person: &User) -> Result<(), Fault> {
    match leave.decided_by.filter(|_| leave.state != LeaveState::Declined) {
        Some(by) => notices::tell_of_leave(cx, by, NoticeKind::LeaveWithdrawn, leave, &person.name, "").await,
        None => Ok(()),
    }
}

/// A task came to somebody by the hand of somebody else: who does it hears of it, or its team as long as that is nobody.
pub async fn task_given(cx: &mut Cx, before: Option<&Task>, task: &Task) -> Result<(), Fault> {
    let had = before.filter(|before| before.state.is_open());
    let new_owner = task.owner_id.is_some() && had.and_then(|had| had.owner_id) != task.owner_id;
    let had_team = had.filter(|had| had.owner_id.is_none()).and_then(|had| had.team_id);
    let new_team = task.owner_id.is_none() && had_team != task.team_id;
    match task.state.is_open() && (new_owner || new_team) {
        true => task_told(cx, task, NoticeKind::TaskGiven).await,
        false => Ok(()),
    }
}

/// Whose task it is hears that it is due.
pub async fn task_due(cx: &mut Cx, task: &Task) -> Result<(), Fault> {
    task_told(cx, task, NoticeKind::TaskDue).await
}

async fn task_told(cx: &mut Cx, task: &Task, kind: NoticeKind) -> Result<(), Fault> {
    let people = match (task.owner_id, task.team_id) {
        (Some(owner), _) => vec![owner],
        (None, Some(team)) => notices::members(cx, team).await?,
        (None, None) => Vec::new(),
    };
    let case = tasks::case_of(cx, task).await?;
    let (me, by) = (cx.actor().user_id, cx.actor().name.clone());
    for user in people.into_iter().filter(|user| Some(*user) != me) {
        let actor = actors::of_user(cx, user).await?;
        let case = case.as_ref().filter(|case| actor.is_some_and(|actor| actor.sees(&case.scopes())));
        notices::tell_of_task(cx, user, kind, task, case, &by).await?;
    }
    Ok(())
}

/// Of some people the staff who see the case.
pub async fn seeing(cx: &mut Cx, case: &Case, all: Vec<UserId>) -> Result<Vec<UserId>, Fault> {
    let mut followers = Vec::new();
    for user in all {
        let actor = actors::of_user(cx, user).await?;
        followers.extend(actor.filter(|actor| actor.is_staff() && actor.sees(&case.scopes())).map(|_| user));
    }
    Ok(followers)
}

/// What the case is called to customers who came to it with one of their own.
async fn faces(cx: &mut Cx, case: &Case) -> Result<BTreeMap<UserId, String>, Fault> {
    let mut faces = BTreeMap::new();
    for joined in case.ties.joined.iter().filter(|joined| joined.contact_id != case.contact_id) {
        if let Some(user) = people_of_contact(cx, joined.contact_id).await? {
            faces.entry(user).or_insert_with(|| joined.subject.clone());
        }
    }
    Ok(faces)
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
        CaseEvent::Classified { .. } => vec![(Complained, &[UnitManagers])],
        CaseEvent::Acknowledged { .. } | CaseEvent::InvestigationBegun | CaseEvent::RemedyProposed { .. } => {
            vec![(StateChanged, &[Customer])]
        }
        CaseEvent::RemedyAgreed | CaseEvent::RemedyDisputed { .. } => vec![(StateChanged, handlers)],
        CaseEvent::Resolved { .. } | CaseEvent::Closed { .. } | CaseEvent::Concluded { .. } => {
            vec![(StateChanged, &[Customer, Assignee])]
        }
        // What we wait for among ourselves changes nothing for the customer.
        CaseEvent::Held { reason: PendingReason::Customer, .. } => vec![(StateChanged, &[Customer])],
        CaseEvent::Resumed { by_reply: false } if before.pending_reason == Some(PendingReason::Customer) => {
            vec![(StateChanged, &[Customer])]
        }
        CaseEvent::Merged { .. } => vec![(NoticeKind::Merged, &[Customer, Assignee])],
        CaseEvent::Absorbed { .. } => vec![(NoticeKind::Merged, handlers)],
        CaseEvent::MergeUndone { .. } | CaseEvent::MarkedDuplicate { .. } | CaseEvent::UnmarkedDuplicate { .. } => {
            vec![(StateChanged, &[Customer, Assignee])]
        }
        CaseEvent::SplitOff { .. } => vec![(NoticeKind::Changed, &[Customer])],
        CaseEvent::Rejected { .. } | CaseEvent::Accepted | CaseEvent::Reopened { .. } | CaseEvent::Cancelled { .. } => {
            vec![(StateChanged, handlers)]
        }
        _ => Vec::new(),
    }
}
