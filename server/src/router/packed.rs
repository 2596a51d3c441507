//! Answers of the exchange and the reference travel packed: a snapshot is a fraction of its size, which a
//! phone on the road notices.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// Bytes from which it is worth the work.
const WORTH: usize = 1_024;
/// Of eleven: as quick as gzip, and smaller.
const QUALITY: i32 = 4;

/// The text in brotli, for who understands it.
pub async fn pack(headers: &HeaderMap, text: &str) -> Option<Vec<u8>> {
    if !is_understood(headers) || text.len() < WORTH {
        return None;
    }
    let text = text.to_owned();
    // Some milliseconds for a whole page: others are answered meanwhile.
    tokio::task::spawn_blocking(move || squeeze(&text, QUALITY)).await.ok().flatten()
}

/// Whether the asker reads brotli.
pub fn is_understood(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|one| one.split(';').next().is_some_and(|name| name.trim() == "br"))
}

/// The text in brotli, at a quality of eleven.
pub fn squeeze(text: &str, quality: i32) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality, ..Default::default() };
    let mut packed = Vec::with_capacity(text.len() / 4);
    brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &parameters).ok().map(|_| packed)
}
