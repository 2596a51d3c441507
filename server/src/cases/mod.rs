//! Cases on the server.

mod found;
pub mod handlers;
pub mod indexed;
pub mod list;
pub mod open;
pub mod replica;
mod seen;
pub mod store;

use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::*;

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
    registry.read::<GetCase, _>(handlers::get);
    registry.read::<CaseTimeline, _>(handlers::timeline);
    registry.read::<ListCases, _>(list::list);
    registry.read::<CountCases, _>(list::count);
    registry.read::<FindCaller, _>(list::find_caller);
}
