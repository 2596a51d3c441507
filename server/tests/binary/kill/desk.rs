//! The desk that is killed: where it lies, how it is started, and what must hold of it afterwards.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::time::Duration;

use yingda_server::db::Database;

use super::super::client::Client;
use super::super::{Served, yingda};
use super::hand::Hand;
use crate::support::{Backend, Place};

pub struct Desk {
    pub place: Place,
    pub token: String,
}

/// The program under way.
pub struct Running {
    served: Served,
    pub client: Client,
}

impl Running {
    pub fn process(&self) -> u32 {
        self.served.server.id()
    }

    /// What the program says of itself.
    pub fn ready(&self) -> (u16, String) {
        let answer = self.client.get("//readyz");
        (answer.status, answer.body)
    }

    /// Ends it as the kernel does when memory is short: at once, and without a word to it.
    pub fn kill(&mut self) {
        self.served.server.kill().expect("killed");
        self.served.server.wait().expect("gone");
    }
}

impl Desk {
    /// A desk with the demo world in it; `None` where the machine has no such database.
    pub async fn open(backend: Backend) -> Option<Desk> {
        let place = Place::fresh(backend).await?;
        let mut desk = Desk { place, token: String::new() };
        let seeded = desk.command(&["seed", "--demo"]).output().expect("the program runs");
        assert!(seeded.status.success(), "{seeded:?}");
        let token = desk.command(&["token", "--login", "admin"]).output().expect("the program runs");
        desk.token = String::from_utf8(token.stdout).expect("a token").trim().to_string();
        Some(desk)
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let (first, rest) = words.split_first().expect("a command");
        let data = self.place.folder.display().to_string();
        let mut command = yingda(&[first, "--data", &data, "--database", &self.place.url]);
        command.args(rest);
        command
    }

    /// Starts the program and waits until it says that it is ready.
    pub fn serve(&self) -> Running {
        let served = Served::with(&mut self.command(&["serve", "--listen", "127.0.0.1:0"]));
        let client = Client::new(&served.address, &self.token);
        let running = Running { served, client };
        assert_eq!(running.ready(), (200, "ready".into()));
        running
    }

    /// Starts the program and kills it before anybody could ask it anything.
    pub fn stillborn(&self, after: Duration) {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a server");
        std::thread::sleep(after);
        server.kill().expect("killed");
        server.wait().expect("gone");
    }

    /// Of what the hands wrote there is nothing but what they know of, each once and under its number.
    pub fn holds_nothing_else(&self, client: &Client, hands: &[Hand]) {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        let mut address = "/cases?q=kill-&limit=500".to_string();
        loop {
            let page = client.get(&address).json();
            for row in page["rows"].as_array().expect("rows") {
                *found.entry(row["number"].as_str().expect("a number").to_string()).or_default() += 1;
            }
            match page["next"].as_str() {
                Some(next) => address = format!("/cases?q=kill-&limit=500&cursor={next}"),
                None => break,
            }
        }
        let known = hands.iter().flat_map(Hand::numbers).map(|number| (number, 1)).collect();
        assert_eq!(found, known);
    }

    /// The database is whole, and its feed has no gap.
    pub async fn is_sound(&self) {
        // Of the site, which is not built here, it may complain.
        let doctor = self.command(&["doctor"]).output().expect("the program runs");
        let doctor = String::from_utf8(doctor.stdout).expect("text");
        let wrong: Vec<_> =
            doctor.lines().filter(|line| line.starts_with("WRONG") && !line.contains("site:")).collect();
        assert!(doctor.contains("integrity: sound") && wrong.is_empty(), "{doctor}");
        let database = Database::existing(&self.place.url).await.expect("a database");
        let mut conn = database.reader().await.expect("a reader");
        let sql = "SELECT (SELECT pos FROM clock WHERE id = 1) - (SELECT COUNT(*) FROM feed) AS n";
        assert_eq!(conn.one(sql, vec![]).await.expect("a row").int("n"), 0, "the feed has no gap");
        drop(conn);
        database.close().await;
    }

    pub async fn close(self) {
        self.place.remove().await;
    }
}
