//! A program that calls the API: one connection for each request, a token, JSON.

use std::io::{Error, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

#[derive(Clone)]
pub struct Client {
    pub address: String,
    token: String,
}

pub struct Answer {
    pub status: u16,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{} {}: {error}", self.status, self.body))
    }
}

impl Client {
    pub fn new(address: &str, token: &str) -> Client {
        Client { address: address.into(), token: token.into() }
    }

    /// `path` is below `/api/v1` unless it begins with `//`. An error means that nobody knows what became of the request.
    pub fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<Answer, Error> {
        let mut stream = TcpStream::connect(&self.address)?;
        let path = path.strip_prefix("//").map_or(format!("/api/v1{path}"), |rest| format!("/{rest}"));
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: desk\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n{headers}\r\n",
            self.token,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let broken = || Error::other("no whole answer");
        let edge = answer.windows(4).position(|part| part == b"\r\n\r\n").ok_or_else(broken)?;
        let head = String::from_utf8_lossy(&answer[..edge]).to_lowercase();
        let bytes = answer[edge + 4..].to_vec();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
        if length.is_some_and(|length| length != bytes.len()) {
            return Err(broken());
        }
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
        Ok(Answer { status, body: String::from_utf8_lossy(&bytes).into_owned(), bytes })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", b"").unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    pub fn post(&self, path: &str, json: &Value) -> Answer {
        self.send("POST", path, "Content-Type: application/json\r\n", json.to_string().as_bytes())
            .unwrap_or_else(|error| panic!("POST {path}: {error}"))
    }

    /// The facts of a file.
    pub fn upload(&self, name: &str, bytes: &[u8]) -> Value {
        let kind = "Content-Type: application/octet-stream\r\n";
        self.send("POST", &format!("/files?name={name}"), kind, bytes).expect("an answer").json()
    }
}
