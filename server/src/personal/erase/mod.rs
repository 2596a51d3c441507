//! Taking a contact out: bounded batches, each a transaction of its own, the contact's own row last. What
//! breaks off is done to its end by asking again, because by then nothing was forgotten that leads on.

mod lines;
mod told;

use std::sync::Arc;

use yingda_shared::cases::Case;
use yingda_shared::cases::erasing::Leaver;
use yingda_shared::contract::Operation;
use yingda_shared::customers::Contact;
use yingda_shared::customers::personal::{EraseContact, Erased};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::erased::{ERASED, Traces};
use yingda_shared::kernel::id::{CaseId, EscalationId, UserId};
use yingda_shared::knowledge::articles::ArticleFeedback;
use yingda_shared::tasks::{AboutKind, TaskAbout};

use self::lines::{Of, alias, lines};
use self::told::told;
use super::{accounts, contact, owners};
use crate::audit::Line;
use crate::audit::store::chain::{Column, lines_of};
use crate::cases::store as cases;
use crate::ctx::{Caller, Cx};
use crate::escalation;
use crate::failure;
use crate::files;
use crate::identity;
use crate::knowledge::articles::store::feedback;
use crate::notices;
use crate::outbox;
use crate::records;
use crate::services::Services;
use crate::tasks;
use crate::workplace;

/// Entries rewritten in one transaction.
const ENTRIES: usize = 200;
/// Fields of the records that hold what a person is called and reached by.
const TRACES: [&str; 5] = ["name", "login", "phone", "email", "title"];

/// Who is taken out.
#[derive(Clone)]
struct Person {
    contact: Contact,
    accounts: Vec<User>,
    users: Vec<UserId>,
    traces: Traces,
}

impl Person {
    fn leaver(&self) -> Leaver<'_> {
        Leaver { contact: self.contact.id, accounts: &self.users, traces: &self.traces }
    }

    /// Ids of their own records.
    fn records(&self) -> Vec<String> {
        self.users.iter().map(ToString::to_string).chain([self.contact.id.to_string()]).collect()
    }

    /// Adds what they are called in a case.
    fn add_spellings(&mut self, case: &Case) {
        let own = self.leaver().owns(case).then(|| [case.contact_name.clone(), case.contact_phone.clone()]);
        let leaver = self.leaver();
        let came = case.ties.joined.iter().filter(|joined| leaver.brought(joined));
        let came = came.map(|joined| [joined.contact_name.clone(), joined.contact_phone.clone()]);
        let texts: Vec<[String; 2]> = own.into_iter().chain(came).collect();
        texts.iter().flatten().for_each(|text| self.traces.add(text));
    }
}

pub async fn erase(cx: &mut Cx, op: EraseContact) -> Result<Erased, Fault> {
    let contact = contact(cx, op.id).await?;
    if contact.name == ERASED {
        return Err(Fault::refused("contacts.already_erased"));
    }
    if contact.name.trim() != op.name.trim() {
        return Err(Fault::invalid("/name", "other_name"));
    }
    let (_, open) = cases::personal::count_of_contact(cx, op.id).await?;
    if open > 0 && !op.even_open {
        return Err(Fault::refused("contacts.open_cases"));
    }
    let person = Arc::new(gather(cx, contact).await?);
    cx.rest();
    let (services, caller) = (cx.services.clone(), cx.caller.clone());
    begin(&services, &caller, &person, op.reason).await?;
    let mut erased = Erased { cases: 0, files: 0, lines: 0 };
    let all = {
        let mut cx = services.reader(caller.clone());
        cases::personal::with_traces(&mut cx, person.contact.id, &person.users).await?
    };
    for id in &all {
        let Some(case) = cases::find(&mut services.reader(caller.clone()), *id).await? else { continue };
        erased.files += one_case(&services, &caller, &person, &case).await? as i64;
        let theirs = person.leaver().owns(&case);
        erased.lines += lines(&services, &caller, &person, Of::Case(*id, theirs)).await?;
        for request in escalation::store::all_requests(&mut services.reader(caller.clone()), *id).await? {
            erased.lines += lines(&services, &caller, &person, Of::Record(request.id.0)).await?;
        }
        let about = TaskAbout { kind: AboutKind::Case, id: id.0 };
        for task in tasks::store::ids_about(&mut services.reader(caller.clone()), about).await? {
            erased.lines += lines(&services, &caller, &person, Of::Record(task.0)).await?;
        }
        erased.cases += i64::from(theirs);
    }
    for request in of_customer(&services, &caller, &person).await? {
        erased.lines += lines(&services, &caller, &person, Of::Record(request.0)).await?;
    }
    told(&services, &caller, &person, &all).await?;
    for user in &person.accounts {
        erased.lines += lines(&services, &caller, &person, Of::Login(user.login.clone())).await?;
        erased.lines += lines(&services, &caller, &person, Of::Record(user.id.0)).await?;
    }
    erased.lines += lines(&services, &caller, &person, Of::Record(person.contact.id.0)).await?;
    end(&services, &caller, &person).await?;
    // Their bytes go with the next sweep at the latest; now is better.
    while files::sweep(&services).await? > 0 {}
    files::uploads::expire(&services).await?;
    Ok(erased)
}

/// The words in which somebody asked that the person's company be escalated; answers which requests there are.
async fn of_customer(
    services: &Arc<Services>,
    caller: &Caller,
    person: &Arc<Person>,
) -> Result<Vec<EscalationId>, Fault> {
    let Some(company) = person.contact.company_id else { return Ok(Vec::new()) };
    let person = person.clone();
    let work = services.write(caller.clone(), move |cx| {
        Box::pin(
            async move { escalation::store::rewrite_of_company(cx, company, |text| person.traces.clean(text)).await },
        )
    });
    work.await
}

/// What the person was ever called, as far as the audit knows.
async fn gather(cx: &mut Cx, contact: Contact) -> Result<Person, Fault> {
    let accounts = accounts(cx, contact.id).await?;
    let mut traces = Traces::of([contact.name.as_str(), &contact.phone, &contact.email]);
    for user in &accounts {
        for text in [&user.name, &user.login, &user.email, &user.phone] {
            traces.add(text);
        }
    }
    let objects = accounts.iter().map(|user| user.id.to_string()).chain([contact.id.to_string()]);
    for object in objects {
        let mut after = (0, 0);
        loop {
            let lines = lines_of(cx, Column::Object, &object, after).await?;
            for (_, line) in lines.iter().filter(|(_, line)| TRACES[..4].contains(&line.field.as_str())) {
                traces.add(&line.old);
                traces.add(&line.new);
            }
            let Some((_, line)) = lines.last() else { break };
            after = (line.at, line.pos);
        }
    }
    let users = accounts.iter().map(|user| user.id).collect();
    Ok(Person { contact, accounts, users, traces })
}

/// Says in the audit who ordered it and why, and closes every way in.
async fn begin(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>, reason: String) -> Result<(), Fault> {
    let person = person.clone();
    let work = services.write(caller.clone(), move |cx| {
        Box::pin(async move {
            let (object, reason) = (person.contact.id.to_string(), person.traces.clean(&reason));
            let (action, kind, field) = (EraseContact::NAME, "contacts", "personal_data");
            cx.audit(Line { action, kind, object: &object, field, old: "", new: "", reason: &reason }).await?;
            for user in &person.accounts {
                identity::store::forget(cx, user.id).await?;
                identity::devices::store::forget(cx, user.id).await?;
                notices::store::drop_all(cx, user.id).await?;
                notices::push::store::drop_all(cx, user.id).await?;
                workplace::store::forget(cx, user.id).await?;
                let owner = format!("user:{}", user.id);
                files::store::abandon_unattached(cx, &owner).await?;
                files::uploads::store::abandon(cx, &owner).await?;
                for said in feedback::of_voter(cx, &owner).await? {
                    let (by, text) = (ERASED.to_string(), person.traces.clean(&said.text));
                    feedback::put(cx, &ArticleFeedback { by, text, ..said }, &owner).await?;
                }
                feedback::forget(cx, &owner).await?;
                cx.touch("sessions", &user.id.to_string(), Vec::new()).await?;
                without_demo(cx, &user.login).await?;
            }
            Ok(())
        })
    });
    work.await
}

/// The demo names the accounts that open without a password.
async fn without_demo(cx: &mut Cx, login: &str) -> Result<(), Fault> {
    let Some(demo) = identity::store::setting(cx, identity::sessions::DEMO).await? else { return Ok(()) };
    let left: Vec<&str> = demo.split(',').filter(|known| *known != login).collect();
    let left = left.join(",");
    if left == demo { Ok(()) } else { identity::store::set_setting(cx, identity::sessions::DEMO, Some(&left)).await }
}

/// A case with its timeline and files; answers how many files went.
async fn one_case(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>, case: &Case) -> Result<u64, Fault> {
    let mut person = Person::clone(person);
    // As it was given with this case: perhaps in another spelling.
    person.add_spellings(case);
    let person = Arc::new(person);
    let (id, mut pos) = (case.id, 0);
    loop {
        let (person, case) = (person.clone(), case.clone());
        let work = services.write(caller.clone(), move |cx| {
            Box::pin(async move {
                let entries = cases::personal::entries_after(cx, id, pos, ENTRIES).await?;
                for entry in &entries {
                    let left = person.leaver().erase_entry(&case, entry).ok_or_else(unreadable)?;
                    if left != *entry {
                        cases::personal::rewrite_entry(cx, &left).await?;
                    }
                }
                Ok(entries.last().map(|entry| entry.pos))
            })
        });
        match work.await? {
            Some(last) => pos = last,
            None => break,
        }
    }
    services.write(caller.clone(), move |cx| Box::pin(async move { the_row(cx, id, &person).await })).await
}

async fn the_row(cx: &mut Cx, id: CaseId, person: &Person) -> Result<u64, Fault> {
    let Some(before) = cases::find(cx, id).await? else { return Ok(0) };
    let leaver = person.leaver();
    let gone = files::store::abandon(cx, id, &owners(&before, &leaver)).await?;
    for file in files::store::given_after(cx, &[(id, i64::MIN)], true).await? {
        let name = person.traces.clean(&file.name);
        if name != file.name {
            files::store::rename(cx, file.id, &name).await?;
        }
    }
    if leaver.owns(&before) {
        cases::personal::forget_track(cx, id).await?;
    }
    escalation::store::rewrite_requests(cx, id, |text| person.traces.clean(text)).await?;
    outbox::store::rewrite(cx, id, |text| person.traces.clean(text)).await?;
    let mut left = leaver.erase_case(&before).ok_or_else(unreadable)?;
    // On the feed: every device that holds the case gets it anew, its timeline with it.
    cases::save(cx, &mut left, &before).await?;
    cases::ties::keep(cx, &left).await?;
    Ok(gone)
}

fn unreadable() -> Fault {
    failure::internal(&"a case cannot be read without its reporter")
}

/// The records themselves, last.
async fn end(services: &Arc<Services>, caller: &Caller, person: &Arc<Person>) -> Result<(), Fault> {
    let person = person.clone();
    let work = services.write(caller.clone(), move |cx| {
        Box::pin(async move {
            for user in &person.accounts {
                let left = User {
                    active: false,
                    name: ERASED.into(),
                    login: alias(user),
                    email: String::new(),
                    phone: String::new(),
                    ..user.clone()
                };
                records::store::put(cx, &left, records::handlers::scopes(&left)).await?;
            }
            let left = Contact {
                active: false,
                name: ERASED.into(),
                phone: String::new(),
                email: String::new(),
                title: String::new(),
                ..person.contact.clone()
            };
            records::store::put(cx, &left, records::handlers::scopes(&left)).await.map(drop)
        })
    });
    work.await
}
