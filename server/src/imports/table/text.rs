//! What bytes say as text: in which encoding, parted by what.

use encoding_rs::{Decoder, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use yingda_shared::imports::{Delimiter, Encoding};

/// Bytes enough to tell what parts the cells.
const HEAD: usize = 64 * 1024;

/// No table begins like this.
pub fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: &[&[u8]] =
        &[b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF", b"\x7fELF", b"MZ\x90", b"Rar!", b"\x1f\x8b"];
    let head = &bytes[..bytes.len().min(4096)];
    let lower = head.trim_ascii_start().to_ascii_lowercase();
    let markup =
        [&b"<html"[..], b"<!doctype", b"<?xml", b"<svg", b"<script"].iter().any(|sign| lower.starts_with(sign));
    markup || MAGIC.iter().any(|magic| bytes.starts_with(magic)) || (utf16(head).is_none() && head.contains(&0))
}

/// What the file is written in; None when it is no text that we know.
pub fn encoding(bytes: &[u8]) -> Option<Encoding> {
    // Plain letters with a zero beside each are UTF-8 as well, and say nothing as such.
    if let Some(wide) = utf16(bytes) {
        return Some(wide);
    }
    if bytes.starts_with(b"\xef\xbb\xbf") || std::str::from_utf8(bytes).is_ok() {
        return Some(Encoding::Utf8);
    }
    // What no text in this encoding says is a sign that it is in another.
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(|_| Encoding::Gb18030)
}

/// By its mark, or by the zeros that every second byte of plain letters is.
fn utf16(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(1024) & !1];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    match pairs > 1 {
        true if odd * 4 > pairs && even == 0 => Some(Encoding::Utf16Le),
        true if even * 4 > pairs && odd == 0 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Turns the bytes into UTF-8 piece by piece; a mark at the beginning is taken off.
pub fn decoder(encoding: Encoding) -> Decoder {
    let known = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Gb18030 => GB18030,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
    };
    known.new_decoder_with_bom_removal()
}

/// What parts the cells: of the signs that stand in every one of the first lines equally often, the
/// most frequent. A comma when none does.
pub fn delimiter(bytes: &[u8], encoding: Encoding) -> Delimiter {
    let mut head = String::with_capacity(HEAD * 3 + 16);
    let _ = decoder(encoding).decode_to_string(&bytes[..bytes.len().min(HEAD)], &mut head, false);
    let counts = |sign: char| lines(&head).map(move |line| line.matches(sign).count());
    let score = |delimiter: &Delimiter| {
        let sign = char::from(delimiter.byte());
        let first = counts(sign).next().unwrap_or_default();
        let alike = counts(sign).filter(|count| *count == first).count();
        (first > 0, first * alike)
    };
    // Of those that are alike, the first: `max_by_key` takes the last.
    Delimiter::ALL.iter().rev().copied().filter(|it| score(it).0).max_by_key(score).unwrap_or(Delimiter::Comma)
}

/// The first lines, without what stands in quotation marks.
fn lines(head: &str) -> impl Iterator<Item = String> + '_ {
    let mut quoted = false;
    let mut bare = String::with_capacity(head.len());
    for c in head.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => bare.push('\n'),
            _ if !quoted => bare.push(c),
            _ => {}
        }
    }
    let lines: Vec<String> = bare.lines().filter(|line| !line.trim().is_empty()).take(20).map(String::from).collect();
    lines.into_iter()
}

/// Takes off the apostrophe that keeps a spreadsheet from taking a text for a formula, as our own
/// exports put it there.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::sheet::is_formula(rest) => rest,
        _ => cell,
    }
}
