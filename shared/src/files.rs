//! Attachments: uploaded first, named by operations after.

use crate::kernel::id::FileId;
use crate::kernel::time::Millis;

data! {
pub struct FileInfo {
    pub id: FileId,
    pub name: String,
    /// Told by the bytes, never by the name.
    pub media_type: String,
    pub bytes: u64,
    pub at: Millis,
}

/// Facts of an uploaded file. The bytes are at `/files/{id}`.
pub struct GetFile {
    pub id: FileId,
}
}

operation!(GetFile => FileInfo, "files.get", Get "/files/{id}", Server, "Name, type and size of an attachment the caller may see.");

impl FileInfo {
    /// Shown as a picture; everything else is offered as a download.
    pub fn is_image(&self) -> bool {
        matches!(self.media_type.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif")
    }
}

/// Media types that are taken, as told by their first bytes. SVG and HTML run scripts and are not.
pub const ACCEPTED: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "application/pdf",
    "application/zip",
    "video/mp4",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];
