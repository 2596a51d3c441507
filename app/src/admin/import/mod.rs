//! Bringing tables in: a file, its columns, a look at what would happen, the work, and the way back.

mod columns;
mod faults;
mod list;
mod page;
mod result;
mod setup;
mod upload;

pub use list::ImportsPage;
pub use page::ImportPage;

use yingda_shared::imports::ImportState;

use crate::ui::Tone;

/// How a state looks.
fn sign(state: ImportState) -> (Tone, &'static str) {
    match state {
        ImportState::Draft => (Tone::Neutral, "edit"),
        ImportState::Queued | ImportState::Running | ImportState::Undoing => (Tone::Info, "progress"),
        ImportState::Done => (Tone::Ok, "check-circle"),
        ImportState::Cancelled => (Tone::Neutral, "ban"),
        ImportState::Failed => (Tone::Danger, "alert"),
        ImportState::Undone => (Tone::Neutral, "rotate"),
    }
}
