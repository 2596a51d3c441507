//! Cases on the server.

pub mod bulk;
pub mod complaints;
mod found;
pub mod handlers;
pub mod indexed;
pub mod joined;
pub mod list;
pub mod open;
pub mod replica;
pub mod satisfaction;
mod seen;
mod similar;
mod splitting;
pub mod store;

use yingda_shared::cases::attention::*;
use yingda_shared::cases::bulk::BulkCases;
use yingda_shared::cases::complaint::*;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::*;
use yingda_shared::cases::relations::*;
use yingda_shared::cases::satisfaction::SatisfactionReport;

use crate::dispatch::Registry;

pub fn register(registry: &mut Registry) {
    registry.write::<SubmitCase, _>(open::submit);
    registry.write::<QuickOpenCase, _>(open::quick_open);
    registry.write::<FollowUpCase, _>(open::follow_up);
    registry.write::<EditCase, _>(handlers::change::<EditCase>);
    registry.write::<AssignCase, _>(handlers::change::<AssignCase>);
    registry.write::<ForwardCase, _>(handlers::change::<ForwardCase>);
    registry.write::<TakeCase, _>(handlers::change::<TakeCase>);
    registry.write::<StartCase, _>(handlers::change::<StartCase>);
    registry.write::<HoldCase, _>(handlers::change::<HoldCase>);
    registry.write::<ResumeCase, _>(handlers::change::<ResumeCase>);
    registry.write::<ResolveCase, _>(handlers::change::<ResolveCase>);
    registry.write::<AcceptCase, _>(handlers::change::<AcceptCase>);
    registry.write::<RejectCase, _>(handlers::change::<RejectCase>);
    registry.write::<CloseCase, _>(handlers::change::<CloseCase>);
    registry.write::<ReopenCase, _>(handlers::change::<ReopenCase>);
    registry.write::<CancelCase, _>(handlers::change::<CancelCase>);
    registry.write::<CommentCase, _>(handlers::change::<CommentCase>);
    registry.write::<AttachFiles, _>(handlers::change::<AttachFiles>);
    registry.write::<UrgeCase, _>(handlers::change::<UrgeCase>);
    registry.write::<RateCase, _>(handlers::change::<RateCase>);
    registry.write::<LinkCase, _>(handlers::change::<LinkCase>);
    registry.write::<UnlinkCase, _>(handlers::change::<UnlinkCase>);
    registry.write::<MergeCase, _>(handlers::change::<MergeCase>);
    registry.write::<UndoMergeCase, _>(handlers::change::<UndoMergeCase>);
    registry.write::<MarkDuplicateCase, _>(handlers::change::<MarkDuplicateCase>);
    registry.write::<UnmarkDuplicateCase, _>(handlers::change::<UnmarkDuplicateCase>);
    registry.write::<SplitCase, _>(splitting::split);
    registry.write::<UndoSplitCase, _>(handlers::change::<UndoSplitCase>);
    registry.write::<FollowCase, _>(handlers::change::<FollowCase>);
    registry.write::<UnfollowCase, _>(handlers::change::<UnfollowCase>);
    registry.write::<SnoozeCase, _>(handlers::change::<SnoozeCase>);
    registry.write::<WakeCase, _>(handlers::change::<WakeCase>);
    registry.read::<SimilarCases, _>(similar::similar);
    registry.write::<SubmitComplaint, _>(complaints::submit);
    registry.write::<ClassifyComplaint, _>(handlers::change::<ClassifyComplaint>);
    registry.write::<AcknowledgeComplaint, _>(handlers::change::<AcknowledgeComplaint>);
    registry.write::<InvestigateComplaint, _>(handlers::change::<InvestigateComplaint>);
    registry.write::<ProposeRemedy, _>(handlers::change::<ProposeRemedy>);
    registry.write::<AgreeRemedy, _>(handlers::change::<AgreeRemedy>);
    registry.write::<DisputeRemedy, _>(handlers::change::<DisputeRemedy>);
    registry.write::<ConcludeComplaint, _>(handlers::change::<ConcludeComplaint>);
    registry.read::<SatisfactionReport, _>(satisfaction::report);
    registry.write::<BulkCases, _>(bulk::start);
    registry.read::<GetCase, _>(handlers::get);
    registry.read::<CaseTimeline, _>(handlers::timeline);
    registry.read::<ListCases, _>(list::list);
    registry.read::<CountCases, _>(list::count);
    registry.read::<FindCaller, _>(list::find_caller);
}
