//! The one dialog of a case page: its content is the act that asks.

use leptos::prelude::*;

use super::Act;
use super::assign::AssignForm;
use super::complaint::{AcknowledgeForm, ClassifyForm, ConcludeForm, ProposeForm};
use super::edit::{EditForm, PriorityForm};
use super::ending::{CancelForm, CloseForm, FollowUpForm, ReopenForm, UrgeForm};
use super::escalate::EscalateForm;
use super::forward::ForwardForm;
use super::hold::HoldForm;
use super::merge::{DuplicateForm, LinkForm, MergeForm};
use super::resolve::ResolveForm;
use super::snooze::SnoozeForm;
use super::split::SplitForm;
use crate::cases::pane::OpenCase;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::Dialog;

/// Shows the form of the act that is asked for, until it is done or left.
#[component]
pub fn ActDialog(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(case.act.get().is_some()));
    Effect::new(move |was: Option<bool>| {
        let now = open.get();
        if was == Some(true) && !now {
            case.act.set(None);
            case.other.set(None);
        }
        now
    });
    let title = move || case.act.get().map(|act| act.verb(i18n, case.desk.partner)).unwrap_or_default();
    view! {
        <Dialog id="act" title close_label=t!(i18n, common.close) open>
            {move || match case.act.get() {
                Some(Act::Hold) => view! { <HoldForm case /> }.into_any(),
                Some(Act::Resolve) => view! { <ResolveForm case /> }.into_any(),
                Some(Act::Close) => view! { <CloseForm case /> }.into_any(),
                Some(Act::Reopen) => view! { <ReopenForm case /> }.into_any(),
                Some(Act::Cancel) => view! { <CancelForm case /> }.into_any(),
                Some(Act::Assign) => view! { <AssignForm case /> }.into_any(),
                Some(Act::Forward) => view! { <ForwardForm case /> }.into_any(),
                Some(Act::Edit) => view! { <EditForm case /> }.into_any(),
                Some(Act::Priority) => view! { <PriorityForm case /> }.into_any(),
                Some(Act::FollowUp) => view! { <FollowUpForm case /> }.into_any(),
                Some(Act::Classify) => view! { <ClassifyForm case /> }.into_any(),
                Some(Act::Acknowledge) => view! { <AcknowledgeForm case /> }.into_any(),
                Some(Act::Propose) => view! { <ProposeForm case /> }.into_any(),
                Some(Act::Conclude) => view! { <ConcludeForm case /> }.into_any(),
                Some(Act::Urge) => view! { <UrgeForm case /> }.into_any(),
                Some(Act::Link) => view! { <LinkForm case /> }.into_any(),
                Some(Act::Merge) => view! { <MergeForm case /> }.into_any(),
                Some(Act::Duplicate) => view! { <DuplicateForm case /> }.into_any(),
                Some(Act::Split) => view! { <SplitForm case /> }.into_any(),
                Some(Act::Snooze) => view! { <SnoozeForm case /> }.into_any(),
                Some(Act::Escalate) => view! { <EscalateForm case /> }.into_any(),
                _ => ().into_any(),
            }}
        </Dialog>
    }
}
