//! What is done with two cases: link, merge, mark as reported twice.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::queries::GetCase;
use yingda_shared::cases::relations::{LinkCase, MarkDuplicateCase, MergeCase, UndoMergeCase};
use yingda_shared::cases::ties::LinkKind;
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;

use super::form::{ActForm, submit_picked};
use crate::api::call;
use crate::cases::pane::{OpenCase, Other, name};
use crate::cases::picking::Pick;
use crate::cases::picking_case::CasePicker;
use crate::data::fetch_once;
use crate::form::{FormState, use_form};
use crate::i18n::use_i18n;
use crate::ui::{Banner, Choice, RadioGroup, RadioLook, Segmented, Tone, use_toasts};
use crate::{key, t};

/// A merge as it is asked for: which case ends, and in which.
#[derive(Clone)]
pub struct Merging {
    pub id: CaseId,
    pub number: String,
    pub into: CaseId,
    pub into_number: String,
}

/// After a merge: the one that stays is shown, with the way back for as long as the toast stands.
pub fn merged(base: &'static str) -> impl Fn(Merging) + Clone + Send + Sync + 'static {
    let (i18n, toasts, navigate) = (use_i18n(), use_toasts(), use_navigate());
    move |merging: Merging| {
        let words = [("number", merging.number.as_str()), ("into", merging.into_number.as_str())];
        let said = i18n.fill(key!(cases.ties.merged), &words);
        let back = navigate.clone();
        let address = format!("{base}/{}", merging.into_number);
        let Merging { id, number, .. } = merging;
        let undo = Callback::new(move |()| {
            let (back, number) = (back.clone(), number.clone());
            leptos::task::spawn_local(async move {
                match call(UndoMergeCase { id }).await {
                    Ok(_) => {
                        toasts.show(Tone::Ok, i18n.fill(key!(cases.ties.undone), &[("number", &number)]));
                        back(&format!("{base}/{number}"), NavigateOptions::default());
                    }
                    Err(fault) => toasts.show(Tone::Danger, i18n.fault(&fault)),
                }
            });
        });
        toasts.show_with(Tone::Ok, said, i18n.say(key!(common.undo)), undo);
        navigate(&address, NavigateOptions::default());
    }
}

fn picked(other: &Option<Other>) -> Pick {
    match other {
        Some(other) => Pick::new(other.id.to_string(), other.number.clone()),
        None => Pick::none(),
    }
}

/// The number that a picked text begins with.
fn number_of(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_string()
}

/// Which other one, and which of the two stays.
#[component]
pub fn MergeForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<MergeCase>();
    let other = case.other.get_untracked();
    let pick = picked(&other);
    let (id, number) = (case.id(), case.number());
    // What was reported first stays, unless one says otherwise.
    let stays =
        RwSignal::new(if other.as_ref().is_some_and(|other| other.later) { "this" } else { "other" }.to_string());
    let choices = Signal::derive({
        let number = number.clone();
        move || {
            let theirs = pick.text.with(|text| number_of(text));
            let theirs = if pick.id.with(String::is_empty) { i18n.say(key!(cases.ties.other)) } else { theirs };
            vec![Choice::new("other", theirs), Choice::new("this", number.clone())]
        }
    });
    let ends = {
        let number = number.clone();
        move || {
            let theirs = pick.text.with(|text| number_of(text));
            if stays.get() == "this" && !theirs.is_empty() { theirs } else { number.clone() }
        }
    };
    let after = merged(case.desk.base);
    let done = move |merging: Merging| {
        let after = after.clone();
        let fail = case.done(form);
        move |answer: Result<CaseRef, Fault>| match answer {
            Err(fault) => fail(Err(fault)),
            Ok(_) => {
                case.leave().try_run(());
                case.fetch.refresh();
                let gone = merging.id;
                after(merging);
                // Whoever works through a list has done with what went into another case.
                case.worked(gone);
            }
        }
    };
    let send = move |()| {
        let theirs = pick.get::<CaseId>();
        let theirs_number = pick.text.with_untracked(|text| number_of(text));
        let Some(theirs) = theirs else {
            form.fault.set(Some(Fault::invalid("/into", "required")));
            return;
        };
        let merging = match stays.get_untracked() == "this" {
            true => Merging { id: theirs, number: theirs_number, into: id, into_number: number.clone() },
            false => Merging { id, number: number.clone(), into: theirs, into_number: theirs_number },
        };
        let op = MergeCase { id: merging.id, into: merging.into };
        submit_picked(form, [pick.fault("into")], op, done(merging));
    };
    let verb = Signal::derive(move || i18n.word("operations", "cases.merge"));
    let help = move || i18n.fill(key!(cases.ties.merge_help), &[("number", &ends())]);
    let given = other.is_some();
    let theirs = fetch_once(move || pick.id.with(|id| (!id.is_empty()).then(|| GetCase { id: id.clone() })));
    let strangers = Memo::new(move |_| {
        let theirs = theirs.data.get()?;
        let [one, other] = [case.follow(customer)?, customer(&theirs)];
        (one.0 != other.0).then_some([one.1, other.1])
    });
    let warning = move || {
        let [one, other] = strangers.get()?;
        let text = move || i18n.fill(key!(cases.ties.other_customer), &[("one", &one), ("other", &other)]);
        Some(view! { <Banner tone=Tone::Warn card=true text=Signal::derive(text) /> })
    };
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            {(!given).then(|| view! { <CasePicker name="into" label=t!(i18n, cases.ties.other) pick not=id error=form.error("into") /> })}
            <Segmented name="stays" label=t!(i18n, cases.ties.stays) choices value=stays />
            <div role="status">{warning}</div>
            <p class="quiet small">{help}</p>
        </ActForm>
    }
}

/// Whose case it is, to be compared, and what they are called: the company, else the contact, else what was given.
fn customer(detail: &CaseDetail) -> (String, String) {
    let case = &detail.case;
    let company = case.company_id.map(|id| id.0);
    match company.or(case.contact_id.map(|id| id.0)) {
        Some(id) => {
            let name = name(detail, company);
            (id.to_string(), if name.is_empty() { case.contact_name.clone() } else { name })
        }
        None => (format!("{} {}", case.contact_name, case.contact_phone), case.contact_name.clone()),
    }
}

/// Which case it reports again.
#[component]
pub fn DuplicateForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form = use_form::<MarkDuplicateCase>();
    let pick = picked(&case.other.get_untracked());
    let (id, number) = (case.id(), case.number());
    let done = case.done(form);
    let send = move |()| {
        let Some(of) = pick.get::<CaseId>() else {
            form.fault.set(Some(Fault::invalid("/of", "required")));
            return;
        };
        submit_picked(form, [pick.fault("of")], MarkDuplicateCase { id, of }, done.clone());
    };
    let verb = Signal::derive(move || i18n.word("operations", "cases.mark_duplicate"));
    let help = move || i18n.fill(key!(cases.ties.duplicate_help), &[("number", &number)]);
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <CasePicker name="of" label=t!(i18n, cases.ties.of) pick not=id error=form.error("of") />
            <p class="quiet small">{help}</p>
        </ActForm>
    }
}

/// Which other one, and what it is to this one.
#[component]
pub fn LinkForm(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let form: FormState<LinkCase> = use_form::<LinkCase>();
    let pick = picked(&case.other.get_untracked());
    let id = case.id();
    let kind = RwSignal::new(LinkKind::Related.as_str().to_string());
    let choices = Signal::derive(move || {
        let choice = |kind: &LinkKind| Choice::new(kind.as_str(), i18n.word("words.link", kind.as_str()));
        LinkKind::CHOSEN.iter().map(choice).collect::<Vec<_>>()
    });
    let done = case.done(form);
    let send = move |()| {
        let Some(to) = pick.get::<CaseId>() else {
            form.fault.set(Some(Fault::invalid("/to", "required")));
            return;
        };
        let kind = LinkKind::parse(&kind.get_untracked()).unwrap_or(LinkKind::Related);
        submit_picked(form, [pick.fault("to")], LinkCase { id, to, kind }, done.clone());
    };
    let verb = Signal::derive(move || i18n.word("operations", "cases.link"));
    view! {
        <ActForm form verb on_submit=send on_cancel=case.leave()>
            <CasePicker name="to" label=t!(i18n, cases.ties.other) pick not=id error=form.error("to") />
            <RadioGroup name="kind" label=t!(i18n, cases.ties.kind) choices value=kind look=RadioLook::Column error=form.error("kind") />
        </ActForm>
    }
}
