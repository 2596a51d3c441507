//! How pages load what they show.
//!
//! `load` renders on the server and is read under `Suspense` (portal). `fetch` runs in the browser
//! only, keeps the last answer while a newer one comes, and runs again when the live channel says
//! that something changed (console and partner pages). `fetch_once` does not listen: for what hardly
//! changes while a page is open.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;

use crate::api::call;
use crate::live::use_live;

pub type Answer<O> = Result<<O as Operation>::Output, Fault>;

/// Loads on the server with the page, and again whenever `op`'s dependencies or the live channel change.
pub fn load<O>(op: impl Fn() -> O + Send + Sync + 'static) -> Resource<Answer<O>>
where
    O: Operation + PartialEq,
{
    let live = use_live();
    Resource::new(move || (op(), live.version.get()), |(op, _)| call(op))
}

/// Data of a console page: what was last answered, the last fault, and whether an answer is awaited.
pub struct Fetch<O: Operation> {
    pub data: RwSignal<Option<O::Output>>,
    pub fault: RwSignal<Option<Fault>>,
    pub loading: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<O: Operation> Clone for Fetch<O> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<O: Operation> Copy for Fetch<O> {}

impl<O: Operation> Fetch<O> {
    /// Asks again, after a change of one's own.
    pub fn refresh(self) {
        // A page left in the meantime asks for nothing.
        self.again.try_update(|n| *n += 1);
    }
}

/// Fetches in the browser after the first paint; on the server nothing is asked.
/// `op` answers None while there is nothing to ask.
pub fn fetch<O>(op: impl Fn() -> Option<O> + Send + Sync + 'static) -> Fetch<O>
where
    O: Operation + PartialEq,
{
    fetching(op, Some(use_live().version))
}

/// Like `fetch`, but asks again only for another question or on `refresh`: not at every poke of a busy desk.
pub fn fetch_once<O>(op: impl Fn() -> Option<O> + Send + Sync + 'static) -> Fetch<O>
where
    O: Operation + PartialEq,
{
    fetching(op, None)
}

fn fetching<O>(op: impl Fn() -> Option<O> + Send + Sync + 'static, live: Option<RwSignal<u32>>) -> Fetch<O>
where
    O: Operation + PartialEq,
{
    let state = Fetch {
        data: RwSignal::new(None),
        fault: RwSignal::new(None),
        loading: RwSignal::new(true),
        again: RwSignal::new(0),
    };
    let round = StoredValue::new(0u32);
    Effect::new(move |before: Option<Option<O>>| {
        if let Some(version) = live {
            version.track();
        }
        state.again.track();
        let op = op();
        let Some(asked) = op.clone() else {
            state.data.set(None);
            state.loading.set(false);
            return op;
        };
        // Another question: the old answer must not be shown under it.
        if before.flatten().is_some_and(|before| before != asked) {
            state.loading.set(true);
        }
        round.update_value(|n| *n += 1);
        let mine = round.get_value();
        leptos::task::spawn_local(async move {
            let answer = call(asked).await;
            if round.try_get_value() != Some(mine) {
                return;
            }
            match answer {
                Ok(output) => {
                    state.fault.set(None);
                    state.data.set(Some(output));
                }
                Err(fault) => state.fault.set(Some(fault)),
            }
            state.loading.set(false);
        });
        op
    });
    state
}
