//! The form of one record: fields by declaration, errors at the fields, a stale save that asks.

use leptos::prelude::*;
use serde_json::Value;
use yingda_shared::fault::{Fault, FieldChange};
use yingda_shared::identity::Role;

use super::conflict::{Conflict, ConflictPanel};
use super::door::door;
use super::draft::{Draft, Left};
use super::fields::FieldControl;
use super::merge::merge;
use super::names::Names;
use super::spec::{Spec, text};
use super::switch::SwitchOff;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// Everything the saving of a form touches.
#[derive(Clone, Copy)]
pub struct Saving {
    pub draft: Draft,
    pub busy: RwSignal<bool>,
    pub fault: RwSignal<Option<Fault>>,
    pub conflict: RwSignal<Option<Conflict>>,
    /// With the record as it was saved, and whether something typed is still not.
    pub on_saved: Callback<(Value, bool)>,
}

impl Saving {
    /// Saves the switch alone: what is typed and not saved stays a draft.
    pub fn switch(self, active: bool) {
        let mut value = self.draft.base();
        value["active"] = active.into();
        self.send(value, Draft::switched);
    }

    pub fn save(self, value: Value) {
        self.send(value, Draft::start);
    }

    fn send(self, mut value: Value, taken: fn(Draft, Value)) {
        let Some(door) = door(self.draft.spec.kind).filter(|_| !self.busy.get_untracked()) else { return };
        self.busy.set(true);
        leptos::task::spawn_local(async move {
            match (door.save)(value.clone()).await {
                Ok(saved) => {
                    value["rv"] = saved.rv.into();
                    self.fault.try_set(None);
                    self.conflict.try_set(None);
                    taken(self.draft, value.clone());
                    self.on_saved.try_run((value, self.draft.is_dirty()));
                }
                Err(Fault::Conflict { changes, .. }) => self.compare(value["active"].take(), changes).await,
                Err(fault) => drop(self.fault.try_set(Some(fault))),
            }
            self.busy.try_set(false);
        });
    }

    /// Somebody else was first: their version is fetched and laid beside mine, with everything typed.
    async fn compare(self, active: Value, changes: Vec<FieldChange>) {
        let (Some(door), Some(base)) = (door(self.draft.spec.kind), self.draft.try_base()) else { return };
        let id = text(&base, "id").to_string();
        let mut mine = self.draft.value();
        mine["active"] = active;
        match (door.get)(id).await {
            Ok(theirs) => {
                let merge = merge(&base, &mine, &theirs);
                self.fault.try_set(None);
                self.conflict.try_set(Some(Conflict { theirs, merge, changes }));
            }
            Err(fault) => drop(self.fault.try_set(Some(fault))),
        }
    }

    fn keep_mine(self) {
        if let Some(conflict) = self.conflict.get_untracked() {
            // From here on the other version is what is being edited.
            self.draft.start(conflict.merge.merged.clone());
            self.save(conflict.merge.merged);
        }
    }

    fn take_theirs(self) {
        if let Some(conflict) = self.conflict.get_untracked() {
            self.draft.start(conflict.theirs);
            self.conflict.set(None);
        }
    }
}

/// The form; `on_saved` hears the record as it was saved. What is typed and not saved when it goes is put into `left`.
#[component]
pub fn RecordForm(
    spec: &'static Spec,
    value: Value,
    names: Names,
    roles: Signal<Vec<Role>>,
    left: RwSignal<Option<Left>>,
    on_saved: Callback<(Value, bool)>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let draft = Draft::new(spec, value, roles);
    draft.take_up(left);
    let given_up = StoredValue::new(false);
    on_cleanup(move || {
        if given_up.try_get_value() == Some(false) {
            draft.leave(left);
        }
    });
    let cancel = Callback::new(move |()| {
        given_up.set_value(true);
        on_cancel.run(());
    });
    let told = Callback::new(move |saved: (Value, bool)| {
        toasts.show(Tone::Ok, untrack(|| i18n.say(key!(common.saved))));
        on_saved.try_run(saved);
    });
    let saving = Saving {
        draft,
        busy: RwSignal::new(false),
        fault: RwSignal::new(None),
        conflict: RwSignal::new(None),
        on_saved: told,
    };
    let error = move |name: &'static str| {
        Signal::derive(move || {
            let fault = saving.fault.get()?;
            let field = fault.fields().iter().find(|field| field.pointer.trim_start_matches('/') == name)?;
            Some(i18n.field_fault(field))
        })
    };
    let errors = Signal::derive(move || match saving.fault.get() {
        None => Vec::new(),
        Some(fault) => {
            let line = |field: &yingda_shared::fault::FieldFault| {
                let name = field.pointer.trim_start_matches('/').to_string();
                let label = spec.field(&name).map(|field| i18n.say(field.label)).unwrap_or_default();
                (format!("f-{name}"), format!("{label} {}", i18n.field_fault(field)).trim().to_string())
            };
            i18n.summary(&fault, line)
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fields = draft.problems();
        if fields.is_empty() {
            saving.save(draft.value());
        } else {
            saving.fault.set(Some(Fault::Invalid { fields }));
        }
    };
    let panel = move || {
        saving.conflict.get().map(|conflict| {
            view! {
                <ConflictPanel spec conflict names roles
                    on_mine=Callback::new(move |()| saving.keep_mine()) on_theirs=Callback::new(move |()| saving.take_theirs()) />
            }
        })
    };
    let control = move |held: super::draft::Held| {
        let shown = Memo::new(move |_| draft.applies(held.field));
        move || shown.get().then(|| view! { <FieldControl draft held names roles error=error(held.field.name) /> })
    };
    view! {
        <form class="form record-form" on:submit=submit novalidate>
            <ui::ErrorSummary title=t!(i18n, common.fix_these) errors />
            {panel}
            {draft.all().into_iter().map(control).collect_view()}
            <div class="form-actions">
                <ui::Button label=t!(i18n, common.save) kind=ui::Kind::Primary submit=true busy=saving.busy />
                <ui::Button label=t!(i18n, common.cancel) on_press=cancel />
                {(!draft.is_new()).then(|| view! { <SwitchOff saving /> })}
            </div>
        </form>
    }
}
