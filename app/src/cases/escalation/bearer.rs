//! What bears a requested escalation: an open case, or a customer.

use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;

use crate::cases::pane::OpenCase;
use crate::form::FormState;

#[derive(Clone, Copy)]
#[expect(clippy::large_enum_variant, reason = "handles that are copied, one for each card")]
pub enum Bearer {
    Case(OpenCase),
    /// Read again after each step.
    Account(Callback<()>),
}

/// What is done with the answer to a step; it lives on when its dialog was left meanwhile.
pub type Done<O> = Arc<dyn Fn(Result<<O as Operation>::Output, Fault>) + Send + Sync>;

impl Bearer {
    /// Steps are the server's: none is offered while it is away.
    pub fn is_away(self) -> bool {
        match self {
            Bearer::Case(case) => case.is_away(),
            Bearer::Account(_) => false,
        }
    }

    /// The text of a field in a dialog. Of a case it is kept when the dialog is left.
    pub fn typed<O: Operation>(self, field: &'static str, first: &str) -> RwSignal<String> {
        match self {
            Bearer::Case(case) => case.typed::<O>(field, first),
            Bearer::Account(_) => RwSignal::new(first.to_string()),
        }
    }

    pub fn done<O: Operation>(self, form: FormState<O>) -> Done<O> {
        match self {
            Bearer::Case(case) => Arc::new(case.done(form)),
            Bearer::Account(refresh) => Arc::new(move |answer| {
                if answer.is_ok() {
                    refresh.try_run(());
                }
            }),
        }
    }
}
