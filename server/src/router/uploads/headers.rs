//! The headers of tus.

use std::collections::BTreeMap;

use axum::http::HeaderName;
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::Millis;

pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const VERSIONS: HeaderName = HeaderName::from_static("tus-version");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");

pub fn text<'a>(parts: &'a Parts, name: &HeaderName) -> Option<&'a str> {
    parts.headers.get(name).and_then(|value| value.to_str().ok())
}

pub fn number(parts: &Parts, name: &HeaderName) -> Result<u64, Fault> {
    let text = text(parts, name).ok_or_else(|| Fault::invalid(&pointer(name), "required"))?;
    text.parse().map_err(|_| Fault::invalid(&pointer(name), "malformed"))
}

fn pointer(name: &HeaderName) -> String {
    format!("/{name}")
}

/// `key base64,key base64,…`
pub fn metadata(parts: &Parts) -> Result<BTreeMap<String, String>, Fault> {
    let malformed = || Fault::invalid("/upload-metadata", "malformed");
    let pairs = text(parts, &METADATA).unwrap_or_default().split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let read = |pair: &str| {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = STANDARD.decode(value.trim()).map_err(|_| malformed())?;
        Ok((key.to_string(), String::from_utf8(bytes).map_err(|_| malformed())?))
    };
    pairs.map(read).collect()
}

/// The SHA-256 of a piece, where its sender summed it.
pub fn checksum(parts: &Parts) -> Result<Option<Vec<u8>>, Fault> {
    let Some(text) = text(parts, &CHECKSUM) else { return Ok(None) };
    let sum = text.strip_prefix("sha256 ").ok_or_else(|| Fault::invalid("/upload-checksum", "unknown_word"))?;
    let sum = STANDARD.decode(sum.trim()).map_err(|_| Fault::invalid("/upload-checksum", "malformed"))?;
    Ok(Some(sum))
}

/// RFC 9110, in English and GMT whoever reads it.
pub fn http_date(at: Millis) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    stamp.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::http_date;

    #[test]
    fn dates_are_said_as_http_says_them() {
        assert_eq!(http_date(784_111_777_000), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
