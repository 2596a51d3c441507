//! What does the items of a kind of job. A domain implements it and lists it in `registry::runners`.

use serde_json::Value;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::jobs::JobState;
use yingda_shared::kernel::id::JobId;
use yingda_shared::kernel::time::Millis;

use super::store::items;
use crate::ctx::Cx;

/// A job in the hands of whoever works on it.
#[derive(Clone, Debug)]
pub struct Task {
    pub id: JobId,
    pub kind: String,
    pub about: String,
    /// Id of the user whose it is; empty for the product itself.
    pub owner: String,
    pub device: String,
    /// What its owner might do when it was started.
    pub rights: Vec<String>,
    pub next: i64,
    pub tries: i64,
    pub undoes: Option<JobId>,
    /// What all items share.
    pub input: Value,
    pub lease: String,
}

#[derive(Clone, Debug)]
pub struct Item {
    /// Its place; indices may have gaps.
    pub index: i64,
    pub about: String,
    pub label: String,
    pub input: Value,
    /// What was noted when it was done, for turning it back.
    pub note: Option<Value>,
}

/// What came of an item.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What turning it back needs to know.
    pub note: Option<Value>,
    /// What it is called, where that was not known before.
    pub label: Option<String>,
    /// Id of what it is about, likewise.
    pub about: Option<String>,
}

pub trait Runner: Send + Sync + 'static {
    /// NAME of the operation that starts such jobs.
    fn kind(&self) -> &'static str;

    /// How many items are done side by side: more than one only where none depends on another.
    fn width(&self) -> usize {
        1
    }

    /// How long after its end a job may be undone; 0: never.
    fn undo_for(&self) -> Millis {
        0
    }

    /// Items from an index on, outside of any transaction; none at the end. A job of stored items leaves
    /// it as it is; another reads them from a file, or a list.
    fn items<'a>(
        &'a self,
        cx: &'a mut Cx,
        task: &'a Task,
        from: i64,
        most: usize,
    ) -> BoxFuture<'a, Result<Vec<Item>, Fault>> {
        Box::pin(async move {
            match task.undoes {
                None => items::from(cx, task.id, from, most).await,
                Some(other) => items::done_backwards(cx, other, from, most).await,
            }
        })
    }

    /// Slow work on an item outside of any transaction, such as writing a file. It may be done twice,
    /// when a node dies before the item has its answer; what `run` needs of it is put into the item. What
    /// takes minutes asks `worker::go_on` between its steps.
    fn before<'a>(&'a self, _cx: &'a mut Cx, _task: &'a Task, _item: &'a mut Item) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Ok(()) })
    }

    /// Does an item, in the writer's transaction and as the job's owner. Its answer is written in the same
    /// transaction: a crash neither loses nor doubles it.
    fn run<'a>(&'a self, cx: &'a mut Cx, task: &'a Task, item: &'a Item) -> BoxFuture<'a, Result<Done, Fault>>;

    /// An item was refused. In the transaction that writes its answer.
    fn refused<'a>(
        &'a self,
        _cx: &'a mut Cx,
        _task: &'a Task,
        _item: &'a Item,
        _fault: &'a Fault,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Ok(()) })
    }

    /// Turns an item back that was done before, likewise.
    fn turn_back<'a>(
        &'a self,
        _cx: &'a mut Cx,
        _task: &'a Task,
        _item: &'a Item,
    ) -> BoxFuture<'a, Result<Done, Fault>> {
        Box::pin(async { Err(Fault::refused("jobs.not_undoable")) })
    }

    /// It ends before its time: somebody stopped it, or it cannot go on. In the transaction that says so.
    fn broken_off<'a>(
        &'a self,
        _cx: &'a mut Cx,
        _task: &'a Task,
        _state: JobState,
        _fault: Option<&'a Fault>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Ok(()) })
    }

    /// What the whole came to, in the transaction that ends it.
    fn conclude<'a>(&'a self, _cx: &'a mut Cx, _task: &'a Task) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async { Ok(None) })
    }
}

/// The runners of the process, by kind.
#[derive(Default)]
pub struct Runners(Vec<Box<dyn Runner>>);

impl Runners {
    pub fn add(&mut self, runner: impl Runner) {
        assert!(self.get(runner.kind()).is_none(), "{} has two runners", runner.kind());
        self.0.push(Box::new(runner));
    }

    pub fn get(&self, kind: &str) -> Option<&dyn Runner> {
        self.0.iter().find(|runner| runner.kind() == kind).map(AsRef::as_ref)
    }
}
