//! A person in the lines of the audit: the words go, the chain holds.

use std::sync::Arc;

use yingda_shared::audit::AuditRow;
use yingda_shared::contract::Operation;
use yingda_shared::customers::personal::EraseContact;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::erased::{ERASED, mark};

use super::{Person, TRACES};
use crate::audit::store::chain::{Column, lines_of, redact};
use crate::ctx::Caller;
use crate::services::Services;

/// Lines of the audit about an object or by a login; answers how many had words taken out.
pub async fn lines(
    services: &Arc<Services>,
    caller: &Caller,
    person: &Arc<Person>,
    column: Column,
    value: String,
) -> Result<i64, Fault> {
    let (mut after, mut all) = ((0, 0), 0);
    loop {
        let (person, value) = (person.clone(), value.clone());
        let work = services.write(caller.clone(), move |cx| {
            Box::pin(async move {
                let lines = lines_of(cx, column, &value, after).await?;
                let mut some = 0;
                for (login, line) in &lines {
                    let (left, alias) = person.without(line, login);
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
    fn without(&self, line: &AuditRow, login: &str) -> (AuditRow, String) {
        let mut left = line.clone();
        let own = self.accounts.iter().find(|user| user.login == login);
        if own.is_some() {
            left.by = ERASED.into();
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
