//! The key by which push services know this desk (RFC 8292): made once, sealed in the database.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::SigningKey;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::hex::{hex, unhex};

use super::store;
use crate::ctx::{Caller, Cx};
use crate::failure;
use crate::identity;
use crate::services::Services;

pub use p256::ecdsa::SigningKey as Key;

/// The setting that it lies in, and what it is sealed for.
const NAME: &str = "push_key";

/// The key of the desk; the first who asks makes it. Devices that know it would be told no more under another one.
pub async fn of(services: &Arc<Services>) -> Result<Key, Fault> {
    if let Some(key) = known(&mut services.reader(Caller::system())).await? {
        return Ok(key);
    }
    services.write(Caller::system(), |cx| Box::pin(make(cx))).await
}

async fn make(cx: &mut Cx) -> Result<Key, Fault> {
    let mut bytes = [0; 32];
    let key = loop {
        getrandom::fill(&mut bytes).map_err(|error| failure::internal(&error))?;
        // All but one in four thousand million numbers of this length are keys.
        if let Ok(key) = SigningKey::from_slice(&bytes) {
            break key;
        }
    };
    // Whatever is sealed may have its file back with this, and somebody else may have been here meanwhile.
    let sealed = cx.services.seal.seal(NAME, &hex(&bytes))?;
    if let Some(key) = known(cx).await? {
        return Ok(key);
    }
    if identity::store::setting(cx, NAME).await?.is_some() {
        tracing::warn!("the key of push messages does not open: a new one is made, and devices have to ask anew");
        store::drop_everybodys(cx).await?;
    }
    identity::store::set_setting(cx, NAME, Some(&sealed)).await?;
    Ok(key)
}

/// None where none was made, and where it does not open: after a restore the file of seals may be another one.
async fn known(cx: &mut Cx) -> Result<Option<Key>, Fault> {
    let Some(sealed) = identity::store::setting(cx, NAME).await? else { return Ok(None) };
    let bytes = cx.services.seal.open(NAME, &sealed).and_then(|text| unhex(&text));
    Ok(bytes.and_then(|bytes| SigningKey::from_slice(&bytes).ok()))
}

/// As browsers take it: an uncompressed point in base64url.
pub fn public(key: &Key) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().to_encoded_point(false).as_bytes())
}
