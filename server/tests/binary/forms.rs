//! Pages and their forms without script, byte by byte, as the program serves them.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use super::{Served, nowhere, yingda};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
const UNAVAILABLE: &str = "服务暂时不可用，您填写的内容还在";

/// What stands in the disposition of a part beside `form-data`, and its value.
type Part<'a> = (&'a [u8], &'a [u8]);

/// A program over the demo world, gone with its folder afterwards.
pub struct Desk {
    served: Served,
    data: PathBuf,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Desk {
    pub fn open() -> Desk {
        let data = nowhere();
        let place = data.display().to_string();
        let seeded = yingda(&["seed", "--demo", "--data", &place]).output().expect("the program runs");
        assert!(seeded.status.success(), "{seeded:?}");
        Desk { served: Served::at(&place), data }
    }

    fn send(&self, line: &[u8], headers: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.served.address).expect("a connection");
        let length = body.len();
        let head =
            format!(" HTTP/1.0\r\nHost: desk\r\nAccept-Language: zh\r\nContent-Length: {length}\r\n{headers}\r\n");
        stream.write_all(&[line, head.as_bytes(), body].concat()).expect("a request");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let text = String::from_utf8(bytes).expect("answers are text");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        Answer { status, head: head.into(), body: body.into() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send(format!("GET {path}").as_bytes(), "", b"")
    }

    fn post(&self, kind: &str, body: &[u8]) -> Answer {
        self.send(b"POST /submit", &format!("Content-Type: {kind}\r\n"), body)
    }

    pub fn form(&self, body: &[u8]) -> Answer {
        self.post("application/x-www-form-urlencoded", body)
    }

    fn parts(&self, parts: &[Part]) -> Answer {
        let mut body = Vec::new();
        for (disposition, value) in parts {
            body.extend(b"--edge\r\nContent-Disposition: form-data; ".iter().chain(*disposition));
            body.extend(b"\r\n\r\n".iter().chain(*value).chain(b"\r\n"));
        }
        body.extend(b"--edge--\r\n");
        self.post("multipart/form-data; boundary=edge", &body)
    }

    /// How many cases the desk has whose subject holds this word.
    fn cases(&self, word: &str) -> usize {
        let signed = self.send(b"POST /api/v1/session/demo", "", b"{\"login\":\"agent\"}");
        let cookie = signed.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a session");
        let cookie = cookie.split(';').next().unwrap_or_default();
        let path = format!("GET /api/v1/cases?q={word}");
        let listed = self.send(path.as_bytes(), &format!("Cookie: {cookie}\r\n"), b"");
        let listed: serde_json::Value = serde_json::from_str(&listed.body).expect("a list");
        listed["rows"].as_array().expect("rows").len()
    }
}

/// The words of a report that shows how it is written.
fn report(word: &str) -> Vec<(Vec<u8>, Vec<u8>)> {
    let fields = [
        ("op", "cases.submit"),
        ("next", "/t/{track}?new=1"),
        ("subject", word),
        ("contact_phone", "13800138000"),
        ("contact_name", "赵敏"),
        ("description", "</textarea>卡纸"),
        ("urgency", "high"),
    ];
    fields.into_iter().map(|(name, value)| (format!("name=\"{name}\"").into_bytes(), value.into())).collect()
}

#[test]
fn a_report_whose_photo_cannot_be_stored_comes_back_as_it_was_typed() {
    let desk = Desk::open();
    let mut report = report("DISKFULL");
    report.push((b"name=\"files\"; filename=\"a.png\"".to_vec(), PNG.to_vec()));
    // After the file, where a browser might have put it: what follows a failure is read all the same.
    report.swap(3, 7);
    let parts: Vec<Part> = report.iter().map(|(name, value)| (name.as_slice(), value.as_slice())).collect();
    let store = desk.data.join("files");
    std::fs::rename(&store, store.with_extension("away")).expect("the store moves");
    std::fs::write(&store, "").expect("a file in its place");
    let answer = desk.parts(&parts);
    assert_eq!(answer.status, 503, "{}", answer.head);
    for typed in ["DISKFULL", "13800138000", "赵敏", "&lt;/textarea&gt;卡纸", UNAVAILABLE] {
        assert!(answer.body.contains(typed), "{typed} is not there any more");
    }
    assert_eq!(desk.cases("DISKFULL"), 0);

    std::fs::remove_file(&store).expect("the file goes");
    std::fs::rename(store.with_extension("away"), &store).expect("the store comes back");
    let answer = desk.parts(&parts);
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(desk.cases("DISKFULL"), 1);
}

#[test]
fn a_form_with_bytes_that_are_no_text_is_refused_and_not_mended() {
    let desk = Desk::open();
    let words = "&contact_phone=13800138000&description=kept-as-typed";
    for broken in [b"\xff".as_slice(), b"%FF", b"\xe6\x89", b"%C0%AF"] {
        let body = [b"op=cases.submit&subject=BROKEN", broken, words.as_bytes()].concat();
        let answer = desk.form(&body);
        assert_eq!(answer.status, 422, "{broken:?}");
        assert!(answer.body.contains("kept-as-typed") && answer.body.contains("13800138000"), "{broken:?}");
    }
    let op: Part = (b"name=\"op\"", b"cases.submit");
    let phone: Part = (b"name=\"contact_phone\"", b"13800138000");
    for wrong in [
        (b"name=\"subject\"".as_slice(), b"BROKEN\xff".as_slice()),
        (b"name=\"subject\xff\"", b"BROKEN"),
        (b"name=\"files\"; filename=\"\xff.png\"", PNG),
    ] {
        let answer = desk.parts(&[op, phone, wrong]);
        assert_eq!(answer.status, 422, "{wrong:?}");
    }
    // What comes after the broken part is shown again as well.
    let answer =
        desk.parts(&[op, (b"name=\"subject\"", b"BROKEN\xff"), phone, (b"name=\"contact_name\"", b"kept-as-typed")]);
    assert!(answer.body.contains("kept-as-typed") && answer.body.contains("BROKEN\u{fffd}"));
    assert_eq!(desk.cases("BROKEN"), 0);
    let sound = [b"op=cases.submit&next=/&subject=BROKEN+%E5%8D%A1%E7%BA%B8", words.as_bytes()].concat();
    assert_eq!(desk.form(&sound).status, 303);
    assert_eq!(desk.cases("BROKEN"), 1);
}

#[test]
fn an_address_that_is_no_text_leads_nowhere() {
    let desk = Desk::open();
    for path in ["/%FF", "/r/%FF", "/my/%FF", "/t/%E6%89", "/submit?x=%FF", "/cases?q=%FF", "/cases/%FF"] {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
    for line in [b"GET /submit?x=\xff".as_slice(), b"GET /\xff", b"GET /api/v1/cases?q=\xff"] {
        let status = desk.send(line, "", b"").status;
        assert!((400..500).contains(&status), "{line:?}: {status}");
    }
    assert_eq!(desk.get("/submit?x=%E5%8D%A1").status, 200);
}
