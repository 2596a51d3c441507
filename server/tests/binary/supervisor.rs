//! What a supervisor hears of the program.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{nowhere, yingda};

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the program tells how it is doing.
struct Ear(UnixDatagram);

impl Ear {
    /// Hears until a message has this line; answers the whole of it.
    fn until(&self, line: &str) -> String {
        let mut bytes = [0; 4096];
        loop {
            let length = self.0.recv(&mut bytes).unwrap_or_else(|error| panic!("{line} was not heard: {error}"));
            let text = String::from_utf8_lossy(&bytes[..length]).into_owned();
            if text.lines().any(|heard| heard == line) {
                return text;
            }
        }
    }
}

#[test]
fn a_supervisor_hears_that_it_is_ready_alive_and_ending() {
    let data = nowhere();
    std::fs::create_dir_all(&data).expect("a folder");
    let place = data.join("notify");
    let ear = Ear(UnixDatagram::bind(&place).expect("a socket"));
    ear.0.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let mut server = yingda(&["serve", "--listen", "127.0.0.1:0", "--data", &data.join("desk").display().to_string()])
        .env("NOTIFY_SOCKET", &place)
        .env("WATCHDOG_USEC", "400000")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server");
    let ready = ear.until("READY=1");
    // Ready means that it answers: the address is in its status.
    let address =
        ready.lines().find_map(|line| line.strip_prefix("STATUS=")).and_then(|line| line.rsplit("http://").next());
    let mut stream = TcpStream::connect(address.expect("an address")).expect("a connection");
    stream.write_all(b"GET /readyz HTTP/1.0\r\nHost: desk\r\n\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.0 200") || answer.starts_with("HTTP/1.1 200"), "{answer}");
    ear.until("WATCHDOG=1");
    ear.until("WATCHDOG=1");
    assert!(Command::new("kill").arg(server.id().to_string()).status().expect("kill runs").success());
    ear.until("STOPPING=1");
    assert!(server.wait().expect("an end").success());
    let _ = std::fs::remove_dir_all(data);
}

#[test]
fn a_wrong_configuration_is_never_ready() {
    let data = nowhere();
    std::fs::create_dir_all(&data).expect("a folder");
    let place = data.join("notify");
    let ear = UnixDatagram::bind(&place).expect("a socket");
    ear.set_nonblocking(true).expect("a socket");
    let output =
        yingda(&["serve", "--listen", "here"]).env("NOTIFY_SOCKET", &place).output().expect("the program runs");
    // The unit does not try again after this code.
    assert_eq!(output.status.code(), Some(2));
    assert!(ear.recv(&mut [0; 64]).is_err(), "something was said");
    let _ = std::fs::remove_dir_all(data);
}
