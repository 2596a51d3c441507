//! Markdown as pages show it. What people write never becomes markup of its own: HTML in it is text, links lead to the web,
//! to mail or to places here, pictures are files of ours.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::links::{is_our_picture, is_sound};

fn events(text: &str) -> Parser<'_> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS)
}

/// A text as HTML. The title of the page is its first heading: those of the text stand below.
pub fn render(text: &str) -> String {
    // Of links and pictures that are open: whether their end is written as well.
    let mut open: Vec<bool> = Vec::new();
    let safe = events(text).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        // The block itself stays: its text is in the events within.
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let sound = is_sound(&dest_url);
            open.push(sound);
            sound.then(|| Event::InlineHtml(anchor(&dest_url)))
        }
        Event::End(TagEnd::Link) => open.pop().unwrap_or(false).then_some(Event::InlineHtml(CowStr::Borrowed("</a>"))),
        Event::Start(Tag::Image { ref dest_url, .. }) => {
            let sound = is_our_picture(dest_url);
            open.push(sound);
            sound.then_some(event)
        }
        Event::End(TagEnd::Image) => open.pop().unwrap_or(false).then_some(event),
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        other => Some(other),
    });
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    pulldown_cmark::html::push_html(&mut html, safe);
    html
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

fn anchor(address: &str) -> CowStr<'static> {
    let elsewhere = !address.starts_with(['/', '#']);
    let rel = if elsewhere { " rel=\"noopener noreferrer nofollow\"" } else { "" };
    format!("<a href=\"{}\"{rel}>", attribute(address)).into()
}

fn attribute(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// The words of a text, for searching.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for event in events(text) {
        match event {
            // HTML is read as text.
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
                out.push_str(&words)
            }
            // Marks within a line part no words.
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) if !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_shown() {
        let html =
            render("# 步骤\n\n1. 打开 **电源**\n2. 见 [手册](/help/manual)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert!(html.contains("<h2>步骤</h2>") && html.contains("<strong>电源</strong>"), "{html}");
        assert!(html.contains("<a href=\"/help/manual\">手册</a>") && html.contains("<table>"), "{html}");
        let picture = "![图](/files/01900000-0000-7000-8000-000000000001)";
        assert!(render(picture).contains("<img src=\"/files/01900000-0000-7000-8000-000000000001\" alt=\"图\""));
        let away = render("[官网](https://example.com/?a=1&b=2)");
        assert!(
            away.contains("href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener noreferrer nofollow\""),
            "{away}"
        );
    }

    /// Nothing of it becomes an element or an address that runs.
    #[test]
    fn hostile_texts_stay_texts() {
        let hostile = [
            "<script>alert(1)</script>",
            "text <img src=x onerror=alert(1)> text",
            "<svg><script>alert(1)</script></svg>",
            "<svg/onload=alert(1)>",
            "<div\n><iframe src=\"javascript:alert(1)\"></iframe></div>",
            "<<script>script>alert(1)<</script>/script>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java\nscript:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](<javascript:alert(1)>)",
            "[x]( javascript:alert(1) )",
            "[x](\u{1}javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:msgbox)",
            "[x](//evil.example/)",
            "[x](/\\evil.example/)",
            "[x](file:///etc/passwd)",
            "[a]: javascript:alert(1)\n\n[a]",
            "<javascript:alert(1)>",
            "![x](https://evil.example/spy.png)",
            "![x](data:image/svg+xml,<svg onload=alert(1)>)",
            "![x](/files/../admin)",
            "![x\" onerror=\"alert(1)](/files/01900000-0000-7000-8000-000000000001)",
            "[x](https://a.example/\"onmouseover=\"alert(1))",
            "[![x](javascript:alert(1))](javascript:alert(2))",
            "# h {onclick=alert(1)}",
            "```\"><script>alert(1)</script>\ncode\n```",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
            "<!-- --><script>alert(1)</script>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "</textarea><script>alert(1)</script>",
            "<style>*{display:none}</style>",
            "<a href=\"javascript:alert(1)\">x</a>",
        ];
        for text in hostile {
            let html = render(text);
            for tag in html.split('<').skip(1) {
                let name: String =
                    tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                let known = ["p", "a", "img", "h2", "pre", "code", "em", "strong"].contains(&name.as_str());
                assert!(known, "{text}: {html}");
                let inside = tag.split('>').next().unwrap_or_default().to_lowercase();
                let quoted: Vec<&str> = inside.split('"').step_by(2).collect();
                assert!(!quoted.iter().any(|part| part.contains(" on")), "{text}: {html}");
                for scheme in ["javascript:", "data:", "vbscript:", "file:", "\"//", "\"/\\", "evil.example"] {
                    assert!(!inside.contains(scheme), "{text}: {html}");
                }
            }
        }
    }

    #[test]
    fn much_of_it_ends() {
        for piece in ["> ", "* ", "[", "![", "<a ", "**", "`", "[x](", "&", "| a ", "\\", "<!--"] {
            let text = piece.repeat(1_048_576 / piece.len());
            assert!(!render(&text).contains("<script"), "{piece}");
        }
        assert!(render(&"打印机 **卡纸** <b>\n\n".repeat(40_000)).len() > 1_000_000);
    }

    #[test]
    fn words_are_found_without_their_marks() {
        assert_eq!(plain("# 打印机\n\n按 **电源** 键，见 [手册](/help/x)\n`E05`"), "打印机 按 电源 键，见 手册 E05");
        assert_eq!(plain("按 <b>电源</b> 键"), "按 <b>电源</b> 键");
    }
}
