//! The key of what a device keeps, closed under a PIN. Opened it lives in memory alone.
//!
//! It is closed a second time under a spare key that only the server holds: whoever forgot the PIN and
//! knows the password loses nothing, and the server, which has the spare key, does not have the device.

use js_sys::{Array, JsString, Object, Reflect, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::CryptoKey;
use yingda_shared::kernel::hex::{hex, unhex};

use super::crypto::{IV, NoCrypto, Sealer, aes, behind, parameters, random, subtle};

/// Rounds of PBKDF2-SHA-256: about a third of a second on a desk, a second on a phone.
const ROUNDS: u32 = 600_000;
const SALT: u32 = 16;
/// What a closed key is bound to, so that nothing else can be passed off as one.
const PLACE: &str = "envelope";

#[derive(Clone)]
pub struct Envelope {
    /// Names the spare key on the server.
    pub device: Uuid,
    rounds: u32,
    salt: Uint8Array,
    closed: Uint8Array,
    spare: Uint8Array,
}

/// A device that begins anew: the envelope, the key in it, and the spare key for the server.
pub struct Fresh {
    pub envelope: Envelope,
    pub sealer: Sealer,
    pub spare: String,
}

impl Envelope {
    pub async fn fresh(pin: &str) -> Result<Fresh, NoCrypto> {
        let made = subtle()?.generate_key_with_object(&aes()?, true, &uses(["encrypt", "decrypt"]))?;
        let key: CryptoKey = JsFuture::from(made).await?.unchecked_into();
        let raw = random(32)?;
        let spare = wrap(&key, &spare_key(&raw).await?).await?;
        let salt = random(SALT)?;
        let closed = wrap(&key, &key_of(pin, &salt, ROUNDS).await?).await?;
        let envelope = Envelope { device: Uuid::now_v7(), rounds: ROUNDS, salt, closed, spare };
        let sealer = envelope.open(pin).await?;
        Ok(Fresh { envelope, sealer, spare: hex(&raw.to_vec()) })
    }

    /// Fails for a wrong PIN.
    pub async fn open(&self, pin: &str) -> Result<Sealer, NoCrypto> {
        let key = key_of(pin, &self.salt, self.rounds).await?;
        Ok(Sealer::from(unwrap(&self.closed, &key, false).await?))
    }

    /// The same key under another PIN.
    pub async fn changed(&self, pin: &str, new: &str) -> Result<Envelope, NoCrypto> {
        let key = key_of(pin, &self.salt, self.rounds).await?;
        self.under(&unwrap(&self.closed, &key, true).await?, new).await
    }

    /// The same key under another PIN, by the spare key.
    pub async fn recovered(&self, spare: &str, new: &str) -> Result<Envelope, NoCrypto> {
        let raw = unhex(spare).ok_or(NoCrypto)?;
        let key = spare_key(&Uint8Array::from(raw.as_slice())).await?;
        self.under(&unwrap(&self.spare, &key, true).await?, new).await
    }

    async fn under(&self, key: &CryptoKey, pin: &str) -> Result<Envelope, NoCrypto> {
        let salt = random(SALT)?;
        let closed = wrap(key, &key_of(pin, &salt, ROUNDS).await?).await?;
        Ok(Envelope { rounds: ROUNDS, salt, closed, ..self.clone() })
    }

    /// As it lies in the database.
    pub fn record(&self) -> JsValue {
        let device = JsValue::from(self.device.to_string());
        Array::of5(&device, &self.rounds.into(), &self.salt, &self.closed, &self.spare).into()
    }

    pub fn of(record: JsValue) -> Option<Envelope> {
        let record: Array = record.dyn_into().ok()?;
        let bytes = |at: u32| record.get(at).dyn_into::<Uint8Array>().ok();
        Some(Envelope {
            device: record.get(0).as_string()?.parse().ok()?,
            rounds: record.get(1).as_f64()? as u32,
            salt: bytes(2)?,
            closed: bytes(3)?,
            spare: bytes(4)?,
        })
    }
}

fn uses(words: [&str; 2]) -> Array {
    words.into_iter().map(JsValue::from).collect()
}

/// The key that a PIN makes. The same PIN typed with wide digits is the same PIN.
async fn key_of(pin: &str, salt: &Uint8Array, rounds: u32) -> Result<CryptoKey, NoCrypto> {
    let same = String::from(JsString::from(pin).normalize("NFKC"));
    let bytes = Uint8Array::from(same.as_bytes());
    let only = Array::of1(&"deriveKey".into());
    let importing = subtle()?.import_key_with_str("raw", &bytes, "PBKDF2", false, &only)?;
    let base: CryptoKey = JsFuture::from(importing).await?.unchecked_into();
    let how = Object::new();
    let hash = JsValue::from("SHA-256");
    for (name, value) in
        [("name", &JsValue::from("PBKDF2")), ("hash", &hash), ("salt", salt.as_ref()), ("iterations", &rounds.into())]
    {
        Reflect::set(&how, &name.into(), value)?;
    }
    let deriving =
        subtle()?.derive_key_with_object_and_object(&how, &base, &aes()?, false, &uses(["wrapKey", "unwrapKey"]))?;
    Ok(JsFuture::from(deriving).await?.unchecked_into())
}

async fn spare_key(raw: &Uint8Array) -> Result<CryptoKey, NoCrypto> {
    let importing = subtle()?.import_key_with_str("raw", raw, "AES-GCM", false, &uses(["wrapKey", "unwrapKey"]))?;
    Ok(JsFuture::from(importing).await?.unchecked_into())
}

async fn wrap(key: &CryptoKey, under: &CryptoKey) -> Result<Uint8Array, NoCrypto> {
    let iv = random(IV)?;
    let wrapping = subtle()?.wrap_key_with_object("raw", key, under, &parameters(&iv, PLACE)?)?;
    Ok(behind(&iv, &Uint8Array::new(&JsFuture::from(wrapping).await?)))
}

async fn unwrap(closed: &Uint8Array, under: &CryptoKey, extractable: bool) -> Result<CryptoKey, NoCrypto> {
    let how = parameters(&closed.slice(0, IV), PLACE)?;
    let opening = subtle()?.unwrap_key_with_js_u8_array_and_object_and_object(
        "raw",
        &closed.slice(IV, closed.length()),
        under,
        &how,
        &aes()?,
        extractable,
        &uses(["encrypt", "decrypt"]),
    )?;
    Ok(JsFuture::from(opening).await?.unchecked_into())
}
