//! A desk without a mail server: what would have been sent lies in a folder for a while, to be looked at.

use std::path::Path;
use std::time::{Duration, SystemTime};

use lettre::Message;

use super::Undelivered;

/// Below the folder of the data.
pub const FOLDER: &str = "mail";
/// Letters name people: they stay for so long.
const KEPT: Duration = Duration::from_secs(14 * 24 * 3600);

pub(super) fn keep(folder: &Path, id: &str, message: &Message) -> Result<(), Undelivered> {
    let away = |error: std::io::Error| Undelivered::ForNow(error.to_string());
    std::fs::create_dir_all(folder).map_err(away)?;
    // Names come from ids, which hold no separator; one that does goes nowhere else.
    let name: String = id.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '-' }).collect();
    std::fs::write(folder.join(format!("{name}.eml")), message.formatted()).map_err(away)
}

/// Lets old letters go.
pub fn sweep(data: &Path) -> std::io::Result<()> {
    let folder = data.join(FOLDER);
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let age = SystemTime::now().duration_since(entry.metadata()?.modified()?).unwrap_or_default();
        if age > KEPT {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
