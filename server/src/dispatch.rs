//! The registry: every operation with its handler, run by name through any door.
//! Writes are answered inside the writer's transaction.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use tracing::Instrument;
use yingda_shared::contract::{Operation, Reach, Verb};
use yingda_shared::fault::{Fault, FieldFault};
pub use yingda_shared::identity::policy::authorise;
use yingda_shared::jobs::Job;
use yingda_shared::kernel::id::Uuid;

use crate::ctx::{Caller, Cx};
use crate::db::ledger;
use crate::failure;
pub use crate::handler::Handler;
use crate::handler::{Boxed, Run, typed};
use crate::services::Services;

/// How a handler meets the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reads only.
    Read,
    /// Runs inside the writer's transaction; awaits nothing but the database.
    Write,
    /// Does slow work first (hashing), then writes like any other command.
    Prepared,
    /// Opens its own transaction and leaves nothing that a repeat would spoil: signing in again makes
    /// another session.
    Free,
}

/// An operation as the doors know it.
pub struct Entry {
    pub name: &'static str,
    pub verb: Verb,
    pub path: &'static str,
    pub reach: Reach,
    pub version: u16,
    pub about: &'static str,
    pub mode: Mode,
    /// A write that is answered with a job, which goes on by itself.
    pub starts_job: bool,
    pub input_schema: fn(&mut SchemaGenerator) -> Schema,
    /// What the input may name; made when it is first asked for.
    fields: LazyLock<Vec<String>>,
    pub output_schema: fn(&mut SchemaGenerator) -> Schema,
    from_json: fn(Value) -> Result<Boxed, Fault>,
    from_flat: fn(&str) -> Result<Boxed, Fault>,
    to_json: fn(&(dyn Any + Send)) -> Result<String, Fault>,
    output_from_json: fn(&str) -> Result<Boxed, Fault>,
    check: fn(&(dyn Any + Send)) -> Vec<FieldFault>,
    upcast: fn(u16, Value) -> Value,
    /// What is done before the transaction; the handler then takes what it made.
    prepare: Option<Box<dyn Run>>,
    handler: Box<dyn Run>,
}

impl Entry {
    /// A filter that is not understood would show more than was asked for, so it is refused. A form may
    /// carry more than what it sends.
    fn known(&self, query: &str) -> Result<(), Fault> {
        if !matches!(self.verb, Verb::Get | Verb::Delete) {
            return Ok(());
        }
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(malformed)?;
        match pairs.into_iter().find(|(name, _)| !self.fields.contains(name)) {
            Some((name, _)) => {
                let name: String = name.chars().take(60).collect();
                Err(Fault::invalid(&format!("/{name}"), "unknown_field"))
            }
            None => Ok(()),
        }
    }
}

fn fields_of<O: Operation>() -> Vec<String> {
    let schema = SchemaGenerator::default().into_root_schema_for::<O>();
    let fields = schema.get("properties").and_then(Value::as_object);
    fields.map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

#[derive(Default)]
pub struct Registry {
    entries: BTreeMap<&'static str, Arc<Entry>>,
}

fn malformed(error: impl std::fmt::Display) -> Fault {
    let mut fault = FieldFault::new("", "malformed");
    fault.params.insert("why".into(), error.to_string().chars().take(200).collect());
    Fault::Invalid { fields: vec![fault] }
}

impl Registry {
    pub fn read<O: Operation, H: for<'a> Handler<'a, O, O::Output> + 'static>(&mut self, handler: H) {
        self.add::<O>(Mode::Read, None, typed(O::NAME, handler));
    }

    pub fn write<O: Operation, H: for<'a> Handler<'a, O, O::Output> + 'static>(&mut self, handler: H) {
        self.add::<O>(Mode::Write, None, typed(O::NAME, handler));
    }

    /// `prepare` makes of the input what `handler` needs, outside the transaction.
    pub fn prepared<O, R, P, H>(&mut self, prepare: P, handler: H)
    where
        O: Operation,
        R: Send + 'static,
        P: for<'a> Handler<'a, O, R> + 'static,
        H: for<'a> Handler<'a, R, O::Output> + 'static,
    {
        self.add::<O>(Mode::Prepared, Some(typed(O::NAME, prepare)), typed(O::NAME, handler));
    }

    pub fn free<O: Operation, H: for<'a> Handler<'a, O, O::Output> + 'static>(&mut self, handler: H) {
        self.add::<O>(Mode::Free, None, typed(O::NAME, handler));
    }

    fn add<O: Operation>(&mut self, mode: Mode, prepare: Option<Box<dyn Run>>, handler: Box<dyn Run>) {
        let entry = Entry {
            name: O::NAME,
            verb: O::VERB,
            path: O::PATH,
            reach: O::REACH,
            version: O::VERSION,
            about: O::ABOUT,
            mode,
            starts_job: O::VERB != Verb::Get && TypeId::of::<O::Output>() == TypeId::of::<Job>(),
            input_schema: |generator| generator.subschema_for::<O>(),
            fields: LazyLock::new(fields_of::<O>),
            output_schema: |generator| generator.subschema_for::<O::Output>(),
            from_json: |value| serde_json::from_value::<O>(value).map(|op| Box::new(op) as Boxed).map_err(malformed),
            from_flat: |text| serde_urlencoded::from_str::<O>(text).map(|op| Box::new(op) as Boxed).map_err(malformed),
            to_json: |output| {
                let output = output.downcast_ref::<O::Output>().ok_or_else(|| failure::internal(&"another output"))?;
                serde_json::to_string(output).map_err(|error| failure::internal(&error))
            },
            output_from_json: |text| {
                let output = serde_json::from_str::<O::Output>(text).map_err(|error| failure::internal(&error))?;
                Ok(Box::new(output) as Boxed)
            },
            check: |input| input.downcast_ref::<O>().map(O::check).unwrap_or_default(),
            upcast: O::upcast,
            prepare,
            handler,
        };
        let before = self.entries.insert(O::NAME, Arc::new(entry));
        assert!(before.is_none(), "{} is registered twice", O::NAME);
    }

    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.values()
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.entries.keys().copied().collect()
    }

    pub fn get(&self, name: &str) -> Option<&Arc<Entry>> {
        self.entries.get(name)
    }

    /// Runs an operation with its own types: pages and the command line.
    pub async fn call<O: Operation>(
        &self,
        services: &Arc<Services>,
        caller: Caller,
        op: O,
    ) -> Result<O::Output, Fault> {
        let output = self.run(services, caller, O::NAME, Box::new(op)).await?;
        output.downcast::<O::Output>().map(|output| *output).map_err(|_| failure::internal(&"another output"))
    }

    /// Runs an operation given as JSON and answers JSON: the wire doors.
    pub async fn call_json(
        &self,
        services: &Arc<Services>,
        caller: Caller,
        name: &str,
        input: Value,
    ) -> Result<String, Fault> {
        let entry = self.get(name).ok_or(Fault::NotFound)?;
        let output = self.run(services, caller, entry.name, (entry.from_json)(input)?).await?;
        (entry.to_json)(&*output)
    }

    /// Runs an operation given as a query or a form.
    pub async fn call_flat(
        &self,
        services: &Arc<Services>,
        caller: Caller,
        name: &str,
        input: &str,
    ) -> Result<String, Fault> {
        let entry = self.get(name).ok_or(Fault::NotFound)?;
        entry.known(input)?;
        let output = self.run(services, caller, entry.name, (entry.from_flat)(input)?).await?;
        (entry.to_json)(&*output)
    }

    /// Runs an operation by name.
    pub async fn run(
        &self,
        services: &Arc<Services>,
        caller: Caller,
        name: &str,
        input: Boxed,
    ) -> Result<Boxed, Fault> {
        let entry = self.get(name).ok_or(Fault::NotFound)?.clone();
        let span = tracing::info_span!(
            "operation",
            name = entry.name,
            actor = caller.actor.kind.as_str(),
            command = caller.command_id.map(ledger::mark)
        );
        answer(services, caller, entry, input).instrument(span).await
    }

    /// Runs a recorded write inside a transaction that is open: the door of synchronisation.
    pub async fn decide_json(&self, cx: &mut Cx, entry: &Entry, version: u16, input: Value) -> Result<Value, Fault> {
        authorise(&cx.caller.actor, entry.name)?;
        if version > entry.version {
            return Err(failure::internal(&format!("{} of version {version} comes from a later build", entry.name)));
        }
        let input = (entry.from_json)((entry.upcast)(version, input))?;
        let faults = (entry.check)(&*input);
        if !faults.is_empty() {
            return Err(Fault::Invalid { fields: faults });
        }
        let output = command(cx, entry, input).await?;
        serde_json::from_str(&(entry.to_json)(&*output)?).map_err(|error| failure::internal(&error))
    }

    /// What the caller was answered to a command; None when it was another's or another command.
    pub async fn answered(&self, cx: &mut Cx, id: Uuid, name: &str) -> Result<Option<Value>, Fault> {
        let actor = ledger_actor(cx);
        let line = ledger::find(cx.conn().await?, id).await.map_err(failure::db)?;
        let line = line.filter(|line| line.actor == actor && line.name == name);
        line.map(|line| serde_json::from_str(&line.result).map_err(|error| failure::internal(&error))).transpose()
    }
}

/// Authorise → check → (ledger) → handler.
async fn answer(services: &Arc<Services>, caller: Caller, entry: Arc<Entry>, input: Boxed) -> Result<Boxed, Fault> {
    authorise(&caller.actor, entry.name)?;
    let faults = (entry.check)(&*input);
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults });
    }
    if matches!(entry.mode, Mode::Read | Mode::Free) {
        return entry.handler.run(&mut services.reader(caller), input).await;
    }
    let input = match &entry.prepare {
        None => input,
        Some(prepare) => {
            let mut cx = services.reader(caller.clone());
            // What was done already is not prepared again: its link or its old password is used up.
            if let Some(known) = known(&mut cx, &entry).await? {
                return Ok(known);
            }
            match prepare.run(&mut cx, input).await {
                Ok(ready) => ready,
                // The same command may have been done meanwhile.
                Err(fault) => return known(&mut cx, &entry).await?.ok_or(fault),
            }
        }
    };
    services.write(caller, move |cx| Box::pin(async move { command(cx, &entry, input).await })).await
}

/// A command with its id is done once: the ledger keeps the answer, written with the effects.
async fn command(cx: &mut Cx, entry: &Entry, input: Boxed) -> Result<Boxed, Fault> {
    let Some(id) = cx.caller.command_id else {
        return entry.handler.run(cx, input).await;
    };
    if let Some(known) = known(cx, entry).await? {
        return Ok(known);
    }
    let output = entry.handler.run(cx, input).await?;
    let line = ledger::Line {
        actor: ledger_actor(cx),
        name: entry.name.into(),
        result: (entry.to_json)(&*output)?,
        session: cx.caller.fresh_session.get().cloned(),
    };
    let now = cx.now;
    ledger::add(cx.conn().await?, id, line, now).await.map_err(failure::db)?;
    Ok(output)
}

/// What was answered to this command before, with the session it opened.
async fn known(cx: &mut Cx, entry: &Entry) -> Result<Option<Boxed>, Fault> {
    let Some(id) = cx.caller.command_id else { return Ok(None) };
    let actor = ledger_actor(cx);
    let Some(line) = ledger::find(cx.conn().await?, id).await.map_err(failure::db)? else { return Ok(None) };
    // Another's id, or the id of another command: neither is answered with what is stored.
    if line.actor != actor || line.name != entry.name {
        return Err(Fault::refused("command_id_taken"));
    }
    if let Some(secret) = line.session {
        let _ = cx.caller.fresh_session.set(secret);
    }
    (entry.output_from_json)(&line.result).map(Some)
}

fn ledger_actor(cx: &Cx) -> String {
    let actor = cx.actor();
    let case = actor.case_id.map(|id| id.to_string());
    actor.user_id.map(|id| id.to_string()).or(case).unwrap_or_else(|| actor.kind.to_string())
}
