//! The registry: every operation with its handler, run by name through any door.
//! Authorise → check → (ledger) → handler; writes inside the writer's transaction.

use std::any::Any;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use yingda_shared::contract::{BoxFuture, Operation, Reach, Verb};
use yingda_shared::fault::{Fault, FieldFault};
use yingda_shared::identity::operations::PUBLIC;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::Uuid;

use crate::ctx::{Caller, Cx};
use crate::db::ledger;
use crate::failure;
use crate::services::Services;

type Boxed = Box<dyn Any + Send>;

/// An `async fn(&mut Cx, O) -> Result<O::Output, Fault>`.
pub trait Handler<'a, O: Operation>: Send + Sync {
    type Future: Future<Output = Result<O::Output, Fault>> + Send + 'a;
    fn handle(&self, cx: &'a mut Cx, op: O) -> Self::Future;
}

impl<'a, O, F, Fut> Handler<'a, O> for F
where
    O: Operation,
    F: Fn(&'a mut Cx, O) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O::Output, Fault>> + Send + 'a,
{
    type Future = Fut;
    fn handle(&self, cx: &'a mut Cx, op: O) -> Fut {
        self(cx, op)
    }
}

/// A handler with its types taken off.
trait Run: Send + Sync {
    fn run<'a>(&'a self, cx: &'a mut Cx, input: Boxed) -> BoxFuture<'a, Result<Boxed, Fault>>;
}

struct Typed<O, H>(H, PhantomData<fn() -> O>);

impl<O: Operation, H: for<'a> Handler<'a, O>> Run for Typed<O, H> {
    fn run<'a>(&'a self, cx: &'a mut Cx, input: Boxed) -> BoxFuture<'a, Result<Boxed, Fault>> {
        Box::pin(async move {
            let op = input
                .downcast::<O>()
                .map_err(|_| failure::internal(&format!("{} was given another input", O::NAME)))?;
            Ok(Box::new(self.0.handle(cx, *op).await?) as Boxed)
        })
    }
}

/// How a handler meets the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reads only.
    Read,
    /// Runs inside the writer's transaction; awaits nothing but the database.
    Write,
    /// Does slow work first (hashing) and opens its own transaction.
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
    pub input_schema: fn(&mut SchemaGenerator) -> Schema,
    pub output_schema: fn(&mut SchemaGenerator) -> Schema,
    from_json: fn(Value) -> Result<Boxed, Fault>,
    from_flat: fn(&str) -> Result<Boxed, Fault>,
    to_json: fn(&(dyn Any + Send)) -> Result<String, Fault>,
    output_from_json: fn(&str) -> Result<Boxed, Fault>,
    check: fn(&(dyn Any + Send)) -> Vec<FieldFault>,
    upcast: fn(u16, Value) -> Value,
    handler: Box<dyn Run>,
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
    pub fn read<O: Operation, H: for<'a> Handler<'a, O> + 'static>(&mut self, handler: H) {
        self.add::<O, H>(Mode::Read, handler);
    }

    pub fn write<O: Operation, H: for<'a> Handler<'a, O> + 'static>(&mut self, handler: H) {
        self.add::<O, H>(Mode::Write, handler);
    }

    pub fn free<O: Operation, H: for<'a> Handler<'a, O> + 'static>(&mut self, handler: H) {
        self.add::<O, H>(Mode::Free, handler);
    }

    fn add<O: Operation, H: for<'a> Handler<'a, O> + 'static>(&mut self, mode: Mode, handler: H) {
        let entry = Entry {
            name: O::NAME,
            verb: O::VERB,
            path: O::PATH,
            reach: O::REACH,
            version: O::VERSION,
            about: O::ABOUT,
            mode,
            input_schema: |generator| generator.subschema_for::<O>(),
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
            handler: Box::new(Typed(handler, PhantomData)),
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
        authorise(&caller.actor, entry.name)?;
        let faults = (entry.check)(&*input);
        if !faults.is_empty() {
            return Err(Fault::Invalid { fields: faults });
        }
        match entry.mode {
            Mode::Read | Mode::Free => entry.handler.run(&mut services.reader(caller), input).await,
            Mode::Write => {
                services.write(caller, move |cx| Box::pin(async move { command(cx, &entry, input).await })).await
            }
        }
    }
}

impl Registry {
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

/// Deny by default: public operations, and what the actor was given.
pub fn authorise(actor: &Actor, name: &str) -> Result<(), Fault> {
    match PUBLIC.contains(&name) || actor.may(name) {
        true => Ok(()),
        false if actor.kind == ActorKind::Guest && actor.case_id.is_none() => Err(Fault::Unauthenticated),
        false => Err(Fault::Forbidden),
    }
}

/// A command with its id is done once: the ledger keeps the answer, written with the effects.
async fn command(cx: &mut Cx, entry: &Entry, input: Boxed) -> Result<Boxed, Fault> {
    let Some(id) = cx.caller.command_id else {
        return entry.handler.run(cx, input).await;
    };
    let actor = ledger_actor(cx);
    if let Some(line) = ledger::find(cx.conn().await?, id).await.map_err(failure::db)? {
        // Another's id, or the id of another command: neither is answered with what is stored.
        return match line.actor == actor && line.name == entry.name {
            true => (entry.output_from_json)(&line.result),
            false => Err(Fault::refused("command_id_taken")),
        };
    }
    let output = entry.handler.run(cx, input).await?;
    let line = ledger::Line { actor, name: entry.name.into(), result: (entry.to_json)(&*output)? };
    let now = cx.now;
    ledger::add(cx.conn().await?, id, line, now).await.map_err(failure::db)?;
    Ok(output)
}

fn ledger_actor(cx: &Cx) -> String {
    let actor = cx.actor();
    let case = actor.case_id.map(|id| id.to_string());
    actor.user_id.map(|id| id.to_string()).or(case).unwrap_or_else(|| actor.kind.to_string())
}
