//! In-app notices: written in the transaction of what they tell of.

pub mod holidays;
pub mod push;
pub mod store;

use std::collections::BTreeSet;

use yingda_shared::cases::events::Entry;
use yingda_shared::cases::{Case, CaseEvent};
use yingda_shared::customers::Company;
use yingda_shared::escalation::RequestState;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{CompanyId, ContactId, TeamId, UserId};
use yingda_shared::kernel::time::{Millis, date_time};
use yingda_shared::knowledge::articles::Article;
use yingda_shared::notices::{ListNotices, Notice, NoticeKind, Notices, ReadNotices, Unread};
use yingda_shared::schedules::Leave;
use yingda_shared::tasks::Task;

use crate::ctx::{Cx, new_id};
use crate::dispatch::Registry;
use crate::records::store as records;

pub fn register(registry: &mut Registry) {
    registry.read::<ListNotices, _>(list);
    registry.write::<ReadNotices, _>(read);
    push::register(registry);
}

/// People an event may concern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Audience {
    Assignee,
    Team,
    Firm,
    FirmEngineer,
    /// The accounts of the customer's contact, and of those who came along with a merge.
    Customer,
    /// Those named by `@login`.
    Mentioned,
    /// Whoever leads the unit that a complaint is about, or the nearest one above that is led by somebody.
    UnitManagers,
}

/// A team is told of at most this many; larger ones watch their list.
const TEAM_MAX: usize = 50;

/// Those an audience of an event is made of.
pub async fn people(
    cx: &mut Cx,
    case: &Case,
    entry: &Entry,
    audiences: &[Audience],
) -> Result<BTreeSet<UserId>, Fault> {
    let mut people: BTreeSet<UserId> = BTreeSet::new();
    for audience in audiences {
        match audience {
            Audience::Assignee => people.extend(case.assignee_id),
            Audience::FirmEngineer => people.extend(case.firm_engineer_id),
            Audience::Team if case.assignee_id.is_none() => {
                if let Some(team) = case.team_id {
                    people.extend(store::members(cx, team, TEAM_MAX).await?);
                }
            }
            Audience::Team => {}
            Audience::Firm => {
                if let Some(firm) = case.firm_id {
                    people.extend(store::firm_people(cx, firm, TEAM_MAX).await?);
                }
            }
            Audience::Customer => {
                let came = case.ties.joined.iter().map(|joined| joined.contact_id);
                for contact in std::iter::once(case.contact_id).chain(came) {
                    people.extend(people_of_contact(cx, contact).await?);
                }
            }
            Audience::UnitManagers => people.extend(unit_managers(cx, case).await?),
            Audience::Mentioned => {
                if let CaseEvent::Commented { mentions, .. } = &entry.event {
                    people.extend(mentions.iter().copied());
                }
            }
        }
    }
    Ok(people)
}

/// Those of a team who are told of what comes to all of it.
pub async fn members(cx: &mut Cx, team: TeamId) -> Result<Vec<UserId>, Fault> {
    store::members(cx, team, TEAM_MAX).await
}

/// Who is complained of as a person is not told by this.
async fn unit_managers(cx: &mut Cx, case: &Case) -> Result<Vec<UserId>, Fault> {
    let Some(against) = case.complaint.as_ref().map(|complaint| &complaint.against) else { return Ok(Vec::new()) };
    let mut unit = against.unit_id;
    while let Some(id) = unit {
        let mut leaders = store::leaders(cx, id, TEAM_MAX).await?;
        leaders.retain(|leader| Some(*leader) != against.user_id);
        if !leaders.is_empty() {
            return Ok(leaders);
        }
        unit = store::unit_above(cx, id).await?;
    }
    Ok(Vec::new())
}

/// Whoever leads the unit that answers for a customer, or the nearest one above that is led by somebody.
pub async fn leaders_of(cx: &mut Cx, company: CompanyId) -> Result<Vec<UserId>, Fault> {
    let company: Option<Company> = records::find(cx, company.0).await?;
    let mut unit = company.map(|company| company.unit_id);
    while let Some(id) = unit {
        let leaders = store::leaders(cx, id, TEAM_MAX).await?;
        if !leaders.is_empty() {
            return Ok(leaders);
        }
        unit = store::unit_above(cx, id).await?;
    }
    Ok(Vec::new())
}

/// The account of a contact, if there are both.
pub async fn people_of_contact(cx: &mut Cx, contact: Option<ContactId>) -> Result<Option<UserId>, Fault> {
    match contact {
        Some(contact) => store::contact_account(cx, contact).await,
        None => Ok(None),
    }
}

/// Writes a notice for a person, to whom the case is called `subject`.
pub async fn tell(
    cx: &mut Cx,
    user: UserId,
    kind: NoticeKind,
    case: &Case,
    subject: &str,
    entry: &Entry,
) -> Result<(), Fault> {
    let bare = of_case(kind, case, &entry.by, entry.at);
    let notice = Notice { subject: subject.to_string(), reason: case.pending_reason, ..bare };
    put(cx, user, &notice, false).await
}

/// The same in the name of a rule, an escalation, or whoever asked for one: it has words of its own. What is `urgent`
/// may break quiet hours.
pub async fn tell_of(
    cx: &mut Cx,
    user: UserId,
    kind: NoticeKind,
    case: &Case,
    (by, text): (&str, &str),
    urgent: bool,
) -> Result<(), Fault> {
    let notice = Notice { text: text.to_string(), ..of_case(kind, case, by, cx.now) };
    put(cx, user, &notice, urgent).await
}

/// Tells somebody of a leave, with the words of whoever asked or decided.
pub async fn tell_of_leave(
    cx: &mut Cx,
    user: UserId,
    kind: NoticeKind,
    leave: &Leave,
    by: &str,
    text: &str,
) -> Result<(), Fault> {
    let offset = cx.services.config.offset;
    let names = records::names(cx, [leave.user_id.0]).await?;
    let notice = Notice {
        id: new_id(),
        kind,
        case_id: None,
        task_id: None,
        company_id: None,
        article_id: None,
        number: format!("{} – {}", date_time(leave.span.from, offset), date_time(leave.span.to, offset)),
        subject: names.into_values().next().unwrap_or_default(),
        by: by.to_string(),
        state: leave.state.to_string(),
        reason: None,
        text: text.to_string(),
        at: cx.now,
        read: false,
    };
    put(cx, user, &notice, false).await
}

/// Tells somebody of a task; `case` is the one it stands beside, where there is one that they see.
pub async fn tell_of_task(
    cx: &mut Cx,
    user: UserId,
    kind: NoticeKind,
    task: &Task,
    case: Option<&Case>,
    by: &str,
) -> Result<(), Fault> {
    let notice = Notice {
        id: new_id(),
        kind,
        case_id: case.map(|case| case.id),
        task_id: Some(task.id),
        company_id: None,
        article_id: None,
        number: case.map(|case| case.number.clone()).unwrap_or_default(),
        subject: task.title.clone(),
        by: by.to_string(),
        state: String::new(),
        reason: None,
        text: String::new(),
        at: cx.now,
        read: false,
    };
    put(cx, user, &notice, false).await
}

/// Tells somebody of a customer who is escalated, with the words of whoever took the step.
pub async fn tell_of_account(
    cx: &mut Cx,
    user: UserId,
    company: &Company,
    state: RequestState,
    (by, text): (&str, &str),
) -> Result<(), Fault> {
    let notice = Notice {
        id: new_id(),
        kind: NoticeKind::AccountEscalated,
        case_id: None,
        task_id: None,
        company_id: Some(company.id),
        article_id: None,
        number: company.code.clone(),
        subject: company.name.clone(),
        by: by.to_string(),
        state: state.to_string(),
        reason: None,
        text: text.to_string(),
        at: cx.now,
        read: false,
    };
    put(cx, user, &notice, false).await
}

/// What somebody is told of an article, or of many where `article` is nobody's.
pub struct ArticleNews<'a> {
    pub kind: NoticeKind,
    pub article: Option<&'a Article>,
    /// Title of the article, or name of whoever had them.
    pub subject: &'a str,
    pub number: String,
    /// Word of where the version stands.
    pub state: &'static str,
    pub text: &'a str,
}

/// Tells somebody of an article.
pub async fn tell_of_article(cx: &mut Cx, user: UserId, news: &ArticleNews<'_>) -> Result<(), Fault> {
    let notice = Notice {
        id: new_id(),
        kind: news.kind,
        case_id: None,
        task_id: None,
        company_id: None,
        article_id: news.article.map(|article| article.id),
        number: news.number.clone(),
        subject: news.subject.to_string(),
        by: cx.actor().name.clone(),
        state: news.state.to_string(),
        reason: None,
        text: news.text.to_string(),
        at: cx.now,
        read: false,
    };
    put(cx, user, &notice, false).await
}

/// A notice of a case as it stands, without more words.
fn of_case(kind: NoticeKind, case: &Case, by: &str, at: Millis) -> Notice {
    Notice {
        id: new_id(),
        kind,
        case_id: Some(case.id),
        task_id: None,
        company_id: None,
        article_id: None,
        number: case.number.clone(),
        subject: case.subject.clone(),
        by: by.to_string(),
        state: case.state.to_string(),
        reason: None,
        text: String::new(),
        at,
        read: false,
    }
}

async fn put(cx: &mut Cx, user: UserId, notice: &Notice, urgent: bool) -> Result<(), Fault> {
    store::add(cx, user, notice).await?;
    push::write_to(cx, user, notice, urgent).await?;
    cx.touch("notices", &notice.id.to_string(), vec![scope::user(user)]).await.map(drop)
}

async fn list(cx: &mut Cx, _: ListNotices) -> Result<Notices, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    Ok(Notices { rows: store::newest(cx, user).await?, unread: store::unread(cx, user).await? })
}

async fn read(cx: &mut Cx, op: ReadNotices) -> Result<Unread, Fault> {
    let user = cx.actor().user_id.ok_or(Fault::Unauthenticated)?;
    store::mark_read(cx, user, op.id).await?;
    cx.touch("notices", &user.to_string(), vec![scope::user(user)]).await?;
    Ok(Unread { unread: store::unread(cx, user).await? })
}
