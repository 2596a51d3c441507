//! The site that a packaged program carries in itself. It is laid out in the data folder at the start,
//! so that one way of serving files serves it too.

use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};

use super::assets;

include!(concat!(env!("OUT_DIR"), "/site_inside.rs"));

/// Where this program's site lies once it is laid out; nowhere when it carries none.
pub fn place(data: &Path) -> Option<PathBuf> {
    place_of(FILES, data)
}

/// Lays the site out, unless it lies there as it is carried.
pub fn lay_out(data: &Path) -> Result<()> {
    lay_out_of(FILES, data)
}

type Files = [(&'static str, &'static [u8])];

fn place_of(files: &Files, data: &Path) -> Option<PathBuf> {
    let (_, json) = files.iter().find(|(name, _)| *name == "site.json")?;
    let site: super::site::Site = serde_json::from_slice(json).ok()?;
    Some(data.join("site").join(site.build))
}

fn lay_out_of(files: &Files, data: &Path) -> Result<()> {
    let Some(place) = place_of(files, data) else { return Ok(()) };
    let mut whole = Vec::new();
    for (name, bytes) in files.iter().copied() {
        if let Some(plain) = name.strip_suffix(".br") {
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut &bytes[..], &mut unpacked)?;
            whole.push((plain, unpacked));
        }
        whole.push((name, bytes.to_vec()));
    }
    if whole.iter().all(|(name, bytes)| fs::read(place.join(name)).is_ok_and(|there| there == *bytes)) {
        return Ok(());
    }
    // Under another name until it is complete: whoever is cut off leaves no half site.
    let folder = place.parent().ok_or_else(|| Error::other("no folder for the site"))?;
    let unready = folder.join(format!(".{}", std::process::id()));
    let _ = fs::remove_dir_all(&unready);
    for (name, bytes) in whole {
        let path = unready.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&unready))?;
        fs::write(path, bytes)?;
    }
    let _ = fs::remove_dir_all(&place);
    fs::rename(&unready, &place)?;
    assets::forget_oldest(folder, &place).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &[u8] = br#"{"build": "b1", "js": "/pkg/a.js", "wasm": "", "css": ""}"#;

    #[test]
    fn what_is_carried_is_laid_out_whole_and_mended() {
        let mut packed = Vec::new();
        let parameters = brotli::enc::BrotliEncoderParams::default();
        brotli::BrotliCompress(&mut &b"let a = 1;"[..], &mut packed, &parameters).expect("packed");
        let files: &Files = &[("pkg/a.js.br", &*packed.leak()), ("site.json", SITE), ("icon.png", &b"png"[..])];
        let data = std::env::temp_dir().join(format!("yingda-inside-{}", std::process::id()));
        let _ = fs::remove_dir_all(&data);
        let place = place_of(files, &data).expect("a place");
        lay_out_of(files, &data).expect("laid out");
        assert_eq!(fs::read(place.join("pkg/a.js")).expect("a file"), b"let a = 1;");
        // A file that was spoiled is put right at the next start; what else lies there goes.
        fs::write(place.join("pkg/a.js"), "spoiled").expect("a file");
        fs::write(place.join("stranger"), "").expect("a file");
        lay_out_of(files, &data).expect("laid out");
        assert_eq!(fs::read(place.join("pkg/a.js")).expect("a file"), b"let a = 1;");
        assert!(!place.join("stranger").exists());
        assert_eq!(fs::read_dir(data.join("site")).expect("a folder").count(), 1);
        fs::remove_dir_all(data).expect("removed");
    }

    #[test]
    fn a_program_without_a_site_lays_nothing_out() {
        let data = std::env::temp_dir().join("yingda-inside-none");
        assert_eq!(place_of(&[], &data), None);
        lay_out_of(&[], &data).expect("nothing to do");
        assert!(!data.exists());
    }
}
