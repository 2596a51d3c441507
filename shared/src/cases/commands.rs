//! The writes on an existing case under one roof, so that one handler serves them all.

use crate::cases::operations::*;
use crate::contract::Operation;
use crate::kernel::id::CaseId;

/// A write on an existing case.
pub trait OnCase: Operation<Output = CaseRef> {
    fn case_id(&self) -> CaseId;
    fn command(self) -> Command;
}

macro_rules! commands {
    ($($variant:ident($op:ident)),+ $(,)?) => {
        #[derive(Clone, Debug, PartialEq)]
        pub enum Command { $($variant($op)),+ }
        $(impl OnCase for $op {
            fn case_id(&self) -> CaseId { self.id }
            fn command(self) -> Command { Command::$variant(self) }
        })+
        impl Command {
            /// NAME of the operation.
            pub fn name(&self) -> &'static str { match self { $(Command::$variant(_) => <$op as Operation>::NAME),+ } }
        }
        /// NAMEs of all writes on an existing case.
        pub const NAMES: &[&str] = &[$(<$op as Operation>::NAME),+];
    };
}

commands!(
    Edit(EditCase),
    Assign(AssignCase),
    Forward(ForwardCase),
    Take(TakeCase),
    Start(StartCase),
    Hold(HoldCase),
    Resume(ResumeCase),
    Resolve(ResolveCase),
    Accept(AcceptCase),
    Reject(RejectCase),
    Close(CloseCase),
    Reopen(ReopenCase),
    Cancel(CancelCase),
    Comment(CommentCase),
    Attach(AttachFiles),
    Urge(UrgeCase),
    Rate(RateCase),
);
