//! A message to one device: sealed for it alone (RFC 8291), in the name of the desk (RFC 8292).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::PublicKey;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer;
use serde_json::json;
use url::Url;
use web_push_native::{Auth, WebPushBuilder};
use yingda_shared::kernel::time::{HOUR, Millis, SECOND};

use super::key::{self, Key};
use super::store::Device;
use crate::outgoing::Call;

/// How long the desk speaks for itself by one word; a day is the most that services take.
const SPOKEN: Millis = 12 * HOUR;

/// The keys of a device; None where they are none.
pub fn keys(device: &Device) -> Option<(PublicKey, Auth)> {
    let point = URL_SAFE_NO_PAD.decode(&device.p256dh).ok()?;
    let auth = URL_SAFE_NO_PAD.decode(&device.auth).ok()?;
    let auth = (auth.len() == Auth::default().len()).then(|| Auth::clone_from_slice(&auth))?;
    Some((PublicKey::from_sec1_bytes(&point).ok()?, auth))
}

/// What its push service is asked. `contact` is an address where its operators find ours. None where the device cannot
/// be told.
pub fn call(key: &Key, device: &Device, payload: &[u8], contact: &str, now: Millis) -> Option<Call> {
    let (point, auth) = keys(device)?;
    let sealed = WebPushBuilder::new(device.endpoint.parse().ok()?, point, auth).build(payload).ok()?;
    let header = |name: &str| sealed.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_string);
    let headers = vec![
        ("ttl", header("ttl")?),
        ("content-encoding", header("content-encoding")?),
        ("content-type", header("content-type")?),
        ("authorization", authorization(key, &device.endpoint, contact, now)?),
    ];
    Some(Call { headers, body: sealed.into_body() })
}

/// Says to a push service whose message it is.
fn authorization(key: &Key, endpoint: &str, contact: &str, now: Millis) -> Option<String> {
    let audience = endpoint.parse::<Url>().ok()?.origin().ascii_serialization();
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
    let claims = part(json!({ "aud": audience, "exp": (now + SPOKEN) / SECOND, "sub": contact }));
    let signature: Signature = key.sign(format!("{head}.{claims}").as_bytes());
    let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
    Some(format!("vapid t={head}.{claims}.{signature}, k={}", key::public(key)))
}

#[cfg(test)]
mod tests {
    use p256::SecretKey;
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier;
    use yingda_shared::kernel::id::SessionId;

    use super::*;

    /// A browser of our own, with its keys.
    fn browser() -> (SecretKey, Auth, Device) {
        let secret = SecretKey::from_slice(&[7; 32]).expect("a key");
        let auth = Auth::clone_from_slice(&[9; 16]);
        let point = p256::ecdsa::SigningKey::from(&secret);
        let device = Device {
            endpoint: "https://push.example.com:8443/wp/abc?d=1".into(),
            p256dh: key::public(&point),
            auth: URL_SAFE_NO_PAD.encode(auth),
            session_id: SessionId(Default::default()),
        };
        (secret, auth, device)
    }

    #[test]
    fn only_the_device_reads_what_it_is_told() {
        let (secret, auth, device) = browser();
        let key = Key::from_slice(&[3; 32]).expect("a key");
        let call = call(&key, &device, b"{\"a\":1}", "https://desk.example.com", 1_800_000_000_000).expect("a call");
        assert!(!String::from_utf8_lossy(&call.body).contains("\"a\""));
        assert_eq!(web_push_native::decrypt(call.body.clone(), &secret, &auth).expect("opened"), b"{\"a\":1}");
        let other = SecretKey::from_slice(&[8; 32]).expect("a key");
        assert!(web_push_native::decrypt(call.body, &other, &auth).is_err());
        let named = |name: &str| call.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        assert_eq!((named("content-encoding"), named("ttl")), (Some("aes128gcm"), Some("43200")));
    }

    #[test]
    fn the_service_hears_who_speaks_to_whom_and_until_when() {
        let (_, _, device) = browser();
        let key = Key::from_slice(&[3; 32]).expect("a key");
        let said = authorization(&key, &device.endpoint, "https://desk.example.com", 1_800_000_000_000).expect("said");
        let (token, point) = said.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("two parts");
        let point = URL_SAFE_NO_PAD.decode(point).expect("base64url");
        let (spoken, signature) = token.rsplit_once('.').expect("a signature");
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).expect("base64url")).expect("one");
        let verifying = VerifyingKey::from_sec1_bytes(&point).expect("a point");
        verifying.verify(spoken.as_bytes(), &signature).expect("the desk's own");
        let claims = URL_SAFE_NO_PAD.decode(spoken.split_once('.').expect("two").1).expect("base64url");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("JSON");
        let expected =
            json!({ "aud": "https://push.example.com:8443", "exp": 1_800_043_200, "sub": "https://desk.example.com" });
        assert_eq!(claims, expected);
    }

    #[test]
    fn keys_that_are_none_are_not_taken() {
        let (_, _, device) = browser();
        assert!(keys(&device).is_some());
        assert!(keys(&Device { p256dh: "B".repeat(87), ..device.clone() }).is_none());
        assert!(keys(&Device { auth: "AAAA".into(), ..device.clone() }).is_none());
        assert!(keys(&Device { p256dh: "?".into(), ..device }).is_none());
    }
}
