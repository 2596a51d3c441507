//! Two processes over one PostgreSQL: one is killed, or both are replaced one after the other, and
//! people notice nothing but a second try.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use yingda_shared::kernel::id::Uuid;

use super::client::Client;
use super::{Served, nowhere, yingda};
use crate::support::{Backend, Place};

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(90);
const WORKERS: usize = 4;

/// Two nodes behind what would be a balancer: a worker whose node does not answer asks the other.
struct Cluster {
    place: Place,
    data: PathBuf,
    token: String,
    addresses: Mutex<[String; 2]>,
    confirmed: AtomicUsize,
    ended: AtomicBool,
}

impl Cluster {
    async fn open() -> Option<(Arc<Cluster>, [Served; 2])> {
        let place = Place::fresh(Backend::Postgres).await?;
        let data = nowhere();
        let mut cluster = Cluster {
            place,
            data,
            token: String::new(),
            addresses: Mutex::default(),
            confirmed: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
        };
        let seeded = cluster.command(&["seed", "--demo"]).output().expect("the program runs");
        assert!(seeded.status.success(), "{seeded:?}");
        let token = cluster.command(&["token", "--login", "admin"]).output().expect("the program runs");
        cluster.token = String::from_utf8(token.stdout).expect("a token").trim().to_string();
        let nodes = [cluster.start(0), cluster.start(1)];
        Some((Arc::new(cluster), nodes))
    }

    fn command(&self, words: &[&str]) -> std::process::Command {
        let (first, rest) = words.split_first().expect("a command");
        let mut command = yingda(&[first, "--data", &self.data.display().to_string(), "--database", &self.place.url]);
        command.args(rest);
        command
    }

    /// Starts a node in a place of the two.
    fn start(&self, at: usize) -> Served {
        let served = Served::with(&mut self.command(&["serve", "--listen", "127.0.0.1:0"]));
        self.addresses.lock().expect("a lock")[at] = served.address.clone();
        served
    }

    fn client(&self, at: usize) -> Client {
        Client::new(&self.addresses.lock().expect("a lock")[at % 2], &self.token)
    }

    /// Opens cases until told to end: each is sent under one key until a node confirms it. Answers the
    /// number that each subject was given.
    fn work(&self, worker: usize) -> BTreeMap<String, String> {
        let mut done = BTreeMap::new();
        for n in 0.. {
            if self.ended.load(Ordering::Acquire) {
                break;
            }
            let subject = format!("nodes {worker} {n}");
            let key = Uuid::now_v7();
            let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
            let body = json!({ "subject": subject }).to_string();
            let begun = Instant::now();
            for tries in 0.. {
                assert!(begun.elapsed() < PATIENCE, "{subject} was never confirmed");
                match self.client(worker + tries).send("POST", "/cases", &headers, body.as_bytes()) {
                    Ok(answer) if answer.status == 200 => {
                        let number = answer.json()["number"].as_str().expect("a number").to_string();
                        done.insert(subject, number);
                        self.confirmed.fetch_add(1, Ordering::Release);
                        break;
                    }
                    Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.body),
                    Err(_) => std::thread::yield_now(),
                }
            }
        }
        done
    }

    /// Until so many more cases are confirmed: everything that follows happens under load.
    fn goes_on(&self, more: usize) {
        let (from, begun) = (self.confirmed.load(Ordering::Acquire), Instant::now());
        while self.confirmed.load(Ordering::Acquire) < from + more {
            assert!(begun.elapsed() < PATIENCE, "work stands still");
            std::thread::yield_now();
        }
    }

    /// Every confirmed case is there once, under the number that was confirmed.
    fn holds(&self, confirmed: &BTreeMap<String, String>) {
        let client = self.client(0);
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut address = "/cases?q=nodes&limit=500".to_string();
        loop {
            let page = client.get(&address).json();
            for row in page["rows"].as_array().expect("rows") {
                let text = |name: &str| row[name].as_str().expect("a text").to_string();
                found.entry(text("subject")).or_default().push(text("number"));
            }
            match page["next"].as_str() {
                Some(next) => address = format!("/cases?q=nodes&limit=500&cursor={next}"),
                None => break,
            }
        }
        let once: BTreeMap<_, _> =
            confirmed.iter().map(|(subject, number)| (subject.clone(), vec![number.clone()])).collect();
        assert_eq!(found, once);
    }

    /// Something happens to the nodes while people work.
    async fn under_load(self: Arc<Cluster>, what: impl FnOnce(&Cluster)) {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                let cluster = self.clone();
                std::thread::spawn(move || cluster.work(worker))
            })
            .collect();
        self.goes_on(20);
        what(&self);
        self.ended.store(true, Ordering::Release);
        let confirmed = workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect();
        self.holds(&confirmed);
    }

    async fn close(&self, nodes: [Served; 2]) {
        drop(nodes);
        self.place.remove().await;
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_is_killed_and_the_other_goes_on() {
    let Some((cluster, mut nodes)) = Cluster::open().await else { return };
    cluster
        .clone()
        .under_load(|cluster| {
            nodes[0].server.kill().expect("killed");
            nodes[0].server.wait().expect("gone");
            cluster.goes_on(40);
            // It comes back and takes its part, under another address as it may be.
            nodes[0] = cluster.start(0);
            assert_eq!(cluster.client(0).get("/cases?limit=1").status, 200);
            cluster.goes_on(40);
        })
        .await;
    cluster.close(nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_are_replaced_one_after_the_other() {
    let Some((cluster, mut nodes)) = Cluster::open().await else { return };
    cluster
        .clone()
        .under_load(|cluster| {
            for at in [0, 1] {
                let id = nodes[at].server.id().to_string();
                assert!(std::process::Command::new("kill").arg(id).status().expect("kill runs").success());
                assert!(nodes[at].server.wait().expect("an end").success());
                nodes[at] = cluster.start(at);
                cluster.goes_on(20);
            }
        })
        .await;
    cluster.close(nodes).await;
}
