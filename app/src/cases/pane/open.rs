//! The case that is shown: its data, and what its parts ask of each other.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::attention::{FollowCase, UnfollowCase, WakeCase};
use yingda_shared::cases::complaint::InvestigateComplaint;
use yingda_shared::cases::operations::{CaseRef, ResumeCase, StartCase, TakeCase};
use yingda_shared::cases::queries::GetCase;
use yingda_shared::cases::relations::{UndoSplitCase, UnmarkDuplicateCase};
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::contract::Operation;
use yingda_shared::escalation::{AcknowledgeEscalation, GetEscalation};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, UserId, Uuid};

use crate::api::call;
use crate::boot::may;
use crate::cases::acts::{Act, offered};
use crate::cases::desk::Desk;
use crate::cases::run::{Run, use_run};
use crate::data::{Fetch, fetch as ask};
use crate::form::FormState;
use crate::i18n::use_i18n;
use crate::key;
use crate::offline::{Status, use_status};
use crate::ui::{Toasts, Tone, use_toasts};

/// Another case, as a dialog is told of it.
#[derive(Clone)]
pub struct Other {
    pub id: CaseId,
    pub number: String,
    /// Reported after the one that is open.
    pub later: bool,
}

#[derive(Clone, Copy)]
pub struct OpenCase {
    pub desk: Desk,
    pub fetch: Fetch<GetCase>,
    /// The newest answer; stays while a newer one is awaited.
    pub detail: Memo<Option<Arc<CaseDetail>>>,
    /// How its escalation stands, on pages that show it.
    pub escalation: Option<Fetch<GetEscalation>>,
    /// The act whose dialog is shown.
    pub act: RwSignal<Option<Act>>,
    /// The other case that a dialog begins with.
    pub other: RwSignal<Option<Other>>,
    /// Rises when the composer should take the focus.
    pub reply: RwSignal<u32>,
    /// Rises when the menu of states should open.
    pub states: RwSignal<u32>,
    /// Words of the composer that the dialog of the solution starts with.
    pub solution: RwSignal<String>,
    /// Words for the customer that another part of the page brings into the composer.
    pub insert: RwSignal<Option<String>>,
    /// Rises when a solution was taken that began in the composer.
    pub solved: RwSignal<u32>,
    /// An act that runs at once is on its way.
    pub busy: RwSignal<bool>,
    /// Rises at each key of the composer.
    pub typing: RwSignal<u32>,
    /// What was typed into dialogs that are not done: operation and field, text.
    typed: StoredValue<HashMap<(&'static str, &'static str), String>>,
    toasts: Toasts,
    status: Status,
    run: Run,
    i18n: crate::i18n::I18n,
}

impl OpenCase {
    pub fn new(desk: Desk, fetch: Fetch<GetCase>) -> OpenCase {
        let detail = Memo::new(move |_| fetch.data.with(|data| data.clone().map(Arc::new)));
        OpenCase {
            desk,
            fetch,
            detail,
            escalation: None,
            act: RwSignal::new(None),
            other: RwSignal::new(None),
            reply: RwSignal::new(0),
            states: RwSignal::new(0),
            solution: RwSignal::new(String::new()),
            insert: RwSignal::new(None),
            solved: RwSignal::new(0),
            busy: RwSignal::new(false),
            typing: RwSignal::new(0),
            typed: StoredValue::new(HashMap::new()),
            toasts: use_toasts(),
            status: use_status(),
            run: use_run(),
            i18n: use_i18n(),
        }
    }

    /// Looks once, without following changes.
    pub fn with<T>(self, look: impl FnOnce(&CaseDetail) -> T) -> Option<T> {
        self.detail.with_untracked(|detail| detail.as_deref().map(look))
    }

    /// Looks and follows changes.
    pub fn follow<T>(self, look: impl FnOnce(&CaseDetail) -> T) -> Option<T> {
        self.detail.with(|detail| detail.as_deref().map(look))
    }

    pub fn id(self) -> CaseId {
        self.with(|detail| detail.case.id).unwrap_or(CaseId(Uuid::nil()))
    }

    pub fn number(self) -> String {
        self.with(|detail| detail.case.number.clone()).unwrap_or_default()
    }

    pub fn name(self, id: Option<Uuid>) -> String {
        self.with(|detail| name(detail, id)).unwrap_or_default()
    }

    /// The name as of now, following changes.
    pub fn name_now(self, id: Uuid) -> String {
        self.follow(|detail| name(detail, Some(id))).unwrap_or_default()
    }

    pub fn may(self, operation: &str) -> bool {
        self.follow(|detail| detail.may(operation)).unwrap_or(false)
    }

    /// The same for a page that shows how its escalation stands: to staff, by the server alone.
    pub fn with_escalation(self) -> OpenCase {
        let staff = !self.desk.partner && may(GetEscalation::NAME);
        let id = Memo::new(move |_| self.follow(|detail| detail.case.id).filter(|_| staff));
        OpenCase { escalation: Some(ask(move || id.get().map(|id| GetEscalation { id }))), ..self }
    }

    /// What the server alone can do is not offered while it is away.
    pub fn is_away(self) -> bool {
        self.status.away.get()
    }

    /// The acts open to somebody now, following changes.
    pub fn acts(self, me: Option<UserId>) -> Vec<Act> {
        let escalation = self.escalation.filter(|_| !self.is_away()).and_then(|asked| asked.data.get());
        self.follow(|detail| offered(detail, escalation.as_ref(), me, self.desk.partner)).unwrap_or_default()
    }

    /// The text of a field in a dialog. Leaving the dialog loses nothing; only `done` does.
    pub fn typed<O: Operation>(self, field: &'static str, first: &str) -> RwSignal<String> {
        let kept = self.typed.with_value(|typed| typed.get(&(O::NAME, field)).cloned());
        let text = RwSignal::new(kept.unwrap_or_else(|| first.to_string()));
        Effect::new(move |_| {
            let now = text.get();
            self.typed.update_value(|typed| drop(typed.insert((O::NAME, field), now)));
        });
        text
    }

    /// What was typed into the dialogs of an operation has been used.
    pub fn used<O: Operation>(self) {
        self.typed.update_value(|typed| typed.retain(|(operation, _), _| *operation != O::NAME));
    }

    /// Closes the dialog of an act.
    pub fn leave(self) -> Callback<()> {
        Callback::new(move |()| self.act.set(None))
    }

    /// After an act of a dialog: close, read again, say so. No `Callback`: it lives on when the dialog was left meanwhile.
    pub fn done<O: Operation>(
        self,
        form: FormState<O>,
    ) -> impl Fn(Result<O::Output, Fault>) + Clone + Send + Sync + 'static {
        let number = self.with(|detail| detail.case.number.clone()).unwrap_or_default();
        let id = self.id();
        move |answer| {
            let what = self.i18n.word("operations", O::NAME);
            if let Err(fault) = answer {
                let why = self.i18n.fault(&fault);
                let values = [("number", number.as_str()), ("what", what.as_str()), ("why", why.as_str())];
                return self.toasts.show(Tone::Danger, self.i18n.fill(key!(cases.act.failed), &values));
            }
            // Left meanwhile: what is open now is another dialog.
            if form.busy.try_set(false).is_none() {
                self.act.try_set(None);
            }
            self.used::<O>();
            self.refresh();
            if Act::ends(O::NAME) {
                self.run.worked(id);
            }
            let said = if self.status.is_waiting() { key!(offline.queued_act) } else { key!(cases.act.done) };
            self.toasts.show(Tone::Ok, self.i18n.fill(said, &[("what", &what)]));
        }
    }

    /// The case was dealt with for now: whoever works through a list is led on.
    pub fn worked(self, id: CaseId) {
        // Words that become the solution are followed by the solution itself.
        if self.act.try_get_untracked() != Some(Some(Act::Resolve)) {
            self.run.worked(id);
        }
    }

    /// Opens the dialog of an act, or runs it where nothing is to be asked.
    pub fn run(self, act: Act) {
        let id = self.id();
        match act {
            Act::Take => {
                let base = self.with(|detail| detail.case.rv);
                self.run_now(TakeCase { id, base })
            }
            Act::Start => self.run_now(StartCase { id }),
            Act::Resume => self.run_now(ResumeCase { id }),
            Act::Follow => self.run_now(FollowCase { id }),
            Act::Unfollow => self.run_now(UnfollowCase { id }),
            Act::Wake => self.run_now(WakeCase { id }),
            Act::NoDuplicate => self.run_now(UnmarkDuplicateCase { id }),
            Act::UndoSplit => self.run_now(UndoSplitCase { id }),
            Act::Investigate => self.run_now(InvestigateComplaint { id }),
            Act::AcknowledgeEscalation => self.run_now(AcknowledgeEscalation { id }),
            act => self.act.set(Some(act)),
        }
    }

    pub fn run_now<O: Operation<Output = CaseRef>>(self, op: O) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            let answer = call(op).await;
            self.busy.try_set(false);
            match answer {
                Ok(_) => {
                    self.toasts.show(
                        Tone::Ok,
                        self.i18n.fill(key!(cases.act.done), &[("what", &self.i18n.word("operations", O::NAME))]),
                    );
                }
                Err(fault) => self.toasts.show(Tone::Danger, self.i18n.fault(&fault)),
            }
            self.refresh();
        });
    }

    /// Asks again for what is shown of it.
    pub fn refresh(self) {
        self.fetch.refresh();
        if let Some(asked) = self.escalation {
            asked.refresh();
        }
    }
}

pub fn name(detail: &CaseDetail, id: Option<Uuid>) -> String {
    id.and_then(|id| detail.names.get(&id).cloned()).unwrap_or_default()
}
