//! Somebody who opens cases, comments on them and changes them, and knows what they were answered. What
//! was sent and not answered is in doubt, until the same is sent again under the same key.

use std::sync::atomic::Ordering;
use std::time::Instant;

use serde_json::json;
use yingda_shared::kernel::id::Uuid;

use super::super::client::{Answer, Client};
use super::{Counts, PATIENCE};
use crate::support::Dice;

/// Cases that a hand goes on with, and writes to one of them: all of it is on the first page of the case.
const ON_THE_DESK: usize = 8;
const WRITES_MAX: usize = 40;

/// A case as its hand was answered.
struct Known {
    id: String,
    number: String,
    rv: i64,
    subject: String,
    comments: Vec<String>,
    writes: usize,
}

#[derive(Clone)]
enum Doing {
    Open { subject: String },
    Comment { at: usize, text: String },
    Edit { at: usize, subject: String, base: i64 },
}

pub struct Hand {
    name: String,
    dice: Dice,
    cases: Vec<Known>,
    /// The first case that was not looked at since it was written to.
    fresh: usize,
    doubt: Option<(Uuid, Doing)>,
    turns: usize,
}

impl Hand {
    pub fn of(n: usize, seed: u64) -> Hand {
        let dice = Dice::of(seed.wrapping_mul(1_000).wrapping_add(n as u64));
        Hand { name: format!("kill-{n}"), dice, cases: Vec::new(), fresh: 0, doubt: None, turns: 0 }
    }

    pub fn is_in_doubt(&self) -> bool {
        self.doubt.is_some()
    }

    pub fn numbers(&self) -> impl Iterator<Item = String> {
        self.cases.iter().map(|case| case.number.clone())
    }

    /// Writes until it is over; what is in doubt comes first.
    pub fn work(&mut self, client: &Client, shared: &Counts) {
        while !shared.over.load(Ordering::Acquire) {
            let count = if self.step(client) { &shared.answered } else { &shared.refused };
            count.fetch_add(1, Ordering::Release);
        }
    }

    /// Sends what is in doubt until it is answered.
    pub fn settle(&mut self, client: &Client) {
        let begun = Instant::now();
        while self.is_in_doubt() {
            assert!(begun.elapsed() < PATIENCE, "{} is never answered", self.name);
            self.step(client);
        }
    }

    /// One try of one write; whether it was answered as done.
    fn step(&mut self, client: &Client) -> bool {
        let (key, doing) = self.doubt.take().unwrap_or_else(|| (Uuid::now_v7(), self.next()));
        let (path, body) = match &doing {
            Doing::Open { subject } => ("/cases".to_string(), json!({ "subject": subject })),
            Doing::Comment { at, text } => (format!("/cases/{}/comments", self.cases[*at].id), json!({ "text": text })),
            Doing::Edit { at, subject, base } => {
                (format!("/cases/{}/edit", self.cases[*at].id), json!({ "base": base, "subject": subject }))
            }
        };
        let headers = format!("Content-Type: application/json\r\nIdempotency-Key: {key}\r\n");
        match client.send("POST", &path, &headers, body.to_string().as_bytes()) {
            Ok(answer) if answer.status == 200 => {
                self.note(doing, &answer);
                true
            }
            // Not now: the same again, later.
            Ok(answer) => {
                assert_eq!(answer.status, 503, "{}: {}", self.name, answer.body);
                self.doubt = Some((key, doing));
                std::thread::sleep(std::time::Duration::from_millis(5));
                false
            }
            Err(_) => {
                self.doubt = Some((key, doing));
                std::thread::yield_now();
                false
            }
        }
    }

    fn next(&mut self) -> Doing {
        self.turns += 1;
        let text = format!("{} turn {}.", self.name, self.turns);
        let from = self.cases.len().saturating_sub(ON_THE_DESK);
        let at = from + self.dice.below((self.cases.len() - from).max(1));
        let open = self.cases.get(at).is_none_or(|case| case.writes >= WRITES_MAX) || self.dice.one_in(3);
        match (open, self.dice.one_in(3)) {
            (true, _) => Doing::Open { subject: text },
            (false, true) => Doing::Edit { at, subject: text, base: self.cases[at].rv },
            (false, false) => Doing::Comment { at, text },
        }
    }

    fn note(&mut self, doing: Doing, answer: &Answer) {
        let told = answer.json();
        let text = |name: &str| told[name].as_str().expect("a text").to_string();
        let rv = told["rv"].as_i64().expect("a version");
        let at = match doing {
            Doing::Open { subject } => {
                let (id, number) = (text("id"), text("number"));
                self.cases.push(Known { id, number, rv, subject, comments: Vec::new(), writes: 0 });
                self.cases.len() - 1
            }
            Doing::Comment { at, text } => {
                self.cases[at].comments.push(text);
                at
            }
            Doing::Edit { at, subject, .. } => {
                self.cases[at].subject = subject;
                at
            }
        };
        let case = &mut self.cases[at];
        (case.rv, case.writes) = (rv, case.writes + 1);
        self.fresh = self.fresh.min(at);
    }

    /// Reads back what was written since the last look.
    pub fn look(&mut self, client: &Client) {
        for at in self.fresh..self.cases.len() {
            self.look_at(client, at);
        }
        self.fresh = self.cases.len();
    }

    pub fn look_at_all(&mut self, client: &Client) {
        self.fresh = 0;
        self.look(client);
    }

    /// A case is as its hand was answered, but for the one write that is in doubt: that is there or not.
    fn look_at(&self, client: &Client, at: usize) {
        let known = &self.cases[at];
        let seen = client.get(&format!("/cases/{}", known.id)).json();
        assert_eq!(seen["case"]["number"], known.number.as_str(), "{}", known.id);
        let doubt = self.doubt.as_ref().map(|(_, doing)| doing);
        let subject = seen["case"]["subject"].as_str().expect("a subject");
        let maybe =
            matches!(doubt, Some(Doing::Edit { at: there, subject: new, .. }) if *there == at && new == subject);
        assert!(subject == known.subject || maybe, "{}: {subject} and not {}", known.number, known.subject);
        let entries = seen["timeline"].as_array().expect("a timeline").iter();
        let mut said: Vec<&str> = entries.filter_map(|entry| entry["text"].as_str()).collect();
        if let Some(Doing::Comment { at: there, text }) = doubt
            && *there == at
            && said.last() == Some(&text.as_str())
        {
            said.pop();
        }
        assert_eq!(said, known.comments, "{}: each comment once, in its order", known.number);
    }
}
