//! What people send and others look at: files that are not what they say, words that are markup.

use axum::body::Body;
use serde_json::json;
use yingda_shared::kernel::id::Uuid;

use crate::both;
use crate::support::http::Answer;
use crate::support::stories::*;
use crate::support::{Ask, Desk};

both!(
    case_19_a_file_is_told_by_its_bytes_and_no_browser_guesses,
    case_20_a_picture_that_is_markup_is_taken_by_no_door,
    case_22_what_was_sent_comes_back_in_no_document,
);

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<</S/JavaScript/JS(app.alert(1))>>";
const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0evil.html";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01";
const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x80\0\0";

async fn case_19_a_file_is_told_by_its_bytes_and_no_browser_guesses(desk: Desk) {
    let table: [(&str, &[u8], &str, &str); 8] = [
        ("a.html", PNG, "image/png", "inline"),
        ("a.svg", JPEG, "image/jpeg", "inline"),
        ("a.js", GIF, "image/gif", "inline"),
        ("a.html", PDF, "application/pdf", "attachment"),
        ("a.xhtml", ZIP, "application/zip", "attachment"),
        ("a.html", b"a <b>bold</b> word", "text/plain", "attachment"),
        ("a.svg", b"alert(document.cookie)", "text/plain", "attachment"),
        ("a.html", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-".as_bytes(), "text/plain", "attachment"),
    ];
    for (name, bytes, kind, place) in table {
        let file = desk.uploaded("anna", name, bytes).await;
        for path in [format!("//files/{file}"), format!("/files/{file}/content")] {
            // Nothing that a browser asks for makes it another kind.
            let asks = [
                Ask::get(&path).by("anna"),
                Ask::get(&path).by("anna").header("accept", "text/html"),
                Ask::get(&format!("{path}?type=text/html&download=0&name=a.html")).by("anna"),
            ];
            for ask in asks {
                let answer = desk.http(ask).await;
                assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{name}");
                assert!(
                    answer.header("content-disposition").starts_with(&format!("{place}; filename*=UTF-8''")),
                    "{name}"
                );
                assert_eq!(answer.header("x-content-type-options"), "nosniff", "{name}");
                assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox", "{name}");
                assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{name}");
                assert_eq!(answer.bytes, bytes);
            }
        }
    }
}

/// Sends the same bytes as a whole file and in a piece.
async fn refused(desk: &Desk, name: &str, bytes: &[u8]) -> [Answer; 2] {
    let whole = Ask::new("POST", &format!("/files?name={name}")).body(Body::from(bytes.to_vec())).by("anna");
    let tus = |method: &str, path: &str| Ask::new(method, path).header("tus-resumable", "1.0.0").by("anna");
    let begun = desk.http(tus("POST", "/files/uploads").header("upload-length", &bytes.len().to_string())).await;
    let place = begun.header("location").strip_prefix("/api/v1").expect("a place").to_string();
    let piece =
        tus("PATCH", &place).header("content-type", "application/offset+octet-stream").header("upload-offset", "0");
    [desk.http(whole).await, desk.http(piece.body(Body::from(bytes.to_vec()))).await]
}

async fn case_20_a_picture_that_is_markup_is_taken_by_no_door(desk: Desk) {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let wide: Vec<u8> = svg.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide_marked = [b"\xff\xfe".to_vec(), wide.clone()].concat();
    let gif = [b"GIF89a/*".to_vec(), svg.as_bytes().to_vec(), b"*/".to_vec()].concat();
    let jpeg = [JPEG.to_vec(), b"<script>alert(1)</script>".to_vec()].concat();
    let table: [(&str, Vec<u8>); 10] = [
        ("a.svg", svg.into()),
        ("a.png", format!("\u{feff}{svg}").into()),
        ("a.png", format!("<!-- harmless -->\n\n{svg}").into()),
        ("a.png", svg.to_uppercase().into()),
        ("a.txt", format!("<?xml version='1.0'?><!DOCTYPE svg>{svg}").into()),
        ("a.svgz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec()),
        ("a.png", wide),
        ("a.png", wide_marked),
        ("a.gif", gif),
        ("a.jpg", jpeg),
    ];
    for (n, (name, bytes)) in table.iter().enumerate() {
        for answer in refused(&desk, name, bytes).await {
            assert_eq!(answer.problem(), (422, "invalid".into()), "{n} {name}");
            assert_eq!(answer.json()["errors"][0]["code"], "file_type", "{n} {name}");
        }
    }
    assert_eq!(desk.rows("files").await, 0);
}

/// An answer that no browser makes a document of.
#[track_caller]
fn no_document(answer: &Answer, story: &str) {
    let kind = answer.header("content-type");
    assert!(["application/json", "application/problem+json", ""].contains(&kind), "{story}: {kind}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{story}");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'", "{story}");
    assert!(answer.status.as_u16() < 500, "{story}: {}", answer.status);
}

async fn case_22_what_was_sent_comes_back_in_no_document(desk: Desk) {
    const TAG: &str = "<img src=x onerror=alert(1)>";
    const SENT: &str = "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E";
    let id = Uuid::now_v7();
    let mut asks = Vec::new();
    for path in [
        SENT.to_string(),
        format!("cases/{SENT}"),
        format!("cases?sort={SENT}"),
        format!("cases?{SENT}=1"),
        format!("cases/{id}/{SENT}"),
        format!("users?cursor={SENT}"),
        format!("invitations/{SENT}"),
        format!("jobs/{SENT}"),
    ] {
        asks.push((path.clone(), Ask::get(&format!("/{path}"))));
    }
    for body in [json!({TAG: 1}), json!({"subject": {TAG: TAG}}), json!({"urgency": TAG, "subject": "x"}), json!(TAG)] {
        asks.push((body.to_string(), Ask::post("/cases", body.clone())));
        asks.push((body.to_string(), Ask::post(&format!("/cases/{id}/hold"), body)));
    }
    asks.push(("a broken body".into(), Ask::new("POST", "/cases").body(format!("{{\"{TAG}"))));
    asks.push(("a key".into(), Ask::post("/cases", json!({})).header("idempotency-key", TAG)));
    asks.push(("a version".into(), Ask::post("/cases", json!({})).header("if-match", TAG)));
    asks.push(("another kind".into(), Ask::new("POST", "/cases").header("content-type", "text/html").body(TAG)));
    for (story, ask) in asks {
        no_document(&desk.http(ask.by("admin")).await, &story);
    }
    // What is kept is kept as it was typed, and told as a value.
    let op = json!({"subject": TAG, "contact_name": TAG, "description": "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "__proto__": {"admin": true}, "constructor": {"prototype": {"admin": true}}});
    let made = desk.http(Ask::post("/cases", op).by("anna")).await.ok();
    let seen = desk.http(Ask::get(&format!("/cases/{}", made["id"].as_str().expect("an id"))).by("anna")).await;
    no_document(&seen, "the case");
    let case = &seen.json()["case"];
    assert_eq!(
        (case["subject"].as_str(), case["description"].as_str()),
        (Some(TAG), Some("<scr<script>ipt>alert(1)</scr</script>ipt>"))
    );
    assert!(!String::from_utf8_lossy(&seen.bytes).contains("__proto__"), "what nobody asked for is not kept");
}

/// Pages, where the program has them: SQLite alone, since what is shown does not depend on where it lies.
#[cfg(feature = "pages")]
mod pages {
    use crate::binary::forms::Desk;

    #[test]
    fn case_23_words_with_markup_are_shown_as_words() {
        let desk = Desk::open();
        let hostile = [
            "<script>alert(1)</script>",
            "<svg/onload=alert(1)>",
            "\"><img src=x onerror=alert(1)>",
            "<form action=//evil.example><button formaction=javascript:alert(1)>",
            "</title></textarea></style></noscript><script>alert(1)</script>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "{{constructor.constructor('alert(1)')()}}",
        ];
        for (n, words) in hostile.iter().enumerate() {
            let fields = [
                ("op", "cases.submit"),
                ("next", "/t/{track}"),
                ("subject", words),
                ("description", words),
                ("contact_name", words),
                ("contact_phone", "13800138000"),
            ];
            let sent = desk.form(&encoded(&fields));
            assert_eq!(sent.status, 303, "{n}: {}", sent.body);
            let place = sent.head.lines().find_map(|line| line.strip_prefix("location: ")).expect("a place").trim();
            harmless(&desk.get(place).body, words);
            // Shown again beside a fault, as it was typed.
            let mut wrong = fields;
            wrong[5].1 = "";
            harmless(&desk.form(&encoded(&wrong)).body, words);
        }
    }

    fn encoded(fields: &[(&str, &str)]) -> Vec<u8> {
        let mut text = String::new();
        for (name, value) in fields {
            text.push_str(name);
            text.push('=');
            yingda_shared::contract::push_encoded(&mut text, value);
            text.push('&');
        }
        text.into_bytes()
    }

    /// The page's own tags are all there are. What stands in quotes, as a value of a field, is no tag, nor is
    /// what the data for the module says with its brackets written as numbers.
    fn harmless(page: &str, words: &str) {
        assert!(page.contains("<html") && page.len() > 1_000, "a page was expected");
        let tags = tags(page);
        assert!(tags.len() > 20, "{tags:?}");
        let theirs = [
            "<svg/",
            "<img src=x",
            "<img title",
            "<form action=//",
            "<button formaction",
            "<math",
            "<mtext",
            "<mglyph",
        ];
        for tag in &tags {
            // Ours have attributes.
            assert!(tag != "<script" && !theirs.iter().any(|their| tag.starts_with(their)), "{tag}> of {words}");
        }
        let titled = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).expect("a title");
        assert!(!titled.contains('<'), "{titled}");
    }

    /// Tags from their bracket on, values in quotes and the insides of our scripts left out.
    fn tags(page: &str) -> Vec<String> {
        let scripts = page.split("<script ").map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest));
        let first = page.split("<script ").next().unwrap_or_default();
        let page: String = std::iter::once(first).chain(scripts.skip(1)).collect();
        let (mut tags, mut tag, mut quoted) = (Vec::new(), None::<String>, false);
        for sign in page.chars() {
            match (&mut tag, sign) {
                (None, '<') => tag = Some("<".into()),
                (None, _) => {}
                (Some(_), '"') => quoted = !quoted,
                (Some(_), _) if quoted => {}
                (Some(_), '>') => tags.extend(tag.take()),
                (Some(text), sign) => text.push(sign),
            }
        }
        tags
    }
}
