//! The same pages without a server: reads answered from the replica, writes checked, decided and shown
//! before anyone else hears of them.
//!
//! What is answered here is what the server would answer from the same rows, with the same rights; what
//! this device cannot know it does not answer. What is decided here is foreseen: the server decides with
//! authority once the outbox is sent.

pub mod articles;
mod cases;
mod facts;
mod joining;
mod openings;
mod pairs;
mod person;
mod records;
mod rows;
mod tasks;
pub mod tray;
mod views;
mod writes;

pub use person::is_unread;
use serde::Serialize;
use serde_json::Value;

use crate::cases::doc::KIND;
use crate::cases::queries::{CaseTimeline, CountCases, FindCaller, GetCase, ListCases, SimilarCases};
use crate::catalog::priority::GetMatrix;
use crate::contract::{Operation, malformed, parse};
use crate::fault::Fault;
use crate::identity::operations::{Me, WhoAmI};
use crate::identity::{Actor, policy};
use crate::kernel::id::Uuid;
use crate::kernel::time::Millis;
use crate::knowledge::pairs::{OfferPairs, OftenReported};
use crate::notices::ListNotices;
use crate::offline::articles::Library;
use crate::offline::writes::{Act, Done};
use crate::portal::SubmitOptions;
use crate::sync::overlay::{Replay, View};
use crate::sync::{Key, Mutation};
use crate::tasks::{CountTasks, GetTask, ListTasks};
use crate::views::{CountViews, GetView, ListViews};

/// Who asks, when, and what a case without a number is called until the server gives one.
pub struct Here {
    pub actor: Actor,
    pub now: Millis,
    /// Such as "本地" or "Local".
    pub local_word: String,
}

/// A write made ready for the outbox.
pub struct Queued {
    /// The record it is about; of what it creates, the new one.
    pub about: Key,
    pub input: Value,
    pub output: Value,
}

/// The actor that the row `me` makes. Grants are not among what a device knows: its rows are all that
/// they let through.
pub fn actor_of(me: &Me) -> Actor {
    Actor {
        user_id: me.user_id,
        name: me.name.clone(),
        login: me.login.clone(),
        operations: me.operations.iter().cloned().collect(),
        firm_id: me.firm_id,
        ..Actor::bare(me.kind, &me.role)
    }
}

/// The answer to a read from this device's rows; None when this device cannot answer it.
pub fn answer(name: &str, input: &Value, view: &View<'_>, here: &Here) -> Option<Result<Value, Fault>> {
    answer_by(name, input, view, here, None)
}

/// The same; articles are found by a library that was made before.
pub fn answer_by(
    name: &str,
    input: &Value,
    view: &View<'_>,
    here: &Here,
    library: Option<&Library>,
) -> Option<Result<Value, Fault>> {
    if let Err(fault) = policy::authorise(&here.actor, name) {
        return Some(Err(fault));
    }
    // A device that was told nothing yet knows no more than what it did itself.
    if name != GetCase::NAME && name != CaseTimeline::NAME {
        rows::me(view)?;
    }
    match name {
        GetCase::NAME => answered(input, |op| cases::get(&op, view, here).map(Ok)),
        CaseTimeline::NAME => answered(input, |op| cases::timeline(&op, view).map(Ok)),
        ListCases::NAME => answered(input, |op| Some(cases::list(&op, view, here))),
        CountCases::NAME => answered(input, |op| Some(cases::count(&op, view, here))),
        SimilarCases::NAME => answered(input, |op| cases::similar(&op, view, here).map(Ok)),
        FindCaller::NAME => answered(input, |op| cases::find_caller(&op, view, here).map(Ok)),
        ListNotices::NAME if here.actor.user_id.is_none() => Some(Err(Fault::Unauthenticated)),
        ListNotices::NAME => answered(input, |_: ListNotices| Some(Ok(person::notices(view)))),
        ListViews::NAME => answered(input, |_: ListViews| Some(views::list(view, here))),
        GetView::NAME => answered(input, |op| Some(views::get(&op, view))),
        CountViews::NAME => answered(input, |_: CountViews| Some(views::count(view, here))),
        ListTasks::NAME => answered(input, |op| tasks::list(&op, view, here).map(Ok)),
        GetTask::NAME => answered(input, |op| tasks::get(&op, view, here).map(Ok)),
        CountTasks::NAME => answered(input, |_: CountTasks| tasks::count(view, here).map(Ok)),
        GetMatrix::NAME => answered(input, |_: GetMatrix| rows::matrix(view).map(Ok)),
        SubmitOptions::NAME => answered(input, |op| person::options(&op, view).map(Ok)),
        WhoAmI::NAME => answered(input, |_: WhoAmI| person::whoami(view).map(Ok)),
        OfferPairs::NAME => answered(input, |op| pairs::offer(&op, view, here).map(Ok)),
        OftenReported::NAME => answered(input, |op| pairs::often(&op, view, here).map(Ok)),
        _ if articles::is_of_knowledge(name) => articles::answer(name, input, view, here, library),
        _ => records::answer(name, input, view, &here.actor),
    }
}

fn answered<O: Operation>(
    input: &Value,
    read: impl FnOnce(O) -> Option<Result<O::Output, Fault>>,
) -> Option<Result<Value, Fault>> {
    match parse(input, None) {
        Ok(op) => read(op).map(|answer| answer.and_then(json)),
        Err(fault) => Some(Err(fault)),
    }
}

fn json(value: impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(value).map_err(|error| malformed(&error))
}

/// Checks and decides a write against what this device knows: Err is the refusal the person sees at
/// once, None when it cannot be queued. `fresh` names what the write creates.
pub fn queue(
    name: &str,
    version_checked_input: &Value,
    fresh: Uuid,
    view: &View<'_>,
    here: &Here,
) -> Option<Result<Queued, Fault>> {
    let act = Act { here, at: here.now, fresh, recorded: None };
    let done = writes::act(name, version_checked_input, view, &act)?;
    Some(done.map(|Done { about, input, output, .. }| Queued { about, input, output }))
}

/// Shows queued writes over the rows. The moment of a write is when it was made.
pub struct Domains<'a> {
    pub here: &'a Here,
}

impl Replay for Domains<'_> {
    fn replay(&self, view: &mut View<'_>, mutation: &Mutation) -> Result<(), Fault> {
        let act = Act { here: self.here, at: mutation.made_at, fresh: mutation.id, recorded: Some(mutation.version) };
        match writes::act(&mutation.name, &mutation.input, view, &act) {
            Some(done) => done?.puts.into_iter().for_each(|(key, body)| view.put(key, body)),
            None if mutation.about.kind == KIND => return Err(Fault::NotFound),
            None => {}
        }
        Ok(())
    }
}

/// What a case is called until the server gives it a number: the word and four characters of the id.
pub fn local_number(word: &str, id: Uuid) -> String {
    const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    // The end of a UUIDv7 is chance; its beginning is the clock.
    let tail = id.as_u128();
    let digits = (0..4).rev().map(|place| BASE32[(tail >> (5 * place)) as usize & 31] as char);
    format!("{word}-{}", digits.collect::<String>())
}
