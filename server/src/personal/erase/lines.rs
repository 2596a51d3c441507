//! A person in the lines of the audit: the words go, the chain holds.

use std::sync::Arc;

use yingda_shared::audit::AuditRow;
use yingda_shared::contract::Operation;
use yingda_shared::customers::personal::EraseContact;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::erased::{ERASED, mark};
use yingda_shared::kernel::id::{CaseId, Uuid};

use super::{Person, TRACES};
use crate::audit::store::chain::{Column, lines_of, redact};
use crate::ctx::Caller;
use crate::services::Services;

/// What those without an account are called in the audit.
const GUEST: &str = "guest";

/// Which lines of the audit.
pub enum Of {
    /// About a case, and whether it is one of theirs.
    Case(CaseId, bool),
    /// About a contact or an account.
    Record(Uuid),
    /// By an account.
    Login(String),
}

/// Takes the person out of lines of the audit; answers how many had words taken out.
pub async fn lines(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>, of: Of) -> Result<i64, Fault> {
    let (column, value, theirs) = match of {
        Of::Case(case, theirs) => (Column::Object, case.to_string(), theirs),
        Of::Record(record) => (Column::Object, record.to_string(), false),
        Of::Login(login) => (Column::Login, login, false),
    };
    let (mut after, mut all) = ((0, 0), 0);
    loop {
        let (person, value) = (person.clone(), value.clone());
        let work = services.write(caller.clone(), move |cx| {
            Box::pin(async move {
                let lines = lines_of(cx, column, &value, after).await?;
                let mut some = 0;
                for (login, line) in &lines {
                    let (left, alias) = person.without(line, login, theirs);
                    if left != *line || alias != *login {
                        redact(cx, EraseContact::NAME, &left, &alias).await?;
                        some += 1;
                    }
                }
                Ok((some, lines.last().map(|(_, line)| (line.at, line.pos))))
            })
        });
        let (some, last) = work.await?;
        all += some;
        match last {
            Some(last) => after = last,
            None => return Ok(all),
        }
    }
}

impl Person {
    /// A line of the audit without the person, and the login it is found by from now on.
    fn without(&self, line: &AuditRow, login: &str, theirs: bool) -> (AuditRow, String) {
        let mut left = line.clone();
        let own = self.accounts.iter().find(|user| user.login == login);
        if own.is_some() {
            left.by = ERASED.into();
            left.reason = mark(&line.reason);
        }
        // Who writes by a tracking link has no login. On a case of theirs that is they.
        if theirs && line.kind == "cases" && login == GUEST {
            left.reason = mark(&line.reason);
        }
        let record = ["contacts", "users"].contains(&line.kind.as_str()) && TRACES.contains(&line.field.as_str());
        let ours =
            line.object == self.contact.id.to_string() || self.users.iter().any(|id| line.object == id.to_string());
        if record && ours {
            (left.old, left.new) = (mark(&line.old), mark(&line.new));
        }
        for text in [&mut left.by, &mut left.old, &mut left.new, &mut left.reason] {
            *text = self.traces.clean(text);
        }
        (left, own.map_or_else(|| login.to_string(), alias))
    }
}

/// What an account is called once nobody may know whose it was.
pub fn alias(user: &User) -> String {
    let id = user.id.to_string();
    format!("erased-{}", &id[id.len() - 12..])
}
