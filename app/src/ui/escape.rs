/// Makes text safe as the content of a `<textarea>` and keeps a first line break, which the parser drops.
pub(super) fn escape_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    if text.starts_with('\n') {
        safe.push('\n');
    }
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            other => safe.push(other),
        }
    }
    safe
}

/// A page's title as it goes into the head. leptos_meta 0.8 writes it into a document made on the server as it
/// is, so that the subject of a case could end the title and begin an element; a browser sets it as text.
pub fn title_in_head(title: String) -> String {
    if cfg!(feature = "ssr") { escape_text(&title) } else { title }
}
