//! What holds for every operation: how to call, what repeats do, how errors and lists look.

use serde_json::Value;
use yingda_shared::kernel::limits;

use super::words::Lang;
use crate::router::markup::escape;

/// In the order in which one needs them; the words of each are in the locales.
pub const SECTIONS: [&str; 9] =
    ["calling", "tokens", "repeats", "versions", "lists", "files", "live", "errors", "limits"];

/// Problems that any operation may answer with: status and code.
const ERRORS: [(&str, &str); 13] = [
    ("401", "unauthenticated"),
    ("403", "forbidden"),
    ("404", "not_found"),
    ("405", "method"),
    ("409", "refused"),
    ("410", "gone"),
    ("412", "conflict"),
    ("413", "too_large"),
    ("422", "invalid"),
    ("429", "limited"),
    ("460", "checksum"),
    ("500", "internal"),
    ("503", "unavailable"),
];

pub fn push(document: &Value, public_url: &str, lang: Lang, html: &mut String) {
    for section in SECTIONS {
        let title = escape(lang.say(&format!("guide.{section}.title")));
        html.push_str(&format!(
            "<section class=\"guide\" id=\"{section}\"><h2><a href=\"#{section}\">{title}</a></h2>"
        ));
        for paragraph in lang.list(&format!("guide.{section}.text")) {
            html.push_str(&format!("<p>{}</p>", inline(&paragraph.replace("{url}", public_url))));
        }
        match section {
            "calling" => push_first_call(document, public_url, html),
            "errors" => push_errors(lang, html),
            "limits" => push_limits(lang, html),
            _ => {}
        }
        html.push_str("</section>");
    }
}

fn push_first_call(document: &Value, public_url: &str, html: &mut String) {
    // The list of cases is what one asks for first; a desk without it would have another example.
    let path = if document["paths"]["/cases"]["get"].is_object() { "/cases?limit=20" } else { "/session" };
    let line = format!("curl '{public_url}/api/v1{path}' \\\n  -H 'Authorization: Bearer yd_…'");
    html.push_str(&format!("<pre tabindex=\"0\"><code>{}</code></pre>", escape(&line)));
}

fn push_errors(lang: Lang, html: &mut String) {
    let rows = ERRORS.map(|(status, code)| {
        let key = format!("error.{code}");
        let code = if code == "refused" { "cases.finished …" } else { code };
        [status.to_string(), format!("<code>{code}</code>"), inline(lang.say(&key))]
    });
    push_table(lang, ["status", "code", "meaning"], &rows, html);
}

fn push_limits(lang: Lang, html: &mut String) {
    let mib = |bytes: u64| format!("{} MiB", bytes / 1_048_576);
    let rows = [
        ("subject", limits::SUBJECT_MAX.to_string()),
        ("text", limits::TEXT_MAX.to_string()),
        ("note", limits::NOTE_MAX.to_string()),
        ("name", limits::NAME_MAX.to_string()),
        ("search", limits::SEARCH_MAX.to_string()),
        ("page", format!("{} ({})", limits::PAGE_MAX, limits::PAGE_DEFAULT)),
        ("body", mib(limits::BODY_BYTES_MAX as u64)),
        ("file", mib(limits::FILE_BYTES_MAX)),
        ("files", limits::FILES_MAX.to_string()),
        ("ledger", limits::LEDGER_DAYS.to_string()),
        ("feed", limits::FEED_DAYS.to_string()),
    ];
    let rows = rows.map(|(key, most)| [escape(lang.say(&format!("limit.{key}"))), most, String::new()]);
    push_table(lang, ["what", "most", ""], &rows, html);
}

/// Cells are markup. A column without a heading is left out.
fn push_table(lang: Lang, heads: [&str; 3], rows: &[[String; 3]], html: &mut String) {
    let label = escape(lang.say("fields"));
    html.push_str(&format!(
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><thead><tr>"
    ));
    for head in heads.iter().filter(|head| !head.is_empty()) {
        html.push_str(&format!("<th scope=\"col\">{}</th>", escape(lang.say(head))));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (cell, _) in row.iter().zip(heads).filter(|(_, head)| !head.is_empty()) {
            html.push_str(&format!("<td>{cell}</td>"));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
}

/// A text whose words between backticks are code.
fn inline(text: &str) -> String {
    let mut html = String::new();
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => html.push_str(&escape(part)),
            _ => html.push_str(&format!("<code>{}</code>", escape(part))),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_backticks_are_code() {
        assert_eq!(inline("a `<b>` & c"), "a <code>&lt;b&gt;</code> &amp; c");
    }
}
