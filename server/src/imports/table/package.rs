//! The package a workbook is: looked through before anything of it is read, so that a bomb is never
//! unpacked into memory. What a package says of itself is not believed, it is counted.

use std::io::{Cursor, Read};

use yingda_shared::kernel::limits::{
    PACKAGE_BYTES_MAX, PACKAGE_PARTS_MAX, PACKAGE_RATIO_MAX, PACKAGE_TEXTS_BYTES_MAX, PACKAGE_TEXTS_MAX,
};
use zip::ZipArchive;

use super::Trouble;

/// Below this, a part that packs well is no danger.
const SMALL: u64 = 1_048_576;
/// Bytes of a part that its first element stands in.
const HEAD: usize = 4096;

/// Refuses what is no plain workbook, or more than one can be.
pub fn check(bytes: &[u8]) -> Result<(), Trouble> {
    let damaged = |_| Trouble::refused("table_damaged");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > PACKAGE_PARTS_MAX {
        return Err(bomb());
    }
    let mut names = Vec::with_capacity(archive.len());
    for name in archive.file_names() {
        names.push(name.map_err(damaged)?.to_ascii_lowercase());
    }
    if names.iter().any(|name| name.ends_with("vbaproject.bin")) {
        return Err(Trouble::refused("table_macros"));
    }
    if !names.iter().any(|name| name.ends_with("workbook.xml")) {
        return Err(Trouble::refused("table_kind"));
    }
    let mut all = 0;
    let mut buffer = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        let (packed, name) = (part.compressed_size(), part.name().map_err(damaged)?.to_ascii_lowercase());
        let texts = name.ends_with("sharedstrings.xml");
        let inner = name.ends_with("styles.xml") || name.ends_with("workbook.xml") || name.ends_with(".rels");
        let (mut unpacked, mut head) = (0, Vec::new());
        loop {
            let count = part.read(&mut buffer).map_err(|_| Trouble::refused("table_damaged"))?;
            if count == 0 {
                break;
            }
            unpacked += count as u64;
            all += count as u64;
            head.extend(buffer[..count].iter().take(HEAD - head.len().min(HEAD)));
            let swollen = unpacked > SMALL && unpacked > packed.saturating_mul(PACKAGE_RATIO_MAX);
            let in_memory = (texts && unpacked > PACKAGE_TEXTS_BYTES_MAX) || (inner && unpacked > 8 * SMALL);
            if swollen || in_memory || all > PACKAGE_BYTES_MAX {
                return Err(bomb());
            }
        }
        check_head(&head, texts)?;
    }
    Ok(())
}

fn bomb() -> Trouble {
    Trouble::refused("table_bomb")
}

/// Entities swell what is read, and a count of texts is memory asked for before there is one.
fn check_head(head: &[u8], texts: bool) -> Result<(), Trouble> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if head.contains("<!doctype") || head.contains("<!entity") {
        return Err(bomb());
    }
    if !texts {
        return Ok(());
    }
    let tag = head.split('<').skip(1).find(|tag| !tag.starts_with(['?', '!'])).unwrap_or_default();
    let tag = tag.split_once('>').map(|(tag, _)| tag).ok_or_else(bomb)?;
    let unique = tag.split_once("uniquecount").map(|(_, rest)| rest).unwrap_or_default();
    let digits = |c: &char| c.is_ascii_digit();
    let count: String = unique.chars().skip_while(|c| !digits(c)).take_while(digits).collect();
    match count.is_empty() || count.parse::<u64>().is_ok_and(|count| count <= PACKAGE_TEXTS_MAX) {
        true => Ok(()),
        false => Err(bomb()),
    }
}
