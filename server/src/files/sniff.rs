//! What a file is, told by its first bytes. The name and the browser's word count for nothing.

use yingda_shared::files::ACCEPTED;

/// The media type when it is one we take. Markup and scripts are never taken, whatever they call themselves.
pub fn media_type(head: &[u8]) -> Option<&'static str> {
    let found = match infer::get(head) {
        Some(kind) => kind.mime_type(),
        None if is_plain_text(head) => "text/plain",
        None => return None,
    };
    let accepted = ACCEPTED.iter().copied().find(|accepted| *accepted == found)?;
    // A picture whose head also reads as markup is a polyglot.
    let disguised = accepted.starts_with("image/") && has_markup(head);
    (!disguised).then_some(accepted)
}

fn is_plain_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The head may end inside a character.
        Err(error) if head.len() - error.valid_up_to() < 4 => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    // Programs and other binaries that happen to be valid UTF-8 hold signs that no text has.
    let odd = |c: char| c.is_control() && !"\t\n\r\u{c}\u{1b}".contains(c);
    !text.is_empty() && !text.contains(odd) && !has_markup(head)
}

fn has_markup(head: &[u8]) -> bool {
    let lower: Vec<u8> = head.iter().map(u8::to_ascii_lowercase).collect();
    let signs: [&[u8]; 7] = [b"<html", b"<script", b"<svg", b"<!doctype", b"<?xml", b"<iframe", b"javascript:"];
    signs.iter().any(|sign| lower.windows(sign.len()).any(|window| window == *sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_disguises_are_refused() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
        assert_eq!(media_type(png), Some("image/png"));
        assert_eq!(media_type("错误日志\n第 1 行".as_bytes()), Some("text/plain"));
        assert_eq!(media_type(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"), None);
        assert_eq!(media_type(b"  <!DOCTYPE html><script>alert(1)</script>"), None);
        assert_eq!(media_type(b"GIF89a/*<script>alert(1)</script>*/"), None);
        assert_eq!(media_type(b"MZ\x90\0\x03"), None);
    }
}
