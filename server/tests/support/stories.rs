//! Sentences that many stories share.

use yingda_shared::cases::complaint::{SubmitComplaint, Topic};
use yingda_shared::cases::events::{CaseEvent, Entry};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{CaseTimeline, GetCase, ListCases};
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::cases::{CaseState, ResolutionCode};
use yingda_shared::fault::Fault;
use yingda_shared::files::FileInfo;
use yingda_shared::kernel::id::{CaseId, FileId, FileIds, FirmId, TeamId};
use yingda_shared::notices::{ListNotices, NoticeKind};

use super::{Ask, Desk, world};

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";

impl Desk {
    pub async fn submitted(&self, who: &str, subject: &str) -> CaseRef {
        self.done(who, submit(subject)).await
    }

    /// An agent opens a case for a customer's contact; it belongs to the customer's branch.
    pub async fn opened_for(
        &self,
        company: yingda_shared::kernel::id::CompanyId,
        contact: yingda_shared::kernel::id::ContactId,
        subject: &str,
    ) -> CaseRef {
        let op = QuickOpenCase {
            subject: subject.into(),
            company_id: Some(company),
            contact_id: Some(contact),
            ..QuickOpenCase::default()
        };
        self.done("agent", op).await
    }

    pub async fn forwarded_to_team(&self, id: CaseId, team: TeamId) {
        self.done("manager", ForwardCase { team_id: Some(team), ..forward(id) }).await;
    }

    pub async fn forwarded_to_firm(&self, id: CaseId, firm: FirmId) {
        self.done("manager", ForwardCase { firm_id: Some(firm), ..forward(id) }).await;
    }

    pub async fn resolved(&self, who: &str, id: CaseId) -> CaseRef {
        self.done(who, resolve(id)).await
    }

    pub async fn commented(&self, who: &str, id: CaseId, text: &str) -> CaseRef {
        self.done(who, comment(id, text)).await
    }

    /// A note among staff.
    pub async fn noted(&self, who: &str, id: CaseId, text: &str) -> CaseRef {
        self.done(who, CommentCase { internal: true, ..comment(id, text) }).await
    }

    pub async fn case(&self, who: &str, id: CaseId) -> CaseDetail {
        self.done(who, GetCase { id: id.to_string() }).await
    }

    pub async fn state(&self, id: CaseId) -> CaseState {
        self.case("manager", id).await.case.state
    }

    /// Words of what a side sees in the timeline, oldest first.
    pub async fn timeline(&self, who: &str, id: CaseId) -> Vec<&'static str> {
        let timeline = self.done(who, CaseTimeline { id, before: None }).await;
        timeline.entries.iter().map(|entry| entry.event.kind()).collect()
    }

    pub async fn entries(&self, who: &str, id: CaseId) -> Vec<Entry> {
        self.done(who, CaseTimeline { id, before: None }).await.entries
    }

    /// Subjects of a list in its order.
    pub async fn subjects(&self, who: &str, query: ListCases) -> Result<Vec<String>, Fault> {
        Ok(self.call(who, query).await?.rows.into_iter().map(|row| row.subject).collect())
    }

    /// Kinds of the notices somebody has, newest last.
    pub async fn notices(&self, who: &str) -> Vec<NoticeKind> {
        let rows = self.done(who, ListNotices {}).await.rows;
        rows.iter().rev().map(|notice| notice.kind).collect()
    }

    pub async fn uploaded(&self, login: &str, name: &str, bytes: &'static [u8]) -> FileId {
        let ask = Ask::new("POST", &format!("/files?name={name}")).body(bytes).by(login);
        let info: FileInfo = serde_json::from_value(self.http(ask).await.ok()).expect("facts of a file");
        info.id
    }

    /// A case reported without an account, and the secret of its link.
    pub async fn guest_case(&self, subject: &str) -> (CaseRef, String) {
        let op = SubmitCase { contact_name: "路人".into(), contact_phone: "13700137000".into(), ..submit(subject) };
        let case = self.done("guest", op).await;
        let secret = case.track.clone().expect("the secret of the link");
        (case, secret)
    }
}

pub fn submit(subject: &str) -> SubmitCase {
    SubmitCase { subject: subject.into(), ..SubmitCase::default() }
}

pub fn comment(id: CaseId, text: &str) -> CommentCase {
    CommentCase { id, text: text.into(), internal: false, files: FileIds::default(), seen: None }
}

pub fn forward(id: CaseId) -> ForwardCase {
    ForwardCase { id, base: None, unit_id: None, team_id: None, firm_id: None, note: String::new() }
}

pub fn resolve(id: CaseId) -> ResolveCase {
    ResolveCase { id, code: ResolutionCode::Fixed, text: "已更换硒鼓".into(), pair_id: None }
}

pub fn assign(id: CaseId, login: &str) -> AssignCase {
    AssignCase { id, base: None, team_id: None, assignee_id: Some(world::user(login)), note: String::new() }
}

pub fn edit(id: CaseId, base: i64) -> EditCase {
    EditCase::untouched(id, base)
}

pub fn complaint(subject: &str) -> SubmitComplaint {
    SubmitComplaint {
        id: None,
        subject: subject.into(),
        description: String::new(),
        topic: Some(Topic::Delay),
        expectation: "说明原因并补偿".into(),
        about_id: None,
        files: FileIds::default(),
        contact_name: String::new(),
        contact_phone: String::new(),
        company_id: None,
        contact_id: None,
    }
}

pub fn rate(id: CaseId, score: u8) -> RateCase {
    RateCase { id, score, reasons: String::new(), comment: String::new(), reopen: false }
}

pub fn search(q: &str) -> ListCases {
    ListCases { q: Some(q.into()), ..ListCases::default() }
}

/// The texts written to a case that a side can read.
pub fn texts(entries: &[Entry]) -> Vec<String> {
    let text = |entry: &Entry| match &entry.event {
        CaseEvent::Commented { text, .. } => Some(text.clone()),
        _ => None,
    };
    entries.iter().filter_map(text).collect()
}
