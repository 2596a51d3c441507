//! The frame of the reference: head, list of contents, and what stands in it.

use std::sync::OnceLock;

use serde_json::Value;

use super::words::Lang;
use super::{Theme, guide, operations, schemas};
use crate::router::markup::escape;

pub const SCRIPT: &str = include_str!("reference.js");

/// The desk's own colours and sizes, then what this page makes of them.
pub fn style() -> &'static str {
    static STYLE: OnceLock<String> = OnceLock::new();
    STYLE.get_or_init(|| {
        concat!(include_str!("../../../../style/tokens.css"), include_str!("reference.css")).to_string()
    })
}

/// The page of a document. The same document always gives the same page.
pub fn render(document: &Value, public_url: &str, lang: Lang, theme: Theme) -> String {
    let groups = operations::groups(document);
    let (other, other_name) = match lang {
        Lang::Zh => ("en", "English"),
        Lang::En => ("zh", Lang::Zh.say("own_name")),
    };
    let say = |key: &str| escape(lang.say(key));
    let version = escape(document["info"]["version"].as_str().unwrap_or_default());
    let count = groups.iter().map(|(_, operations)| operations.len()).sum::<usize>();
    let lead = say("lead").replace("{n}", &count.to_string());
    let mut html = String::with_capacity(1 << 20);
    html.push_str(&format!(
        "<!DOCTYPE html><html lang=\"{tag}\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} · Yingda 应答</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><style>{style}</style></head><body>\
         <a class=\"skip\" href=\"#main\">{skip}</a>\
         <header class=\"bar\"><a class=\"home\" href=\"/\">Yingda 应答</a><span class=\"bar-title\">{title}</span>\
         <span class=\"version\">{version}</span><nav class=\"bar-links\" aria-label=\"{title}\">\
         <a href=\"/api/openapi.json\" download=\"yingda-openapi.json\">OpenAPI</a>\
         <a href=\"/preferences?lang={other}&amp;next=/api/docs\" lang=\"{other}\" hreflang=\"{other}\">{other_name}</a>\
         <a class=\"to-contents\" href=\"#contents\">{contents}</a></nav></header><div class=\"split\">",
        tag = lang.tag(),
        theme = theme.word(),
        title = say("title"),
        style = style(),
        skip = say("skip"),
        contents = say("contents"),
    ));
    contents(&groups, lang, &mut html);
    html.push_str(&format!("<main id=\"main\" tabindex=\"-1\"><h1>{}</h1><p class=\"lead\">{lead}</p>", say("title")));
    guide::push(document, public_url, lang, &mut html);
    operations::push(&groups, document, public_url, lang, &mut html);
    schemas::push(document, lang, &mut html);
    html.push_str(&format!("</main></div><script>{SCRIPT}</script></body></html>"));
    html
}

fn contents(groups: &[operations::Group], lang: Lang, html: &mut String) {
    let say = |key: &str| escape(lang.say(key));
    html.push_str(&format!(
        "<nav id=\"contents\" class=\"contents\" aria-label=\"{}\"><a class=\"close\" href=\"#main\">{}</a>\
         <label class=\"search\" hidden><span>{}</span><input type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>\
         <p class=\"none\" role=\"status\" hidden>{}</p><section><h2>{}</h2><ul>",
        say("contents"),
        say("close"),
        say("search"),
        say("nothing_found"),
        say("guide_title"),
    ));
    for section in guide::SECTIONS {
        html.push_str(&format!("<li><a href=\"#{section}\">{}</a></li>", say(&format!("guide.{section}.title"))));
    }
    html.push_str("</ul></section>");
    for (tag, operations) in groups {
        html.push_str(&format!("<section><h2><a href=\"#group-{tag}\"><code>{tag}</code></a></h2><ul>"));
        for operation in operations {
            let name = &operation.name;
            let short = name.rsplit('.').next().unwrap_or(name);
            let title = escape(lang.operation(name));
            html.push_str(&format!(
                "<li><a href=\"#{name}\" data-find=\"{name} {title}\"><code>{short}</code> <span>{title}</span></a></li>"
            ));
        }
        html.push_str("</ul></section>");
    }
    html.push_str(&format!("<section><h2><a href=\"#schemas\">{}</a></h2></section></nav>", say("schemas")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::registry;
    use crate::router::packed;
    use crate::router::reference::words::MISSING;

    fn pages() -> [String; 2] {
        let document = crate::openapi::document(registry());
        [Lang::Zh, Lang::En].map(|lang| render(&document, "https://desk.example.com", lang, Theme::System))
    }

    /// Addresses that a browser would go to by itself, or lead away from this server.
    fn elsewhere(html: &str) -> Vec<&str> {
        let marks = ["src=\"", "href=\"", "url(", "@import", "action=\""];
        let found = marks.iter().flat_map(|mark| html.match_indices(mark).map(move |(at, _)| &html[at + mark.len()..]));
        let addresses = found.map(|rest| rest.split(['"', ')']).next().unwrap_or_default());
        addresses.filter(|address| !address.starts_with(['/', '#']) || address.starts_with("//")).collect()
    }

    #[test]
    fn every_operation_has_its_place_and_every_link_leads_somewhere() {
        for html in pages() {
            for name in registry().names() {
                assert!(html.contains(&format!("<section class=\"op\" id=\"{name}\"")), "{name}");
            }
            let targets = html.match_indices("href=\"#").map(|(at, mark)| {
                let rest = &html[at + mark.len()..];
                &rest[..rest.find('"').expect("an end")]
            });
            let lost: Vec<_> = targets.filter(|target| !html.contains(&format!(" id=\"{target}\""))).collect();
            assert_eq!(lost, Vec::<&str>::new());
            assert!(
                !html.contains(MISSING),
                "a text is missing: {:?}",
                html.split(MISSING).next().map(|before| &before[before.len().saturating_sub(120)..])
            );
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_the_page_is_small() {
        for html in pages() {
            assert_eq!(elsewhere(&html), Vec::<&str>::new());
            let packed = packed::squeeze(&html, super::super::QUALITY).expect("packed");
            assert!(packed.len() < 300_000, "{} bytes packed", packed.len());
        }
        assert_eq!(elsewhere("<img src=\"https://x/y.png\"><a href=\"//x\">").len(), 2);
    }
}
