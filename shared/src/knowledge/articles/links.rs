//! Where links of a text lead.

use pulldown_cmark::{Event, Parser, Tag};

use crate::kernel::id::{ArticleId, FileId};

/// A link to another article.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// As the console calls it: `/knowledge/{id}`.
    Id(ArticleId),
    /// As the portal calls it: `/help/{slug}`.
    Slug(String),
}

/// Where a link may lead: the web, mail, a place here, a place on the page.
pub fn is_sound(address: &str) -> bool {
    if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    let lower = address.to_ascii_lowercase();
    let here = (lower.starts_with('/') && !lower.starts_with("//")) || lower.starts_with('#');
    here || ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

fn picture(address: &str) -> Option<FileId> {
    address.strip_prefix("/files/")?.parse().ok()
}

pub fn is_our_picture(address: &str) -> bool {
    picture(address).is_some()
}

/// Other articles that a text leads to, each once.
pub fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for event in Parser::new(text) {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        if let Some(link) = article(&dest_url).filter(|link| !found.contains(link)) {
            found.push(link);
        }
    }
    found
}

fn article(address: &str) -> Option<Link> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if let Some(id) = path.strip_prefix("/knowledge/") {
        return id.parse().ok().map(Link::Id);
    }
    let slug = path.strip_prefix("/help/").filter(|slug| !slug.is_empty() && !slug.contains('/'))?;
    Some(Link::Slug(decoded(slug)))
}

/// Addresses that were copied from a browser have their letters percent-encoded.
fn decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (bytes, mut made, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                made.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                made.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(made).unwrap_or_else(|_| text.to_string())
}

/// Files of ours that a text shows, each once.
pub fn pictures(text: &str) -> Vec<FileId> {
    let mut found = Vec::new();
    for event in Parser::new(text) {
        let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
        if let Some(id) = picture(&dest_url).filter(|id| !found.contains(id)) {
            found.push(id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_articles_are_told_from_others() {
        let id = "01900000-0000-7000-8000-000000000001";
        let text = format!(
            "[a](/knowledge/{id}) [b](/help/打印机-卡纸) [c](/help/%E6%89%93?x=1) [d](https://x.example/help/y) [a](/knowledge/{id}#z) [e](/help/)"
        );
        let told = links(&text);
        assert_eq!(
            told,
            [Link::Id(id.parse().expect("an id")), Link::Slug("打印机-卡纸".into()), Link::Slug("打".into()),]
        );
        assert_eq!(pictures(&format!("![x](/files/{id}) ![y](/files/nothing) ![z](https://x.example/a.png)")).len(), 1);
    }
}
