//! Operations of the document: where each is called, what it takes, what it answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::sample;
use super::schemas::{kind, rows};
use super::words::Lang;
use crate::router::markup::escape;

pub struct Described<'a> {
    pub name: String,
    method: String,
    path: &'a str,
    about: &'a Value,
}

/// Operations of one domain.
pub type Group<'a> = (&'a str, Vec<Described<'a>>);

/// By domain, each in the order of its paths.
pub fn groups(document: &Value) -> Vec<Group<'_>> {
    let mut groups: BTreeMap<&str, Vec<Described>> = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, about) in methods.as_object().into_iter().flatten() {
            let tag = about["tags"][0].as_str().unwrap_or_default();
            let name = about["operationId"].as_str().unwrap_or_default().to_string();
            groups.entry(tag).or_default().push(Described { name, method: method.to_uppercase(), path, about });
        }
    }
    groups.into_iter().collect()
}

pub fn push(groups: &[Group], document: &Value, public_url: &str, lang: Lang, html: &mut String) {
    for (tag, operations) in groups {
        html.push_str(&format!("<h2 class=\"group\" id=\"group-{tag}\"><a href=\"#group-{tag}\">{tag}</a></h2>"));
        for operation in operations {
            push_one(operation, document, public_url, lang, html);
        }
    }
}

fn push_one(operation: &Described, document: &Value, public_url: &str, lang: Lang, html: &mut String) {
    let Described { name, method, path, about } = operation;
    let say = |key: &str| escape(lang.say(key));
    let path_html = escape(path).replace('{', "<i>{").replace('}', "}</i>");
    html.push_str(&format!(
        "<section class=\"op\" id=\"{name}\"><h3><a href=\"#{name}\">{title}</a> <code>{name}</code></h3>\
         <p class=\"line\"><b class=\"verb {verb}\">{method}</b> <code>/api/v1{path_html}</code></p><p lang=\"en\">{summary}</p>",
        title = escape(lang.operation(name)),
        verb = method.to_lowercase(),
        summary = escape(about["summary"].as_str().unwrap_or_default()),
    ));
    if let Some(reach) = about["x-reach"].as_str() {
        html.push_str(&format!("<p class=\"reach\">{}</p>", say(&format!("reach.{}", reach.to_lowercase()))));
    }
    let parameters = about["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        html.push_str(&format!("<h4>{}</h4>", say("parameters")));
        table(lang, html, |html| {
            for parameter in parameters {
                push_parameter(parameter, lang, html);
            }
        });
    }
    push_body(&about["requestBody"], lang, html);
    push_answers(&about["responses"], document, lang, html);
    let call = sample::call(operation_parts(operation), document, public_url);
    html.push_str(&format!(
        "<details><summary>{}</summary><pre tabindex=\"0\"><code>{}</code></pre></details></section>",
        say("example"),
        escape(&call)
    ));
}

fn operation_parts<'a>(operation: &'a Described) -> sample::Parts<'a> {
    sample::Parts { method: &operation.method, path: operation.path, about: operation.about }
}

/// A table that scrolls by itself where the screen is narrow.
pub fn table(lang: Lang, html: &mut String, rows: impl FnOnce(&mut String)) {
    let say = |key: &str| escape(lang.say(key));
    html.push_str(&format!(
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table><thead><tr><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        say("fields"),
        say("field"),
        say("kind"),
        say("meaning")
    ));
    rows(html);
    html.push_str("</tbody></table></div>");
}

fn push_parameter(parameter: &Value, lang: Lang, html: &mut String) {
    let text = |key: &str| escape(parameter[key].as_str().unwrap_or_default());
    let place = text("in");
    let needed = match parameter["required"] == true {
        true => format!(" <em>{}</em>", escape(lang.say("required"))),
        false => String::new(),
    };
    let about = [text("description"), escape(parameter["schema"]["description"].as_str().unwrap_or_default())];
    html.push_str(&format!(
        "<tr><th scope=\"row\"><code>{}</code>{needed}</th><td>{} <small>{}</small></td><td lang=\"en\">{}</td></tr>",
        text("name"),
        kind(&parameter["schema"]),
        escape(lang.say(&format!("place.{place}"))),
        about.iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
    ));
}

fn push_body(body: &Value, lang: Lang, html: &mut String) {
    for (content, about) in body["content"].as_object().into_iter().flatten() {
        let schema = &about["schema"];
        html.push_str(&format!("<h4>{} <small>{}</small></h4>", escape(lang.say("body")), escape(content)));
        match schema["properties"].as_object().is_some_and(|properties| !properties.is_empty()) {
            true => table(lang, html, |html| rows(schema, lang, html)),
            false if schema["type"] == "object" => {
                html.push_str(&format!("<p>{}</p>", escape(lang.say("empty_body"))));
            }
            false => html.push_str(&format!("<p>{}</p>", kind(schema))),
        }
    }
}

fn push_answers(responses: &Value, document: &Value, lang: Lang, html: &mut String) {
    html.push_str(&format!("<h4>{}</h4><ul class=\"answers\">", escape(lang.say("answers"))));
    for (status, answer) in responses.as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2')) {
        let answer = resolve(answer, document);
        let mut what = String::new();
        for (content, about) in answer["content"].as_object().into_iter().flatten() {
            let kind = kind(&about["schema"]);
            let content = if content == "application/json" {
                String::new()
            } else {
                format!(" <small>{}</small>", escape(content))
            };
            what = format!(": {kind}{content}");
        }
        let about = escape(answer["description"].as_str().unwrap_or_default());
        let about =
            if about == "Done" { escape(lang.say("done")) } else { format!("<span lang=\"en\">{about}</span>") };
        html.push_str(&format!("<li><b>{status}</b> {about}{what}</li>"));
        for (header, about) in answer["headers"].as_object().into_iter().flatten() {
            let about = escape(about["description"].as_str().unwrap_or_default());
            html.push_str(&format!("<li><code>{}</code> <span lang=\"en\">{about}</span></li>", escape(header)));
        }
    }
    let problems: Vec<String> = responses
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(status, _)| status.starts_with(['4', '5']))
        .map(|(status, _)| format!("<a href=\"#errors\">{status}</a>"))
        .collect();
    if !problems.is_empty() {
        html.push_str(&format!("<li>{}: {}</li>", escape(lang.say("problems")), problems.join(" ")));
    }
    html.push_str("</ul>");
}

/// What stands behind a reference among the components.
fn resolve<'a>(value: &'a Value, document: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|path| path.strip_prefix('#'));
    target.and_then(|path| document.pointer(path)).unwrap_or(value)
}
