//! Whom the server calls, and whom never: tried against servers of our own on this machine, which is as far inside as
//! anything is.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use yingda_server::outgoing::{ANSWER_MAX, Allowed, Answer, Call, Client, Resolver, Unanswered};

use crate::support::elsewhere::{Elsewhere, Reply};

fn call() -> Call {
    Call { headers: vec![("idempotency-key", "one".into())], body: "{\"a\":1}".into() }
}

/// Names lead to these addresses, one after the other and then over again.
fn leading_to(addresses: &[&str]) -> (Resolver, Arc<AtomicUsize>) {
    let all: Vec<IpAddr> = addresses.iter().map(|ip| ip.parse().expect("an address")).collect();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let resolver: Resolver = Arc::new(move |_, _| {
        let ip = all[count.fetch_add(1, Ordering::SeqCst) % all.len()];
        Box::pin(async move { Ok(vec![ip]) })
    });
    (resolver, asked)
}

#[tokio::test]
async fn case_48_nobody_inside_is_called() {
    let inside = Elsewhere::open().await;
    let port = inside.address.port();
    let client = Client::new(Vec::new());
    for (address, why) in [
        (format!("https://127.0.0.1:{port}/"), Unanswered::Inside),
        (format!("https://localhost:{port}/"), Unanswered::Inside),
        (format!("https://2130706433:{port}/"), Unanswered::Inside),
        (format!("https://0:{port}/"), Unanswered::Inside),
        (format!("https://[::ffff:127.0.0.1]:{port}/"), Unanswered::Inside),
        (format!("https://[::1]:{port}/"), Unanswered::Inside),
        (format!("http://127.0.0.1:{port}/"), Unanswered::Address),
        (format!("http://localhost:{port}/"), Unanswered::Address),
        (format!("https://me:secret@127.0.0.1:{port}/"), Unanswered::Address),
        ("unix:/run/x".into(), Unanswered::Address),
        ("no address".into(), Unanswered::Address),
    ] {
        assert_eq!(client.post(&address, &call()).await, Err(why), "{address}");
    }
    // Another port of an allowed host is another place.
    let other = Allowed::parse(&format!("127.0.0.1:{}", port ^ 1)).expect("a host");
    assert_eq!(Client::new(vec![other]).post(&inside.url("/"), &call()).await, Err(Unanswered::Address));
    assert_eq!(inside.greeted(), 0);
}

#[tokio::test]
async fn case_48_a_name_that_leads_inside_is_not_followed() {
    let inside = Elsewhere::open().await;
    let address = format!("https://hooks.example.com:{}/", inside.address.port());
    for ip in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00::1", "::ffff:127.0.0.1", "::1"] {
        let (resolver, asked) = leading_to(&[ip]);
        let client = Client::with(Vec::new(), resolver);
        assert_eq!(client.post(&address, &call()).await, Err(Unanswered::Inside), "{ip}");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
    assert_eq!(inside.greeted(), 0);
}

#[tokio::test]
async fn case_48_the_address_that_was_judged_is_the_one_that_is_called() {
    let inside = Elsewhere::open().await;
    // The second answer would lead to nobody: it is never asked for.
    let (resolver, asked) = leading_to(&["127.0.0.1", "127.0.0.9"]);
    let client = Client::with(vec![Allowed::parse("robot.internal").expect("a host")], resolver);
    let address = format!("http://robot.internal:{}/", inside.address.port());
    assert_eq!(client.post(&address, &call()).await.map(|answer| answer.status), Ok(200));
    assert_eq!((asked.load(Ordering::SeqCst), inside.greeted()), (1, 1));
}

#[tokio::test]
async fn case_48_redirects_are_not_followed() {
    let (first, second) = (Elsewhere::open().await, Elsewhere::open().await);
    let client = Client::new(vec![first.allowed(), second.allowed()]);
    for status in [301, 302, 303, 307, 308] {
        let heads: &'static str = format!("location: {}\r\n", second.url("/")).leak();
        first.says([Reply::Status(status, heads, String::new())]);
        let answer = client.post(&first.url("/"), &call()).await.expect("an answer");
        assert_eq!(answer.status, status);
        assert_eq!(answer.taken().map_err(|fault| fault.code().to_string()), Err("calls.redirected".into()));
    }
    assert_eq!((first.asked().len(), second.greeted()), (5, 0));
}

#[tokio::test]
async fn case_48_answers_that_are_too_long_or_never_end_are_cut() {
    let there = Elsewhere::open().await;
    let client = Client::new(vec![there.allowed()]).within(Duration::from_secs(2));
    there.says([
        Reply::Status(200, "", "x".repeat(ANSWER_MAX + 1)),
        Reply::Endless,
        Reply::Halting("HTTP/1.1 200 so\r\ncontent-length: 9\r\n\r\nab"),
        Reply::Halting("HTTP/1.1 200 so\r\n"),
        Reply::Status(200, "", "x".repeat(ANSWER_MAX)),
    ]);
    let ask = || async { client.post(&there.url("/"), &call()).await };
    for _ in 0..2 {
        let answer = ask().await.expect("an answer");
        assert_eq!((answer.status, answer.body.len(), answer.whole), (200, ANSWER_MAX, false));
    }
    assert_eq!(ask().await, Ok(Answer { status: 200, body: b"ab".to_vec(), whole: false }));
    assert_eq!(ask().await, Err(Unanswered::Late));
    assert!(ask().await.is_ok_and(|answer| answer.whole && answer.body.len() == ANSWER_MAX));
    let many: &'static str = "x: y\r\n".repeat(200).leak();
    there.says([Reply::Status(200, many, String::new())]);
    assert!(matches!(ask().await, Err(Unanswered::Away(_))));
}

#[tokio::test]
async fn what_is_sent_is_json_and_nothing_of_the_desk() {
    let there = Elsewhere::open().await;
    let client = Client::new(vec![there.allowed()]);
    client.post(&there.url("/a/b?key=1%202#part"), &call()).await.expect("an answer");
    let asked = there.asked().remove(0);
    assert_eq!((asked.line.as_str(), asked.body.as_str()), ("POST /a/b?key=1%202", "{\"a\":1}"));
    let names: Vec<&str> = asked.headers.keys().map(String::as_str).collect();
    assert_eq!(names, ["content-length", "content-type", "host", "idempotency-key", "user-agent"]);
    assert_eq!(asked.headers["host"], there.address.to_string());
    // Who speaks no TLS is not understood, and nobody is nobody; what is said of it names no address.
    let allowed = || vec![Allowed::parse("127.0.0.1").expect("a host")];
    let hasty = Client::new(allowed()).within(Duration::from_secs(1));
    assert_eq!(hasty.post(&format!("https://{}/", there.address), &call()).await, Err(Unanswered::Late));
    let nobody = Client::new(allowed()).post("https://127.0.0.1:1/?key=secret", &call()).await;
    let Err(Unanswered::Away(why)) = nobody else { panic!("{nobody:?}") };
    assert!(!why.contains("secret"), "{why}");
}

#[tokio::test]
async fn nobody_is_told_who_cannot_prove_who_they_are() {
    let there = Elsewhere::open_secure().await;
    let allow =
        || ["hooks.example.com", "other.example.com"].map(|host| Allowed::parse(host).expect("a host")).to_vec();
    let client = || Client::with(allow(), leading_to(&["127.0.0.1"]).0);
    let at = |host: &str| format!("https://{host}:{}/?key=secret", there.address.port());
    let stranger = client().post(&at("hooks.example.com"), &call()).await;
    assert!(matches!(&stranger, Err(Unanswered::Away(why)) if !why.contains("secret")), "{stranger:?}");
    let known = client().trusting(vec![Elsewhere::authority()]);
    let other = known.post(&at("other.example.com"), &call()).await;
    assert!(matches!(other, Err(Unanswered::Away(_))), "{other:?}");
    assert_eq!(there.asked().len(), 0, "nothing was said to either");
    assert_eq!(known.post(&at("hooks.example.com"), &call()).await.map(|answer| answer.status), Ok(200));
    assert_eq!(there.asked()[0].headers["host"], format!("hooks.example.com:{}", there.address.port()));
}

#[test]
fn a_status_says_whether_it_is_worth_another_try() {
    let said = |status: u16| {
        let answer = Answer { status, body: Vec::new(), whole: true };
        answer.taken().map_err(|fault| fault.code().to_string())
    };
    for taken in [200, 202, 204] {
        assert_eq!(said(taken), Ok(()));
    }
    for refused in [400, 401, 403, 404, 410, 422] {
        assert_eq!(said(refused), Err("calls.refused".into()), "{refused}");
    }
    for later in [408, 425, 429, 500, 502, 503, 504] {
        assert_eq!(said(later), Err("unavailable".into()), "{later}");
    }
}
