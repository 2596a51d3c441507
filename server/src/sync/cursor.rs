//! What a device holds of its place in the feed: sealed, so that it can neither be read nor forged,
//! and bound to the person and the device it was made for.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, KeyInit, Nonce};
use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::identity::ActorKind;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::Millis;

use crate::failure;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    #[serde(rename = "e")]
    pub epoch: i64,
    /// Everything up to here has been told.
    #[serde(rename = "p")]
    pub pos: i64,
    #[serde(rename = "g")]
    pub grants: BTreeSet<String>,
    /// The side of the desk decides what of a row is shown: another one begins anew.
    #[serde(rename = "k")]
    pub kind: ActorKind,
    /// Cases that rested before this moment are not kept on the device.
    #[serde(rename = "s")]
    pub since: Millis,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<Scan>,
    /// Hash of what the device was last told of its person.
    #[serde(rename = "m", default)]
    pub me: u32,
    /// The working set was larger than a device keeps, so that it cannot be checked.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    pub capped: bool,
}

/// A snapshot under way, or the rows of scopes that were added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// Index into the stages of the working set.
    #[serde(rename = "i")]
    pub stage: usize,
    #[serde(rename = "a")]
    pub after: String,
    /// Rows sent so far.
    #[serde(rename = "r")]
    pub rows: u32,
    /// None: everything.
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub only: Option<BTreeSet<String>>,
}

/// Whom a cursor is for.
pub fn owner(user: Option<Uuid>, client: Uuid) -> String {
    format!("{}/{client}", user.unwrap_or_default())
}

pub fn seal(key: &[u8; 32], owner: &str, cursor: &Cursor) -> Result<String, Fault> {
    let plain = serde_json::to_vec(cursor).map_err(|error| failure::internal(&error))?;
    let mut nonce = [0; 12];
    getrandom::fill(&mut nonce).map_err(|error| failure::internal(&error))?;
    let payload = Payload { msg: &plain, aad: owner.as_bytes() };
    let sealed = ChaCha20Poly1305::new(&Key::from(*key))
        .encrypt(&Nonce::from(nonce), payload)
        .map_err(|_| failure::internal(&"a cursor cannot be sealed"))?;
    Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
}

/// None for what we did not make for this owner.
pub fn open(key: &[u8; 32], owner: &str, text: &str) -> Option<Cursor> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, sealed) = bytes.split_at_checked(12)?;
    let nonce: [u8; 12] = nonce.try_into().ok()?;
    let payload = Payload { msg: sealed, aad: owner.as_bytes() };
    let plain = ChaCha20Poly1305::new(&Key::from(*key)).decrypt(&Nonce::from(nonce), payload).ok()?;
    serde_json::from_slice(&plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_for_its_owner_alone_and_not_when_touched() {
        let key = [7; 32];
        let cursor = Cursor {
            epoch: 1,
            pos: 42,
            grants: BTreeSet::from(["org".into()]),
            kind: ActorKind::Staff,
            since: 0,
            scan: None,
            me: 9,
            capped: false,
        };
        let (mine, theirs) =
            (owner(Some(Uuid::from_u128(1)), Uuid::nil()), owner(Some(Uuid::from_u128(2)), Uuid::nil()));
        let text = seal(&key, &mine, &cursor).unwrap();
        assert_eq!(open(&key, &mine, &text), Some(cursor));
        assert_eq!(open(&key, &theirs, &text), None);
        assert_eq!(open(&[8; 32], &mine, &text), None);
        for forged in ["", "AAAA", &text[1..], &format!("A{}", &text[1..]), "没有"] {
            assert!(forged == text || open(&key, &mine, forged).is_none(), "{forged}");
        }
    }
}
