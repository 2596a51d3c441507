//! What a row becomes: the operations a person would run for it. Planning reads and writes nothing, so
//! that a look beforehand and the import itself come to the same.

mod assets;
mod book;
mod cases;
mod customers;
mod pairs;
mod users;
mod values;

pub use book::Book;
pub use values::Values;

use serde_json::Value;
use yingda_shared::contract::Operation;
use yingda_shared::fault::{Fault, Params};
use yingda_shared::imports::{OnDuplicate, Outcome, Target};
use yingda_shared::kernel::id::{Id, Uuid};
use yingda_shared::record::{Record, Save};

use crate::ctx::Cx;
use crate::failure;
use crate::records::handlers;

/// One operation of a row.
#[derive(Clone, Debug)]
pub struct Step {
    pub operation: &'static str,
    /// Kind and id of what it makes or changes.
    pub kind: &'static str,
    pub id: Uuid,
    pub input: Value,
    /// What is there now; None when it is new.
    pub before: Option<Value>,
}

#[derive(Debug, Default)]
pub struct Plan {
    pub steps: Vec<Step>,
    /// The thing the row is about is there already.
    pub known: bool,
}

impl Plan {
    pub fn outcome(&self) -> Outcome {
        match (self.known, self.steps.is_empty()) {
            (false, _) => Outcome::Created,
            (true, true) => Outcome::Skipped,
            (true, false) => Outcome::Updated,
        }
    }
}

/// What is wrong with a field of a row; the row as a whole when the field is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub field: String,
    pub code: String,
    pub params: Params,
}

impl Wrong {
    pub fn new(field: &str, code: &str) -> Wrong {
        Wrong { field: field.into(), code: code.into(), params: Params::new() }
    }
}

/// Why there is no plan: the row is wrong, or the database is away.
#[derive(Debug)]
pub enum Stop {
    Wrong(Vec<Wrong>),
    Fault(Fault),
}

impl From<Wrong> for Stop {
    fn from(wrong: Wrong) -> Stop {
        Stop::Wrong(vec![wrong])
    }
}

/// A fault about the row is the row's; one of the machinery ends the import.
impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        match fault {
            Fault::Invalid { fields } => Stop::Wrong(
                fields
                    .into_iter()
                    .map(|fault| Wrong {
                        field: field_of(&fault.pointer).into(),
                        code: fault.code,
                        params: fault.params,
                    })
                    .collect(),
            ),
            Fault::Refused { .. } | Fault::Forbidden | Fault::NotFound | Fault::Conflict { .. } => {
                Stop::Wrong(vec![Wrong { field: String::new(), code: fault.code().into(), params: fault.params() }])
            }
            other => Stop::Fault(other),
        }
    }
}

/// The field of a table behind the field of an operation.
fn field_of(pointer: &str) -> &str {
    match pointer.trim_start_matches('/') {
        "unit_id" => "unit",
        "company_id" => "company",
        "department_id" => "department",
        "product_id" => "product",
        "category_id" => "category",
        "asset_id" => "serial",
        "role_id" => "role",
        "team_id" | "team_ids" => "team",
        "firm_id" => "firm",
        "source" => "number",
        other => other,
    }
}

/// Plans a row.
pub async fn plan(cx: &mut Cx, book: &Book, values: &Values<'_>, target: Target) -> Result<Plan, Stop> {
    let plan = match target {
        Target::Customers => customers::plan(cx, book, values).await,
        Target::Users => users::plan(cx, book, values).await,
        Target::Assets => assets::plan(cx, book, values).await,
        Target::Cases => cases::plan(cx, book, values).await,
        Target::Pairs => pairs::plan(cx, book, values).await,
    }?;
    match plan.known && book.on_duplicate == OnDuplicate::Refuse {
        true => Err(Wrong::new(key_field(target, values), "table_duplicate").into()),
        false => Ok(plan),
    }
}

/// The field by which a thing is known again.
pub fn key_field(target: Target, values: &Values<'_>) -> &'static str {
    let first = |fields: &[&'static str]| fields.iter().copied().find(|field| !values.get(field).is_empty());
    let found = match target {
        Target::Customers => first(&["contact_phone", "contact_email", "contact", "code", "company"]),
        Target::Users => Some("login"),
        Target::Assets => Some("serial"),
        Target::Cases => Some("number"),
        Target::Pairs => Some("name"),
    };
    found.unwrap_or("company")
}

/// What two rows of the same thing share; None when a row is like no other.
pub fn key(target: Target, values: &Values<'_>) -> Option<String> {
    let key = values.folded(key_field(target, values));
    match target {
        Target::Customers => {
            Some(format!("{}\u{1f}{key}\u{1f}{}", values.folded("company"), values.folded("department")))
        }
        Target::Pairs => Some(format!("{key}\u{1f}{}", values.folded("category"))),
        _ => Some(key).filter(|key| !key.is_empty()),
    }
}

/// The step that saves a record as it is to be; None when it is so already. What its own rules and the
/// reach of the caller say against it is said here, before anything is written.
async fn saving<R: Record>(cx: &mut Cx, before: Option<&R>, after: R) -> Result<Option<Step>, Stop> {
    if before == Some(&after) {
        return Ok(None);
    }
    if !cx.actor().may(R::SAVE) {
        return Err(Fault::Forbidden.into());
    }
    let op = Save(after);
    let faults = op.check();
    if !faults.is_empty() {
        return Err(Fault::Invalid { fields: faults }.into());
    }
    handlers::check_region(cx, &op.0).await?;
    if let Some(before) = before {
        handlers::check_region(cx, before).await?;
    }
    let json = |record: &R| serde_json::to_value(record).map_err(|error| failure::internal(&error));
    let (input, before) = (json(&op.0)?, before.map(json).transpose()?);
    Ok(Some(Step { operation: R::SAVE, kind: R::KIND, id: op.0.id().uuid(), input, before }))
}
