//! One command on many cases. It is the same command, decided for each case by itself; here is what can
//! be done so, and how the input of the one becomes the input of each.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cases::commands::Command;
use crate::cases::operations::{CancelCase, CloseCase, CommentCase, EditCase, ResolveCase};
use crate::contract::Operation;
use crate::fault::{Fault, FieldFault};
use crate::jobs::Job;
use crate::kernel::check::Checks;
use crate::kernel::id::CaseId;
use crate::kernel::limits::{BULK_MAX, TEXT_MAX};
use crate::kernel::time::{MINUTE, Millis, SECOND};

/// Commands that may be run on many cases at once.
pub const COMMANDS: &[&str] = &[
    "cases.assign",
    "cases.take",
    "cases.forward",
    "cases.edit",
    "cases.start",
    "cases.hold",
    "cases.resume",
    "cases.resolve",
    "cases.close",
    "cases.cancel",
    "cases.reopen",
    "cases.comment",
];
/// What customers are told and what cannot be unsaid waits, so that it can be taken back unseen.
const WAITING: &[&str] = &[
    <CommentCase as Operation>::NAME,
    <ResolveCase as Operation>::NAME,
    <CloseCase as Operation>::NAME,
    <CancelCase as Operation>::NAME,
];
/// How long it waits, and how long a page offers to take it back.
pub const SECOND_THOUGHTS: Millis = 8 * SECOND;
/// After its end bulk work can be undone for so long.
pub const UNDO_FOR: Millis = 10 * MINUTE;
/// Characters of an input as JSON: the longest text with every sign of it escaped, and some fields more.
const INPUT_MAX: usize = 3 * TEXT_MAX;

data! {
/// A case, and the version of it that the sender saw, if that matters to them.
pub struct BulkCase {
    pub id: CaseId,
    /// Fields, hands and replies that changed since are answered as a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<i64>,
}

/// Runs one command on up to 1,000 cases, each by itself and with the caller's rights of that moment.
pub struct BulkCases {
    pub cases: Vec<BulkCase>,
    /// NAME of the command, such as `cases.assign`.
    pub command: String,
    /// The command's input without `id`, `base` and `seen`.
    #[serde(default)]
    pub input: Value,
}
}

operation!(BulkCases => Job, "cases.bulk", Post "/cases/bulk", Online, "Runs one command on up to 1,000 cases; answers a job at once, whose items (`jobs.items`) say for each case whether it was done, refused, not found or in conflict.",
    |op| op.faults());

/// How long the command waits before it is run.
pub fn delay(command: &str) -> Millis {
    if WAITING.contains(&command) { SECOND_THOUGHTS } else { 0 }
}

/// The command's input for one of the cases.
pub fn input_of(command: &str, input: &Value, case: &BulkCase) -> Value {
    let mut fields = input.as_object().cloned().unwrap_or_default();
    fields.remove("base");
    fields.remove("seen");
    fields.insert("id".into(), case.id.to_string().into());
    match (command, case.seen) {
        // Whoever saw no version objects to none.
        (EditCase::NAME, seen) => drop(fields.insert("base".into(), seen.unwrap_or(i64::MAX).into())),
        ("cases.assign" | "cases.forward" | "cases.take", Some(seen)) => {
            drop(fields.insert("base".into(), seen.into()))
        }
        (CommentCase::NAME, Some(seen)) => drop(fields.insert("seen".into(), seen.into())),
        _ => {}
    }
    Value::Object(fields)
}

impl BulkCases {
    /// Each case once, in the order given.
    pub fn distinct(&self) -> Vec<&BulkCase> {
        let mut known = BTreeSet::new();
        self.cases.iter().filter(|case| known.insert(case.id)).collect()
    }

    fn faults(&self) -> Vec<FieldFault> {
        let known = COMMANDS.contains(&self.command.as_str());
        let files = self.input.get("files").is_some_and(|files| !matches!(files, Value::Null))
            && self.input["files"].as_array().is_none_or(|files| !files.is_empty());
        let shape = !matches!(self.input, Value::Null | Value::Object(_));
        let mut faults = Checks::new()
            .when(self.cases.is_empty(), "/cases", "required")
            .when(self.cases.len() > BULK_MAX, "/cases", "too_many")
            .when(!known, "/command", "unknown_word")
            .when(shape, "/input", "malformed")
            // Kept with the job: what no command reads is not kept for nothing.
            .optional("/input", &self.input.to_string(), INPUT_MAX)
            // A file belongs to one case.
            .when(files, "/input/files", "files_of_one_case")
            .done();
        if let (true, Some(case)) = (faults.is_empty(), self.cases.first()) {
            faults.extend(self.faults_of_input(case));
        }
        faults
    }

    /// The input is the same for all: what is wrong with it is said once, and before anything is done.
    fn faults_of_input(&self, case: &BulkCase) -> Vec<FieldFault> {
        match Command::parse(&self.command, &input_of(&self.command, &self.input, case), None) {
            Some(Err(Fault::Invalid { fields })) => {
                let inside = |field: FieldFault| FieldFault { pointer: format!("/input{}", field.pointer), ..field };
                fields.into_iter().map(inside).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kernel::id::Uuid;

    fn case(n: u128, seen: Option<i64>) -> BulkCase {
        BulkCase { id: CaseId(Uuid::from_u128(n)), seen }
    }

    fn bulk(cases: Vec<BulkCase>, command: &str, input: Value) -> BulkCases {
        BulkCases { cases, command: command.into(), input }
    }

    fn wrong(op: &BulkCases) -> Vec<(String, String)> {
        op.check().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn what_is_wrong_is_said_before_anything_is_done() {
        let many = |n: u128| (0..n).map(|n| case(n, None)).collect::<Vec<_>>();
        let table = [
            (bulk(many(1), "cases.start", Value::Null), vec![]),
            (bulk(many(1_000), "cases.comment", json!({"text": "停机"})), vec![]),
            (bulk(many(0), "cases.start", json!({})), vec![("/cases", "required")]),
            (bulk(many(1_001), "cases.start", json!({})), vec![("/cases", "too_many")]),
            (bulk(many(1), "cases.rate", json!({})), vec![("/command", "unknown_word")]),
            (bulk(many(1), "cases.attach", json!({})), vec![("/command", "unknown_word")]),
            (bulk(many(1), "cases.comment", json!({"text": " "})), vec![("/input/text", "required")]),
            (bulk(many(1), "cases.hold", json!({"reason": "lunch"})), vec![("/input", "malformed")]),
            (bulk(many(1), "cases.start", json!([1])), vec![("/input", "malformed")]),
            (
                bulk(many(1), "cases.comment", json!({"text": "x", "files": [Uuid::nil()]})),
                vec![("/input/files", "files_of_one_case")],
            ),
            (bulk(many(1), "cases.comment", json!({"text": "x", "files": []})), vec![]),
        ];
        for (op, expected) in table {
            let expected: Vec<_> = expected.into_iter().map(|(a, b)| (a.to_string(), b.to_string())).collect();
            assert_eq!(wrong(&op), expected, "{} {}", op.command, op.input);
        }
    }

    #[test]
    fn every_command_is_one_of_a_case() {
        for command in COMMANDS {
            assert!(Command::parse(command, &Value::Null, None).is_some(), "{command}");
        }
        assert!(WAITING.iter().all(|command| COMMANDS.contains(command)));
    }

    #[test]
    fn the_version_seen_goes_where_the_command_looks_for_it() {
        let input = json!({"id": "x", "base": 1, "seen": 2, "text": "好"});
        let id = case(7, None).id.to_string();
        let table = [
            ("cases.edit", None, json!({"id": id, "text": "好", "base": i64::MAX})),
            ("cases.edit", Some(9), json!({"id": id, "text": "好", "base": 9})),
            ("cases.assign", Some(9), json!({"id": id, "text": "好", "base": 9})),
            ("cases.assign", None, json!({"id": id, "text": "好"})),
            ("cases.comment", Some(9), json!({"id": id, "text": "好", "seen": 9})),
            ("cases.start", Some(9), json!({"id": id, "text": "好"})),
        ];
        for (command, seen, expected) in table {
            assert_eq!(input_of(command, &input, &case(7, seen)), expected, "{command}");
        }
    }

    #[test]
    fn a_case_named_twice_is_done_once() {
        let op = bulk(vec![case(1, Some(1)), case(2, None), case(1, Some(5))], "cases.start", json!({}));
        assert_eq!(op.distinct(), [&case(1, Some(1)), &case(2, None)]);
    }

    #[test]
    fn what_customers_are_told_waits() {
        assert_eq!([delay("cases.comment"), delay("cases.assign")], [SECOND_THOUGHTS, 0]);
    }
}
