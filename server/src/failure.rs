//! Failures of the machinery become faults here: logged once, with a trace id, never shown.

use uuid::Uuid;
use yingda_shared::fault::Fault;

use crate::db::DbError;
use crate::db::writer::Lost;

/// Seconds after which a passing failure is worth another try.
const RETRY_AFTER_S: u32 = 5;

impl From<DbError> for Failure {
    fn from(error: DbError) -> Failure {
        Failure(error_to_fault(error))
    }
}

/// A fault made from a failure; `?` in handlers turns it into the fault.
pub struct Failure(pub Fault);

fn error_to_fault(error: DbError) -> Fault {
    if matches!(error, DbError::Unstorable) {
        return Fault::invalid("", "control_characters");
    }
    if error.is_passing() {
        tracing::warn!(%error, "the database is away");
        return Fault::Unavailable { retry_after_s: RETRY_AFTER_S };
    }
    internal(&error)
}

/// An unexpected failure: the log has the story, the caller has the trace id.
pub fn internal(error: &dyn std::fmt::Display) -> Fault {
    let trace = Uuid::now_v7().simple().to_string();
    tracing::error!(%trace, %error, "an operation failed");
    Fault::Internal { trace }
}

pub fn unavailable() -> Fault {
    Fault::Unavailable { retry_after_s: RETRY_AFTER_S }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        failure.0
    }
}

pub fn db(error: DbError) -> Fault {
    error_to_fault(error)
}

pub fn lost(lost: Lost) -> Fault {
    match lost {
        Lost::Busy => unavailable(),
        Lost::Broken => internal(&"the transaction was taken back"),
    }
}
