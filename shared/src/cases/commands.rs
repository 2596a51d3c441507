//! The writes on an existing case under one roof, so that one handler serves them all.

use serde_json::Value;

use crate::cases::operations::*;
use crate::contract::{Operation, parse};
use crate::fault::Fault;
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

            /// The command of this name, and the case it is on; None when no command is called so.
            /// `version` is the one the input was recorded at, if it was.
            pub fn parse(name: &str, input: &Value, version: Option<u16>) -> Option<Result<(CaseId, Command), Fault>> {
                match name {
                    $(_ if name == <$op as Operation>::NAME => {
                        Some(parse::<$op>(input, version).map(|op| (op.case_id(), op.command())))
                    })+
                    _ => None,
                }
            }
        }
        /// VERSION of the command of this name.
        pub fn version(name: &str) -> Option<u16> {
            match name {
                $(_ if name == <$op as Operation>::NAME => Some(<$op as Operation>::VERSION),)+
                _ => None,
            }
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
