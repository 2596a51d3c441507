//! The bytes of a file on their way into the object store: counted, hashed, and told what they are.

use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::hex;

use super::{path, sniff};
use crate::services::Services;

/// Bytes enough to tell a file's type by.
const HEAD: usize = 8192;

/// A file in memory, as it comes.
#[derive(Default)]
pub struct Content {
    parts: Vec<Bytes>,
    bytes: u64,
    digest: Sha256,
}

impl Content {
    pub fn take(&mut self, part: Bytes) {
        self.bytes += part.len() as u64;
        self.digest.update(&part);
        self.parts.push(part);
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What its first bytes say it is; whatever they say, an empty file and a disguise are refused.
    pub fn media_type(&self) -> Result<&'static str, Fault> {
        if self.bytes == 0 {
            return Err(Fault::invalid("/file", "empty_file"));
        }
        let head: Vec<u8> = self.parts.iter().flat_map(|part| part.iter().copied()).take(HEAD).collect();
        sniff::media_type(&head).ok_or_else(|| Fault::invalid("/file", "file_type"))
    }

    /// Puts the bytes under the hash of their content, which it answers.
    pub async fn store(self, services: &Arc<Services>) -> Result<String, Fault> {
        let hash = hex(&self.digest.finalize());
        super::put(services, &path(&hash), self.parts).await?;
        Ok(hash)
    }
}
