//! Whom a level tells by mail: each once, tried again while the mail server is away, and seen where it was refused.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use yingda_server::outbox::outside;
use yingda_shared::escalation::*;
use yingda_shared::identity::User;
use yingda_shared::jobs::ErrandState;
use yingda_shared::kernel::time::{HOUR, MINUTE};
use yingda_shared::record::{Get, Save};

use super::*;
use crate::support::world;
use crate::support::{Backend, Desk, code};

both!(letters_lie_in_a_folder_where_no_server_is_named, whoever_may_not_see_the_case_any_more_gets_no_letter);

/// What a mail server took, and how it answers the next recipients; it takes everything once nothing is left to say.
#[derive(Clone, Default)]
struct Mailbox {
    taken: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<VecDeque<&'static str>>>,
}

impl Mailbox {
    async fn open() -> (Mailbox, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("smtp://{}", listener.local_addr().expect("an address"));
        let mailbox = Mailbox::default();
        let served = mailbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(stream));
            }
        });
        (mailbox, address)
    }

    async fn serve(self, mut stream: TcpStream) {
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        let _ = write.write_all(b"220 mail\r\n").await;
        let (mut letter, mut within) = (String::new(), false);
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = if within {
                if line != "." {
                    letter.push_str(&line);
                    letter.push('\n');
                    continue;
                }
                within = false;
                self.taken.lock().expect("letters").push(std::mem::take(&mut letter));
                "250 taken"
            } else if line.starts_with("RCPT") {
                self.answers.lock().expect("answers").pop_front().unwrap_or("250 ok")
            } else if line.starts_with("DATA") {
                within = true;
                "354 go on"
            } else {
                "250 ok"
            };
            let _ = write.write_all(format!("{answer}\r\n").as_bytes()).await;
        }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().expect("letters").clone()
    }
}

/// The text of a letter.
fn text(letter: &str) -> String {
    let letter = letter.replace("\r\n", "\n");
    let (head, body) = letter.split_once("\n\n").expect("a body");
    match head.to_lowercase().contains("content-transfer-encoding: base64") {
        true => {
            let bytes = STANDARD.decode(body.replace('\n', "")).expect("base64");
            String::from_utf8(bytes).expect("a text")
        }
        false => body.to_string(),
    }
}

async fn reachable(desk: &Desk, login: &str) {
    let user: User = desk.done("admin", Get::new(world::user(login).0)).await;
    desk.done("admin", Save(User { email: format!("{login}@example.com"), ..user })).await;
}

fn by_mail() -> EscalationPolicy {
    let tells = json!({"do": "notify", "recipients": [{"who": "team_lead"}], "media": ["push", "email"],
        "text": "请尽快处理"});
    policy(1, everybody(), json!([level(75, json!({"actions": [tells]}))]))
}

async fn sent(desk: &Desk, case: yingda_shared::kernel::id::CaseId) -> Vec<Sent> {
    stands(desk, case).await.done.into_iter().flat_map(|told| told.sent).collect()
}

async fn letters_lie_in_a_folder_where_no_server_is_named(desk: Desk) {
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    assert_eq!(sent(&desk, case).await[0].state, ErrandState::Waiting, "the desk does not wait for mail");
    outside::work_off(&desk.services, || due).await.expect("letters");
    outside::work_off(&desk.services, || due + HOUR).await.expect("nothing more");
    let folder = desk.services.config.data.join("mail");
    let letters: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| std::fs::read_to_string(entry.expect("a letter").path()).expect("text"))
        .collect();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].contains("colleague@example.com"));
    let number = desk.case("manager", case).await.case.number;
    let said = text(&letters[0]);
    assert!(said.contains("请尽快处理") && said.contains(&format!("http://127.0.0.1:3000/cases/{number}")), "{said}");
    let sent = sent(&desk, case).await;
    assert_eq!((sent[0].state, sent[0].user_id), (ErrandState::Done, Some(world::user("colleague"))));
    assert_eq!(told(&desk, "colleague").await, 1, "and in the app as ever");
    let again = SendAgain { id: case, errand: sent[0].id.clone() };
    assert_eq!(code(desk.call("manager", again).await), "escalations.not_failed");
}

async fn whoever_may_not_see_the_case_any_more_gets_no_letter(desk: Desk) {
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    let user: User = desk.done("admin", Get::new(world::user("colleague").0)).await;
    desk.done("admin", Save(User { active: false, ..user })).await;
    outside::work_off(&desk.services, || due).await.expect("no letter");
    assert_eq!(sent(&desk, case).await[0].state, ErrandState::Refused);
    assert!(!desk.services.config.data.join("mail").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_is_away_is_asked_again_on_sqlite() {
    asked_again(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_is_away_is_asked_again_on_postgres() {
    asked_again(Backend::Postgres).await;
}

async fn asked_again(backend: Backend) {
    let (mailbox, url) = Mailbox::open().await;
    let configured = move |config: &mut yingda_server::config::Config| {
        config.mail_url = Some(url);
        config.mail_from = Some("应答 <desk@example.com>".into());
    };
    Desk::tell_empty(backend, configured, move |desk| retried(desk, mailbox)).await;
}

async fn retried(desk: Desk, mailbox: Mailbox) {
    world::build(&desk).await;
    kept(&desk, by_mail()).await;
    reachable(&desk, "colleague").await;
    *mailbox.answers.lock().expect("answers") = VecDeque::from(["451 later", "550 nobody of that name"]);
    let (case, due) = case_of_the_team(&desk).await;
    rests(&desk, due).await;
    let stands = || async { sent(&desk, case).await.remove(0) };
    outside::work_off(&desk.services, || due).await.expect("it is away");
    assert_eq!(stands().await.state, ErrandState::Waiting);
    outside::work_off(&desk.services, || due).await.expect("not before its time");
    assert_eq!(mailbox.answers.lock().expect("answers").len(), 1);
    outside::work_off(&desk.services, || due + HOUR).await.expect("it is there");
    let letter = stands().await;
    assert_eq!((letter.state, letter.fault.as_deref()), (ErrandState::Refused, Some("mail.refused")));
    assert!(mailbox.taken().is_empty());
    let again = || SendAgain { id: case, errand: letter.id.clone() };
    assert_eq!(code(desk.call("agent", again()).await), "forbidden");
    desk.done("manager", again()).await;
    // Another node claims it and dies: nobody takes it over before the claim runs out.
    let claimed = letter.id.clone();
    let at = due + HOUR + MINUTE;
    let mine = desk.write(move |cx| {
        Box::pin(async move {
            let first = outbox::store::claim(cx, &claimed, at, at + 2 * MINUTE).await?;
            Ok((first, outbox::store::claim(cx, &claimed, at, at + 2 * MINUTE).await?))
        })
    });
    assert_eq!(mine.await, (true, false));
    assert_eq!(outside::work_off(&desk.services, || at + MINUTE).await.expect("it waits"), 0);
    assert!(mailbox.taken().is_empty());
    assert_eq!(outside::work_off(&desk.services, || at + 2 * MINUTE).await.expect("it goes"), 1);
    let taken = mailbox.taken();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].contains("desk@example.com") && text(&taken[0]).contains("请尽快处理"));
    assert_eq!(stands().await.state, ErrandState::Done);
    assert_eq!(outside::work_off(&desk.services, || due + 2 * HOUR).await.expect("nothing more"), 0);
}
