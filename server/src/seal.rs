//! Secrets that the desk has to know again: they lie in the database sealed under a key that lies beside it, as
//! `secret.key` in the folder of the data. Who reads a copy of the database reads none of them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::{hex, unhex};
use yingda_shared::kernel::id::Uuid;

use crate::failure;

/// Below the folder of the data, which all nodes share.
pub const FILE: &str = "secret.key";

pub struct Seal {
    path: PathBuf,
    key: OnceLock<[u8; 32]>,
}

impl Seal {
    pub fn beside(data: &Path) -> Seal {
        Seal { path: data.join(FILE), key: OnceLock::new() }
    }

    /// Seals a text for one thing: moved to another one it does not open. The first seal of a desk makes its key.
    pub fn seal(&self, of: &str, text: &str) -> Result<String, Fault> {
        let key = match self.known() {
            Some(key) => key,
            None => self.make().map_err(|error| failure::internal(&error))?,
        };
        let mut nonce = [0; 12];
        getrandom::fill(&mut nonce).map_err(|error| failure::internal(&error))?;
        let payload = Payload { msg: text.as_bytes(), aad: of.as_bytes() };
        let sealed = ChaCha20Poly1305::new(&Key::from(key))
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| failure::internal(&"a secret cannot be sealed"))?;
        Ok(hex(&[&nonce[..], &sealed].concat()))
    }

    /// None where the key is another one, or what was sealed was touched.
    pub fn open(&self, of: &str, sealed: &str) -> Option<String> {
        let bytes = unhex(sealed)?;
        let (nonce, sealed) = bytes.split_at_checked(12)?;
        let nonce: [u8; 12] = nonce.try_into().ok()?;
        let payload = Payload { msg: sealed, aad: of.as_bytes() };
        let plain = ChaCha20Poly1305::new(&Key::from(self.known()?)).decrypt(&Nonce::from(nonce), payload).ok()?;
        String::from_utf8(plain).ok()
    }

    fn known(&self) -> Option<[u8; 32]> {
        if let Some(key) = self.key.get() {
            return Some(*key);
        }
        let key: [u8; 32] = unhex(std::fs::read_to_string(&self.path).ok()?.trim())?.try_into().ok()?;
        Some(*self.key.get_or_init(|| key))
    }

    /// Makes the key, unless another node was sooner. A file of that name that holds no key stays as it is.
    fn make(&self) -> std::io::Result<[u8; 32]> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(std::io::Error::other)?;
        // Whole before it has its name: nobody reads half a key.
        let draft = self.path.with_extension(Uuid::now_v7().to_string());
        write_own(&draft, &hex(&key))?;
        let named = std::fs::hard_link(&draft, &self.path);
        std::fs::remove_file(&draft)?;
        match named {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => {
                sync_folder(&self.path)?;
                self.known().ok_or_else(|| std::io::Error::other(format!("{FILE} holds no key")))
            }
        }
    }
}

/// The name of a file is on the disk when this is over: without it what was sealed would open no more.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A file that nobody else on the machine reads, on the disk when this is over.
fn write_own(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Folder {
            let path = std::env::temp_dir().join(format!("yingda-seal-{}", Uuid::now_v7()));
            std::fs::create_dir_all(&path).expect("a folder");
            Folder(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_is_sealed_opens_for_its_own_thing_by_its_own_key_alone() {
        let folder = Folder::new();
        let seal = Seal::beside(&folder.0);
        assert_eq!(seal.open("a", "00"), None);
        assert!(!folder.0.join(FILE).exists(), "reading makes no key");
        let sealed = seal.seal("a", "s3cret").expect("sealed");
        assert!(!sealed.contains("s3cret") && seal.seal("a", "s3cret").expect("sealed") != sealed);
        assert_eq!(Seal::beside(&folder.0).open("a", &sealed).as_deref(), Some("s3cret"), "another node opens it");
        assert_eq!(seal.open("b", &sealed), None);
        assert_eq!(
            seal.open("a", &sealed.replacen(&sealed[..1], if sealed.starts_with('0') { "1" } else { "0" }, 1)),
            None
        );
        let other = Folder::new();
        assert_eq!(Seal::beside(&other.0).open("a", &sealed), None);
        std::fs::write(other.0.join(FILE), "no key").expect("a file");
        assert!(Seal::beside(&other.0).seal("a", "x").is_err(), "what somebody put there is not written over");
        assert_eq!(std::fs::read_dir(&folder.0).expect("a folder").count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.0.join(FILE)).expect("the key").permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }
}
