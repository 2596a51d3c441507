//! The site folder: writes files with their brotli twins and knows the hash over all of them.

use crate::Outcome;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Types that shrink; pictures and fonts are compressed already.
const TEXT: &[&str] = &["js", "wasm", "css", "svg", "html", "json", "webmanifest", "txt"];

/// A written file: its address below the root and its size as sent.
pub struct Written {
    pub path: String,
    pub bytes: usize,
}

pub struct Output {
    root: PathBuf,
    compress: bool,
    all: Sha256,
}

impl Output {
    /// Starts with an empty folder: no file of an older build may survive.
    pub fn create(root: &Path, compress: bool) -> Outcome<Self> {
        if root.exists() {
            fs::remove_dir_all(root).map_err(|error| format!("cannot empty {}: {error}", root.display()))?;
        }
        Ok(Self { root: root.to_path_buf(), compress, all: Sha256::new() })
    }

    /// Writes a file under its own name.
    pub fn file(&mut self, path: &str, bytes: &[u8]) -> Outcome<Written> {
        self.all.update(path.as_bytes());
        self.all.update((bytes.len() as u64).to_le_bytes());
        self.all.update(bytes);
        let target = self.root.join(path);
        let fail = |error| format!("cannot write {path}: {error}");
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(fail)?;
        }
        fs::write(&target, bytes).map_err(fail)?;
        let mut sent = bytes.len();
        if self.compress && TEXT.iter().any(|kind| path.ends_with(&format!(".{kind}"))) {
            let packed = brotli(bytes)?;
            sent = packed.len();
            fs::write(self.root.join(format!("{path}.br")), packed).map_err(fail)?;
        }
        Ok(Written { path: path.to_owned(), bytes: sent })
    }

    /// Writes a file as `<stem>-<hash>.<extension>`.
    pub fn hashed(&mut self, stem: &str, extension: &str, bytes: &[u8]) -> Outcome<Written> {
        let hash = short(&Sha256::digest(bytes));
        self.file(&format!("{stem}-{hash}.{extension}"), bytes)
    }

    /// The hash over everything written so far.
    pub fn build(&self) -> String {
        short(&self.all.clone().finalize())
    }
}

fn short(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters).map_err(|error| format!("brotli: {error}"))?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_follows_the_content_and_the_twin_is_smaller() {
        let root = std::env::temp_dir().join(format!("yingda-output-{}", std::process::id()));
        let mut output = Output::create(&root, true).expect("an empty folder");
        let text = "a { color: red }\n".repeat(100);
        let one = output.hashed("pkg/app", "css", text.as_bytes()).expect("written");
        let two = output.hashed("pkg/app", "css", b"b{}").expect("written");
        assert_ne!(one.path, two.path);
        assert!(one.bytes < text.len());
        assert!(root.join(format!("{}.br", one.path)).is_file());
        fs::remove_dir_all(root).expect("removed");
    }
}
