//! The form in which each messenger takes a message, signs it and says no.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::Sha256;
use url::Url;
use yingda_shared::cases::Case;
use yingda_shared::fault::Params;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::kernel::time::{Millis, SECOND};
use yingda_shared::robots::{Robot, RobotKind, Tongue};

use super::Reached;
use crate::outgoing::{Answer, Call};
use crate::words::{Language, fill, say};

/// Bytes of a text: WeCom takes 2,048 of it, the others 20,000 of the whole message.
fn text_max(kind: RobotKind) -> usize {
    match kind {
        RobotKind::WeCom => 2_048,
        RobotKind::DingTalk | RobotKind::Feishu | RobotKind::Generic => 18_000,
    }
}

/// What happened, as far as it leaves the house: the number of a case and how it stands, and nothing that a customer
/// wrote.
#[derive(Clone, Debug, Serialize)]
pub struct Occasion {
    /// Name of the errand, the same at every try.
    #[serde(rename = "id")]
    pub errand: String,
    /// `escalated`, `rule` or `test`.
    pub event: &'static str,
    pub at: Millis,
    /// Name of the rule or policy.
    pub by: String,
    /// What the rule or level says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<Told>,
    pub url: String,
}

/// A case, as far as it leaves the house.
#[derive(Clone, Debug, Serialize)]
pub struct Told {
    pub id: CaseId,
    pub number: String,
    pub state: &'static str,
    pub priority: &'static str,
    pub level: u16,
}

impl Told {
    pub fn of(case: &Case) -> Told {
        Told {
            id: case.id,
            number: case.number.clone(),
            state: case.state.as_str(),
            priority: case.priority.as_str(),
            level: case.level,
        }
    }
}

impl Occasion {
    pub fn test(errand: String, url: String, at: Millis) -> Occasion {
        Occasion { errand, event: "test", at, by: String::new(), text: String::new(), case: None, url }
    }

    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn language(tongue: Tongue) -> Language {
    match tongue {
        Tongue::Chinese => Language::Zh,
        Tongue::English => Language::En,
    }
}

pub fn test_text(tongue: Tongue) -> String {
    say(language(tongue), "robot", "test")
}

/// What a group reads. Where it does not fit, the rule's own words are cut, and never the number or the link.
pub fn text(kind: RobotKind, tongue: Tongue, what: &Occasion) -> String {
    let language = language(tongue);
    let Some(case) = &what.case else { return test_text(tongue) };
    let values = [
        ("what", say(language, "notice", what.event)),
        ("number", case.number.clone()),
        ("priority", say(language, "priority", case.priority)),
        ("state", say(language, "state", case.state)),
        ("by", what.by.clone()),
        ("url", what.url.clone()),
    ];
    let params: Params = values.into_iter().map(|(name, value)| (name.to_string(), value)).collect();
    let head = fill(&say(language, "robot", "text"), &params);
    let said = what.text.trim();
    match said.is_empty() {
        true => cut(&head, text_max(kind)),
        false => cut(&format!("{head}\n{said}"), text_max(kind)),
    }
}

/// As much of a text as fits, in whole characters, with a sign where something is missing.
fn cut(text: &str, max: usize) -> String {
    const MORE: &str = "\u{2026}";
    if text.len() <= max {
        return text.to_string();
    }
    format!("{}{MORE}", &text[..text.floor_char_boundary(max - MORE.len())])
}

/// Where to, and what is sent.
pub fn request(robot: &Robot, by: &Reached, what: &Occasion, text: &str, now: Millis) -> (String, Call) {
    let secret = Some(by.secret.as_str()).filter(|secret| robot.signs && !secret.is_empty());
    let plain = |body: Value| Call { headers: Vec::new(), body: body.to_string().into_bytes() };
    match robot.kind {
        RobotKind::WeCom => (by.address.clone(), plain(json!({"msgtype": "text", "text": {"content": text}}))),
        RobotKind::DingTalk => {
            let body = plain(json!({"msgtype": "text", "text": {"content": text}}));
            (secret.map_or(by.address.clone(), |secret| ding_address(&by.address, secret, now)), body)
        }
        RobotKind::Feishu => {
            let mut body = json!({"msg_type": "text", "content": {"text": text}});
            if let Some(secret) = secret {
                let seconds = (now / SECOND).to_string();
                body["sign"] = STANDARD.encode(mac(format!("{seconds}\n{secret}").as_bytes(), b"")).into();
                body["timestamp"] = seconds.into();
            }
            (by.address.clone(), plain(body))
        }
        RobotKind::Generic => (by.address.clone(), json_call(&what.json(), &what.errand, secret, now)),
    }
}

/// A call with JSON: it says its name, and who knows the secret can check who sent it and when.
pub fn json_call(body: &str, errand: &str, secret: Option<&str>, now: Millis) -> Call {
    let mut headers = vec![("idempotency-key", errand.to_string())];
    if let Some(secret) = secret {
        let seconds = now / SECOND;
        let signature = hex(&mac(secret.as_bytes(), format!("{seconds}.{body}").as_bytes()));
        headers.push(("yingda-timestamp", seconds.to_string()));
        headers.push(("yingda-signature", format!("sha256={signature}")));
    }
    Call { headers, body: body.as_bytes().to_vec() }
}

fn ding_address(address: &str, secret: &str, now: Millis) -> String {
    let Ok(mut url) = address.parse::<Url>() else { return address.to_string() };
    let sign = STANDARD.encode(mac(secret.as_bytes(), format!("{now}\n{secret}").as_bytes()));
    url.query_pairs_mut().append_pair("timestamp", &now.to_string()).append_pair("sign", &sign);
    url.into()
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    // A key of any length is a key.
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

/// What a messenger said instead of taking a message.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    /// None where the answer was none of theirs.
    pub code: Option<i64>,
    pub said: String,
}

/// Messengers refuse with status 200 and a number in the answer; 0 is yes. Who is no messenger is known by the status.
pub fn refusal(kind: RobotKind, answer: &Answer) -> Option<Refusal> {
    let names: [(&str, &str); 2] = match kind {
        RobotKind::Generic => return None,
        RobotKind::WeCom | RobotKind::DingTalk => [("errcode", "errmsg"); 2],
        RobotKind::Feishu => [("code", "msg"), ("StatusCode", "StatusMessage")],
    };
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let found = names.into_iter().find_map(|(code, said)| Some((body.get(code)?.as_i64()?, said)));
    match found {
        Some((0, _)) => None,
        Some((code, said)) => {
            let said = body.get(said).and_then(Value::as_str).unwrap_or_default();
            Some(Refusal { code: Some(code), said: said.chars().filter(|c| !c.is_control()).take(200).collect() })
        }
        None => Some(Refusal { code: None, said: String::new() }),
    }
}

/// Whether a number says that too much was sent for now, or that the messenger itself is not well.
pub fn is_busy(kind: RobotKind, code: Option<i64>) -> bool {
    let busy: &[i64] = match kind {
        RobotKind::WeCom => &[-1, 45009, 45033],
        RobotKind::DingTalk => &[-1, 130101, 410100],
        RobotKind::Feishu => &[11232, 230020],
        RobotKind::Generic => &[],
    };
    code.is_some_and(|code| busy.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::id::{RobotId, Uuid};

    const NOW: Millis = 1_700_000_000_123;

    fn robot(kind: RobotKind) -> Robot {
        Robot {
            id: RobotId(Uuid::from_u128(1)),
            rv: 1,
            active: true,
            name: "g".into(),
            kind,
            language: Tongue::English,
            host: String::new(),
            signs: true,
            address: String::new(),
            secret: String::new(),
        }
    }

    fn occasion(text: &str) -> Occasion {
        let case =
            Told { id: CaseId(Uuid::from_u128(2)), number: "C-1".into(), state: "new", priority: "p1", level: 2 };
        Occasion {
            errand: "e.0".into(),
            event: "escalated",
            at: NOW,
            by: "Night".into(),
            text: text.into(),
            case: Some(case),
            url: "https://desk.example.com/cases/C-1".into(),
        }
    }

    /// The signatures were made by another program.
    #[test]
    fn messages_are_signed_as_each_messenger_wants_it() {
        let by = Reached { address: "https://x.example.com/send?access_token=t".into(), secret: "SEC0f1e2d3c".into() };
        let what = occasion("");
        let sent = |kind| request(&robot(kind), &by, &what, "text", NOW);
        let (address, _) = sent(RobotKind::DingTalk);
        let sign = "DMt71d6vaWjx%2FO5q6KGxgAkXSahP83GsniKWEFWWe38%3D";
        assert_eq!(address, format!("{}&timestamp={NOW}&sign={sign}", by.address));
        let (address, call) = sent(RobotKind::Feishu);
        let body: Value = serde_json::from_slice(&call.body).expect("JSON");
        let sign = "YZM94o/m0lT2cuYDvENGa2YibTM64M4JeWVltY4Z88s=";
        assert_eq!(
            (address, &body["sign"], &body["timestamp"]),
            (by.address.clone(), &sign.into(), &"1700000000".into())
        );
        let (address, call) = sent(RobotKind::WeCom);
        let told = String::from_utf8_lossy(&call.body).contains("SEC");
        assert_eq!((address, call.headers.len(), told), (by.address.clone(), 0, false));
        let call = json_call("{}", "e.0", Some(&by.secret), NOW);
        let sign = "sha256=7deda8122fd2e085b9ce88b1a8a2f3904aadfb453d2545f0236dae8d275fb5b1";
        assert!(call.headers.contains(&("yingda-signature", sign.into())), "{call:?}");
    }

    #[test]
    fn a_text_that_is_too_long_keeps_number_and_link() {
        let long = "\u{597d}".repeat(3_000);
        for kind in RobotKind::ALL {
            let text = text(*kind, Tongue::English, &occasion(&long));
            let max = text_max(*kind);
            assert!(text.len() <= max, "{kind}: {}", text.len());
            assert!(text.contains("C-1") && text.contains("https://desk.example.com/cases/C-1"), "{text}");
            assert_eq!(text.ends_with('\u{2026}'), *kind == RobotKind::WeCom);
        }
        assert_eq!(cut("abcd", 4), "abcd");
        assert_eq!(cut("\u{597d}\u{597d}", 5), "\u{2026}", "a character that does not fit is left out whole");
    }

    #[test]
    fn a_number_in_the_answer_is_read() {
        let said = |kind, body: &str| {
            refusal(kind, &Answer { status: 200, body: body.as_bytes().to_vec(), whole: true })
                .map(|refusal| (refusal.code, refusal.said))
        };
        let no = |code: i64, said: &str| Some((Some(code), said.to_string()));
        use RobotKind::{DingTalk, Feishu, Generic, WeCom};
        assert_eq!(said(WeCom, r#"{"errcode":0,"errmsg":"ok"}"#), None);
        assert_eq!(
            said(WeCom, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#),
            no(93_000, "invalid webhook url")
        );
        assert_eq!(said(DingTalk, r#"{"errcode":310000,"errmsg":"sign not match\n"}"#), no(310_000, "sign not match"));
        assert_eq!(said(Feishu, r#"{"StatusCode":0,"StatusMessage":"success","code":0,"msg":"success"}"#), None);
        assert_eq!(said(Feishu, r#"{"StatusCode":0,"StatusMessage":"success"}"#), None);
        assert_eq!(said(Feishu, r#"{"code":19021,"msg":"sign match fail"}"#), no(19_021, "sign match fail"));
        for none in ["", "<html>", "[]", r#"{"errcode":"0"}"#, r#"{"code":"#] {
            for kind in [WeCom, DingTalk, Feishu] {
                assert_eq!(said(kind, none), Some((None, String::new())), "{none}");
            }
        }
        assert_eq!(said(Generic, "<html>"), None);
        let long = format!(r#"{{"errcode":1,"errmsg":"{}"}}"#, "x".repeat(999));
        assert_eq!(said(WeCom, &long).map(|(_, said)| said.len()), Some(200));
        assert!(is_busy(WeCom, Some(45_009)) && is_busy(DingTalk, Some(130_101)) && is_busy(Feishu, Some(11_232)));
        assert!(!is_busy(WeCom, Some(93_000)) && !is_busy(WeCom, None) && !is_busy(Feishu, Some(45_009)));
    }
}
