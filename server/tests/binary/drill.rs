//! The drill of operators: a copy under load, brought back elsewhere, and looked at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};
use yingda_server::db::{Database, feed};

use super::client::Client;
use super::{Served, nowhere, told, yingda};
use crate::support::{Backend, Place};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";

/// Settings of a desk: its folder and its database.
struct Site {
    data: PathBuf,
    database: String,
}

impl Site {
    fn with(&self, words: &[&str]) -> Output {
        let output = self.command(words).output().expect("the program runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn command(&self, words: &[&str]) -> Command {
        let (first, rest) = words.split_first().expect("a command");
        let mut command = yingda(&[first, "--data", &self.data.display().to_string(), "--database", &self.database]);
        command.args(rest);
        command
    }

    async fn open(&self) -> Database {
        Database::existing(&self.database).await.expect("a database")
    }
}

/// Cases that were confirmed, by subject.
fn work(client: &Client, name: &str, until: &AtomicBool) -> Vec<String> {
    let mut confirmed = Vec::new();
    for n in 0.. {
        if until.load(Ordering::Acquire) {
            break;
        }
        let subject = format!("drill {name} {n}");
        let mut file = json!([]);
        if n % 5 == 0 {
            // Bytes of its own, so that each is a file of its own.
            let bytes = [PNG, subject.as_bytes()].concat();
            file = json!([client.upload("a.png", &bytes)["id"]]);
        }
        let answer = client.post("/cases", &json!({"subject": subject, "files": file}));
        assert_eq!(answer.status, 200, "{}", answer.body);
        confirmed.push(subject);
    }
    confirmed
}

fn subjects(client: &Client) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut address = "/cases?q=drill&limit=500".to_string();
    loop {
        let page = client.get(&address).json();
        let rows = page["rows"].as_array().expect("rows").iter();
        found.extend(rows.map(|row| row["subject"].as_str().expect("a subject").to_string()));
        match page["next"].as_str() {
            Some(next) => address = format!("/cases?q=drill&limit=500&cursor={next}"),
            None => return found,
        }
    }
}

async fn epoch(site: &Site) -> i64 {
    let database = site.open().await;
    let epoch = feed::epoch(&mut database.reader().await.expect("a reader")).await.expect("an epoch");
    database.close().await;
    epoch
}

/// Copies a desk at work, brings the copy back, and compares.
async fn drill(from: Site, to: Site) {
    from.with(&["seed", "--demo"]);
    let token =
        String::from_utf8(from.with(&["token", "--login", "admin"]).stdout).expect("a token").trim().to_string();
    let served = Served::with(&mut from.command(&["serve", "--listen", "127.0.0.1:0"]));
    let client = Client::new(&served.address, &token);
    let ended = Arc::new(AtomicBool::new(false));
    let first: Vec<String> = (0..6)
        .map(|n| {
            let subject = format!("drill first {n}");
            let bytes = [PNG, subject.as_bytes()].concat();
            let file = client.upload("a.png", &bytes)["id"].clone();
            assert_eq!(client.post("/cases", &json!({"subject": subject, "files": [file]})).status, 200);
            subject
        })
        .collect();
    let workers: Vec<_> = ["a", "b"]
        .map(|name| {
            let (client, ended) = (client.clone(), ended.clone());
            std::thread::spawn(move || work(&client, name, &ended))
        })
        .into();
    let copy = nowhere();
    let place = copy.display().to_string();
    from.with(&["backup", &place]);
    ended.store(true, Ordering::Release);
    let during: BTreeSet<String> = workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect();

    // What the list says is what came back; what was confirmed before is there, nothing is invented.
    let list: Value =
        serde_json::from_str(&std::fs::read_to_string(copy.join("backup.json")).expect("a list")).expect("JSON");
    to.with(&["restore", &place]);
    let restored = to.open().await;
    let counts = serde_json::to_value(restored.counts().await.expect("counts")).expect("JSON");
    restored.close().await;
    assert_eq!(counts, list["tables"]);
    assert!(counts["cases"].as_i64().expect("a number") > 6);
    assert!(epoch(&to).await > epoch(&from).await, "devices hear that the rows were set back");
    // Of the site, which is not built here, it may complain.
    let doctor = to.command(&["doctor"]).output().expect("the program runs");
    let doctor = String::from_utf8(doctor.stdout).expect("text");
    let wrong: Vec<_> = doctor.lines().filter(|line| line.starts_with("WRONG") && !line.contains("site:")).collect();
    assert!(doctor.contains("integrity: sound") && wrong.is_empty(), "{doctor}");
    let again = Served::with(&mut to.command(&["serve", "--listen", "127.0.0.1:0"]));
    let client = Client::new(&again.address, &token);
    let found = subjects(&client);
    for subject in &first {
        assert!(found.contains(subject), "{subject} was confirmed before the copy");
    }
    for subject in found.iter().filter(|subject| !first.contains(subject)) {
        assert!(during.contains(subject), "{subject} was never confirmed");
    }
    // Attachments open, byte by byte.
    let listed = client.get("/cases?q=drill%20first&limit=500").json();
    let mut rows = listed["rows"].as_array().expect("rows").iter();
    let row = rows.find(|row| row["subject"] == "drill first 0").expect("the first one");
    let case = client.get(&format!("/cases/{}", row["id"].as_str().expect("an id"))).json();
    let file = case["files"][0]["id"].as_str().expect("a file");
    let bytes = client.get(&format!("/files/{file}/content")).bytes;
    assert_eq!(bytes, [PNG, b"drill first 0"].concat());

    // It takes no desk's place.
    let onto = to.command(&["restore", &place]).output().expect("the program runs");
    assert_eq!(told(&onto).0, Some(2), "{onto:?}");
    spoiled_copies_are_refused(&copy, &list);
    drop((served, again));
    for folder in [&from.data, &to.data, &copy] {
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// Three ways to be no whole copy: nothing is served from any of them.
fn spoiled_copies_are_refused(copy: &Path, list: &Value) {
    if !copy.join("yingda.sqlite").is_file() {
        return;
    }
    let tries = |code: i32, word: &str| {
        let to = sqlite(nowhere());
        let (found, line) =
            told(&to.command(&["restore", &copy.display().to_string()]).output().expect("the program runs"));
        assert!(found == Some(code) && line.contains(word), "{found:?} {line}");
        let _ = std::fs::remove_dir_all(&to.data);
    };
    let file = copy.join("backup.json");
    let mut more = list.clone();
    more["tables"]["cases"] = (list["tables"]["cases"].as_i64().expect("a number") + 1).into();
    std::fs::write(&file, more.to_string()).expect("written");
    tries(1, "not whole");
    std::fs::write(&file, list.to_string()).expect("written");
    let attachment = attachments(&copy.join("files")).into_iter().next().expect("an attachment");
    let bytes = std::fs::read(&attachment).expect("bytes");
    std::fs::write(&attachment, [&bytes[..bytes.len() - 1], b"?"].concat()).expect("written");
    tries(1, "damaged");
    std::fs::remove_file(&attachment).expect("removed");
    tries(1, "not whole");
    std::fs::remove_file(&file).expect("removed");
    tries(2, "never finished");
}

fn attachments(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { attachments(&path) } else { vec![path] }).collect()
}

fn sqlite(data: PathBuf) -> Site {
    let database = format!("sqlite:{}", data.join("yingda.sqlite").display());
    Site { data, database }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_at_work_is_copied_and_comes_back() {
    drill(sqlite(nowhere()), sqlite(nowhere())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_at_work_is_copied_and_comes_back() {
    let Some(one) = Place::fresh(Backend::Postgres).await else { return };
    let two = Place::fresh(Backend::Postgres).await.expect("a second database");
    let site = |place: &Place| Site { data: nowhere(), database: place.url.clone() };
    drill(site(&one), site(&two)).await;
    one.remove().await;
    two.remove().await;
}

#[tokio::test]
async fn without_postgres_programs_it_says_what_to_install() {
    let Some(place) = Place::fresh(Backend::Postgres).await else { return };
    let site = Site { data: nowhere(), database: place.url.clone() };
    site.with(&["migrate"]);
    let to = nowhere();
    let output = site
        .command(&["backup", &to.display().to_string()])
        .env("PATH", "/nowhere")
        .output()
        .expect("the program runs");
    let (code, line) = told(&output);
    assert!(code == Some(2) && line.contains("postgresql-client") && !to.exists(), "{line}");
    let _ = std::fs::remove_dir_all(&site.data);
    place.remove().await;
}
