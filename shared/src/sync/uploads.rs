//! Files that wait on a device until their case is sent: which goes next, what is sent of it, what an
//! answer means. Pure; the bytes, the line and the clock are the browser's.
//!
//! A case never waits for its files. The mutation that names them is pushed at once; the server takes
//! the word of the device that they will come, and each follows when that is decided.

use std::collections::BTreeSet;

use serde_json::Value;

use super::wire::Mutation;
use crate::fault::Fault;
use crate::kernel::id::FileId;
use crate::kernel::time::Millis;

/// Bytes sealed as one on the device and sent as one.
pub const CHUNK: u64 = 1_048_576;
/// Larger files wait for a line that costs nothing.
pub const METERED_MAX: u64 = 5 * 1_048_576;
/// The smallest piece that a bad line is tried with: none gets through that takes longer than anybody
/// waits for an answer.
pub const PIECE_MIN: u64 = 65_536;
/// Of what the browser gives, files fill so many parts of a hundred at most, and never the last bytes:
/// those are for what is written.
const QUOTA_SHARE: u64 = 80;
const QUOTA_RESERVE: u64 = 5 * 1_048_576;

data! {
/// A file whose bytes are on this device.
pub struct KeptFile {
    pub id: FileId,
    pub name: String,
    /// As the browser calls it; the server tells by the bytes.
    pub media_type: String,
    pub bytes: u64,
    pub at: Millis,
    /// Something that was done here names it. What nobody sent goes with its form.
    #[serde(default)]
    pub named: bool,
    /// The person lets it go over a line that costs money.
    #[serde(default)]
    pub anyway: bool,
    /// The server will not have it.
    #[serde(default)]
    pub refused: Option<Fault>,
}
}

impl KeptFile {
    /// Shown as a picture, as `FileInfo` would be.
    pub fn is_image(&self) -> bool {
        matches!(self.media_type.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif")
    }

    pub fn chunks(&self) -> u64 {
        self.bytes.div_ceil(CHUNK)
    }
}

/// What bytes cost on the line of this moment, as far as the browser says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cost {
    #[default]
    Free,
    Metered,
}

/// From the browser's own words: the kind of its connection, and whether the person saves data.
pub fn cost(kind: Option<&str>, saves_data: bool) -> Cost {
    match kind {
        Some("cellular" | "wimax" | "bluetooth") => Cost::Metered,
        Some("wifi" | "ethernet") => Cost::Free,
        _ if saves_data => Cost::Metered,
        _ => Cost::Free,
    }
}

/// Why a file is not on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// It belongs to something that is still being written.
    Form,
    /// What names it is not decided yet, or was refused and waits for the person.
    Case,
    /// It is large and the line costs money.
    Line,
    /// The server will not have it.
    Refused,
}

pub fn wait(file: &KeptFile, undecided: &BTreeSet<FileId>, cost: Cost) -> Option<Wait> {
    match file {
        _ if file.refused.is_some() => Some(Wait::Refused),
        _ if !file.named => Some(Wait::Form),
        _ if undecided.contains(&file.id) => Some(Wait::Case),
        _ if cost == Cost::Metered && file.bytes > METERED_MAX && !file.anyway => Some(Wait::Line),
        _ => None,
    }
}

/// The file to send next: in the order they were taken, past those that wait.
pub fn next<'a>(
    files: impl Iterator<Item = &'a KeptFile>,
    undecided: &BTreeSet<FileId>,
    cost: Cost,
) -> Option<&'a KeptFile> {
    files.filter(|file| wait(file, undecided, cost).is_none()).min_by_key(|file| (file.at, file.id))
}

/// The files that an operation's input names.
pub fn named_in(input: &Value) -> Vec<FileId> {
    let ids = input.get("files").and_then(Value::as_array);
    ids.into_iter().flatten().filter_map(|id| id.as_str()?.parse().ok()).collect()
}

/// The files that these mutations name.
pub fn named_by<'a>(mutations: impl Iterator<Item = &'a Mutation>) -> BTreeSet<FileId> {
    mutations.flat_map(|mutation| named_in(&mutation.input)).collect()
}

/// What is said to the server next about one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// How much of it is there?
    Ask,
    Begin,
    Send(Piece),
    /// All of it is there.
    Done,
}

/// Bytes of one chunk from a place on: what is left of it after a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub offset: u64,
    pub chunk: u64,
    /// First byte within the chunk, and the one behind its last.
    pub from: u64,
    pub to: u64,
}

/// How much of a file the server has, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// Nothing was asked yet, or the last answer was lost.
    #[default]
    Nothing,
    Absent,
    At(u64),
}

/// `most`: bytes of one piece at most, for a line that lets no larger one through.
pub fn step(bytes: u64, known: Known, most: u64) -> Step {
    match known {
        Known::Nothing => Step::Ask,
        Known::Absent => Step::Begin,
        Known::At(offset) if offset >= bytes => Step::Done,
        Known::At(offset) => {
            let (chunk, from) = (offset / CHUNK, offset % CHUNK);
            let to = CHUNK.min(bytes - chunk * CHUNK).min(from + most.max(PIECE_MIN));
            Step::Send(Piece { offset, chunk, from, to })
        }
    }
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// So much is known now: go on.
    Go(Known),
    /// Not now: ask again after a wait, from the beginning.
    Later { after: Option<Millis> },
    /// Nobody is signed in any more.
    SignedOut,
    /// Never.
    Refused(Fault),
}

/// Makes sense of an answer. `offset` stands in its header; `fault` in its body, where it has one.
pub fn heard(asked: Step, status: u16, offset: Option<u64>, fault: Option<Fault>) -> Heard {
    match (status, offset) {
        (200..=299, Some(offset)) => Heard::Go(Known::At(offset)),
        (404 | 410, _) if asked == Step::Ask => Heard::Go(Known::Absent),
        // Gone since, or somewhere else than was believed: ask anew.
        (404 | 409 | 410, _) => Heard::Go(Known::Nothing),
        (401, _) => Heard::SignedOut,
        (403 | 413 | 415 | 422, _) => match fault {
            // A piece that was torn on its way is no fault of the file's.
            Some(Fault::Invalid { fields }) if fields.iter().any(|field| field.code == "broken_upload") => {
                Heard::Later { after: None }
            }
            fault => Heard::Refused(fault.unwrap_or(Fault::Forbidden)),
        },
        _ => match fault {
            Some(Fault::Limited { retry_after_s } | Fault::Unavailable { retry_after_s }) => {
                Heard::Later { after: Some(Millis::from(retry_after_s) * 1000) }
            }
            _ => Heard::Later { after: None },
        },
    }
}

/// Whether so many more bytes may be kept where so much of a quota is used. Where the browser tells
/// neither, the storing itself shows it.
pub fn fits(bytes: u64, used: Option<u64>, quota: Option<u64>) -> bool {
    let (Some(used), Some(quota)) = (used, quota) else { return true };
    let after = used.saturating_add(bytes);
    after <= quota / 100 * QUOTA_SHARE && after.saturating_add(QUOTA_RESERVE) <= quota
}

#[cfg(test)]
mod tests;
