//! Seals what is written to the device. The key stays in the browser and cannot be read out by any
//! script; every page of rows is bound to its place, so that none can be put in another's.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, SubtleCrypto};

/// Bytes before what is sealed.
pub const IV: u32 = 12;

#[derive(Clone)]
pub struct Sealer {
    key: CryptoKey,
}

/// The browser refused; on a page that is not served safely it has no keys at all.
#[derive(Debug)]
pub struct NoCrypto;

impl From<CryptoKey> for Sealer {
    fn from(key: CryptoKey) -> Self {
        Sealer { key }
    }
}

impl From<JsValue> for NoCrypto {
    fn from(_: JsValue) -> Self {
        NoCrypto
    }
}

impl Sealer {
    /// A key of its own for a new database.
    pub async fn fresh() -> Result<Sealer, NoCrypto> {
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let made = subtle()?.generate_key_with_object(&aes()?, false, &uses)?;
        Ok(Sealer { key: JsFuture::from(made).await?.unchecked_into() })
    }

    pub fn of(key: JsValue) -> Option<Sealer> {
        key.dyn_into().ok().map(|key| Sealer { key })
    }

    pub fn key(&self) -> JsValue {
        self.key.clone().into()
    }

    /// The bytes under a fresh IV, which stands before them.
    pub async fn seal(&self, place: &str, plain: &[u8]) -> Result<Uint8Array, NoCrypto> {
        let iv = random(IV)?;
        let sealing = subtle()?.encrypt_with_object_and_js_u8_array(
            &parameters(&iv, place)?,
            &self.key,
            &Uint8Array::from(plain),
        )?;
        Ok(behind(&iv, &Uint8Array::new(&JsFuture::from(sealing).await?)))
    }

    /// Fails for bytes that were touched, or sealed for another place or by another key.
    pub async fn open(&self, place: &str, sealed: &Uint8Array) -> Result<Vec<u8>, NoCrypto> {
        let iv = sealed.slice(0, IV);
        let rest = sealed.slice(IV, sealed.length());
        let opening = subtle()?.decrypt_with_object_and_js_u8_array(&parameters(&iv, place)?, &self.key, &rest)?;
        Ok(Uint8Array::new(&JsFuture::from(opening).await?).to_vec())
    }
}

/// So many bytes of chance.
pub fn random(length: u32) -> Result<Uint8Array, NoCrypto> {
    let bytes = Uint8Array::new_with_length(length);
    crypto()?.get_random_values_with_js_u8_array(&bytes)?;
    Ok(bytes)
}

/// What is sealed, with its IV before it.
pub fn behind(iv: &Uint8Array, sealed: &Uint8Array) -> Uint8Array {
    let whole = Uint8Array::new_with_length(IV + sealed.length());
    whole.set(iv, 0);
    whole.set(sealed, IV);
    whole
}

/// The sum by which the other side knows that nothing was changed on the way.
pub async fn sha256(bytes: &Uint8Array) -> Result<Vec<u8>, NoCrypto> {
    let summing = subtle()?.digest_with_str_and_js_u8_array("SHA-256", bytes)?;
    Ok(Uint8Array::new(&JsFuture::from(summing).await?).to_vec())
}

/// The cipher of everything that is kept.
pub fn aes() -> Result<Object, NoCrypto> {
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"AES-GCM".into())?;
    Reflect::set(&algorithm, &"length".into(), &256.into())?;
    Ok(algorithm)
}

fn crypto() -> Result<Crypto, NoCrypto> {
    web_sys::window().ok_or(NoCrypto)?.crypto().map_err(NoCrypto::from)
}

pub fn subtle() -> Result<SubtleCrypto, NoCrypto> {
    let subtle = Reflect::get(&crypto()?.into(), &"subtle".into())?;
    subtle.dyn_into().map_err(|_| NoCrypto)
}

pub fn parameters(iv: &Uint8Array, place: &str) -> Result<Object, NoCrypto> {
    let parameters = Object::new();
    Reflect::set(&parameters, &"name".into(), &"AES-GCM".into())?;
    Reflect::set(&parameters, &"iv".into(), iv)?;
    Reflect::set(&parameters, &"additionalData".into(), &Uint8Array::from(place.as_bytes()))?;
    Ok(parameters)
}
