//! Acts that ask for one text: close, reopen, cancel, urge, follow up.

use leptos::prelude::*;
use yingda_shared::cases::operations::{CancelCase, CaseRef, CloseCase, FollowUpCase, ReopenCase, UrgeCase};
use yingda_shared::fault::Fault;

use super::form::{ActForm, submit};
use crate::cases::pane::OpenCase;
use crate::form::use_form;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{TextArea, TextInput};

macro_rules! one_text {
    ($(#[$about:meta])* $name:ident, $op:ident, $field:ident, $required:literal, $danger:literal, $label:ident, $verb:literal) => {
        $(#[$about])*
        #[component]
        pub fn $name(case: OpenCase) -> impl IntoView {
            let i18n = use_i18n();
            let form = use_form::<$op>();
            let text = case.typed::<$op>(stringify!($field), "");
            let done = case.done(form);
            let send = move |()| submit(form, $op { id: case.id(), $field: text.get_untracked() }, done.clone());
            let verb = Signal::derive(move || i18n.word("operations", $verb));
            view! {
                <ActForm form verb danger=$danger on_submit=send.clone() on_cancel=case.leave()>
                    <TextArea
                        name=stringify!($field)
                        label=t!(i18n, cases.act.$label)
                        value=text
                        required=$required
                        error=form.error(stringify!($field))
                        on_send=Callback::new(send)
                    />
                </ActForm>
            }
        }
    };
}

one_text!(
    /// Closing for the customer.
    CloseForm, CloseCase, note, false, false, note, "cases.close"
);
one_text!(
    /// Why it is opened again.
    ReopenForm, ReopenCase, reason, true, false, reason, "cases.reopen"
);
one_text!(
    /// Why it needs no solution.
    CancelForm, CancelCase, reason, true, true, reason, "cases.cancel"
);
one_text!(
    /// Asking to hurry.
    UrgeForm, UrgeCase, note, false, false, note, "cases.urge"
);

/// A new case that continues this one; leads there.
#[component]
pub fn FollowUpForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<FollowUpCase>();
    let first = case.with(|detail| detail.case.subject.clone()).unwrap_or_default();
    let subject = case.typed::<FollowUpCase>("subject", &first);
    let description = case.typed::<FollowUpCase>("description", "");
    let go = crate::cases::desk::use_go();
    let close = case.done(form);
    let done = move |made: Result<CaseRef, Fault>| {
        let made = match made {
            Ok(made) => made,
            Err(fault) => return close(Err(fault)),
        };
        case.used::<FollowUpCase>();
        // Left meanwhile: nobody waits to be led there.
        if form.busy.try_set(false).is_none() {
            case.act.try_set(None);
            let _ = go.try_run((format!("{}/{}", case.desk.base, made.number), false));
        }
    };
    let send = move |()| {
        let (subject, description) = (subject.get_untracked(), description.get_untracked());
        let op = FollowUpCase { id: case.id(), new_id: None, subject, description };
        submit(form, op, done.clone());
    };
    let verb = Signal::derive(move || i18n.word("operations", "cases.follow_up"));
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <TextInput name="subject" label=t!(i18n, fields.subject) value=subject required=true error=form.error("subject") />
            <TextArea name="description" label=t!(i18n, fields.description) value=description error=form.error("description") />
        </ActForm>
    }
}
