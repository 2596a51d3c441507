//! The program as an operator meets it: its exit codes, what it leaves alone, how it ends.

mod audit;
mod client;
mod drill;
#[cfg(feature = "pages")]
pub mod forms;
mod kill;
mod nodes;
mod supervisor;
mod tables;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use yingda_shared::kernel::id::Uuid;

/// A folder of its own that does not exist yet.
fn nowhere() -> PathBuf {
    std::env::temp_dir().join(format!("yingda-binary-{}", Uuid::now_v7()))
}

fn yingda(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yingda"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("YINGDA_")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).trim().to_string())
}

/// A server under way. It does not outlive whoever looks at it.
struct Served {
    server: Child,
    address: String,
    /// Kept open: whoever writes to nobody ends.
    _output: BufReader<ChildStdout>,
}

impl Drop for Served {
    fn drop(&mut self) {
        // Gone already is fine.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Served {
    fn at(data: &str) -> Served {
        Served::with(&mut yingda(&["serve", "--listen", "127.0.0.1:0", "--data", data]))
    }

    /// A server of this command line, once it tells where it serves.
    fn with(command: &mut Command) -> Served {
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a server");
        let mut output = BufReader::new(server.stdout.take().expect("its output"));
        let mut first = String::new();
        output.read_line(&mut first).expect("a line");
        let address = first.rsplit("http://").next().expect("an address").trim().to_string();
        Served { server, address, _output: output }
    }
}

#[test]
fn bad_configuration_is_one_line_exit_2_and_nothing_touched() {
    let data = nowhere();
    let place = data.display().to_string();
    for wrong in [
        ["--listen", "here"],
        ["--database", "mysql://x"],
        ["--public-url", "http://desk.example.com"],
        ["--offset", "99999"],
        ["--listen", "0.0.0.0:0"],
        ["--config", "/no/such/file.toml"],
    ] {
        let output = yingda(&["serve", "--data", &place]).args(wrong).output().expect("the program runs");
        let (code, line) = told(&output);
        assert_eq!((code, line.lines().count()), (Some(2), 1), "{wrong:?}: {line}");
        assert!(!data.exists(), "{wrong:?} made a folder");
    }
}

#[test]
fn flags_go_before_the_environment_and_the_environment_before_the_file() {
    let folder = nowhere();
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("yingda.toml");
    std::fs::write(&file, "listen = \"of the file\"\noffset = 0\n").expect("a file");
    let file = file.display().to_string();
    let line = |arguments: &[&str], variable: Option<&str>| {
        let mut command = yingda(&["serve", "--config", &file]);
        command.args(arguments);
        if let Some(value) = variable {
            command.env("YINGDA_LISTEN", value);
        }
        told(&command.output().expect("the program runs")).1
    };
    assert!(line(&[], None).contains("of the file"));
    assert!(line(&[], Some("of the environment")).contains("of the environment"));
    assert!(line(&["--listen", "of a flag"], Some("of the environment")).contains("of a flag"));
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
fn looking_after_a_desk_that_is_not_there_makes_none() {
    let (data, copy) = (nowhere(), nowhere());
    let (place, to) = (data.display().to_string(), copy.display().to_string());
    let output = yingda(&["backup", "--data", &place, &to]).output().expect("the program runs");
    assert_eq!(told(&output).0, Some(2), "{output:?}");
    let output = yingda(&["doctor", "--data", &place]).output().expect("the program runs");
    assert_eq!(told(&output).0, Some(1), "{output:?}");
    assert!(!data.exists() && !copy.exists());
}

#[test]
fn a_copy_is_a_desk_again_and_sigterm_ends_open_channels() {
    let (data, copy) = (nowhere(), nowhere());
    let (place, to) = (data.display().to_string(), copy.display().to_string());
    let seeded = yingda(&["migrate", "--data", &place]).output().expect("the program runs");
    assert!(seeded.status.success(), "{seeded:?}");
    let mut served = Served::at(&place);
    let address = served.address.clone();
    // A channel that says nothing, kept open through the end.
    let mut channel = TcpStream::connect(&address).expect("a connection");
    write!(channel, "GET /api/v1/live HTTP/1.1\r\nHost: {address}\r\nCookie: yingda=x\r\n\r\n").expect("a request");
    let mut head = [0; 12];
    channel.read_exact(&mut head).expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 200");

    let output = yingda(&["backup", "--data", &place, &to]).output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    let output = yingda(&["doctor", "--data", &to]).output().expect("the program runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("integrity: sound"), "{output:?}");

    // It takes no desk's place; where none is, it begins a new life.
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let epoch = |data: &std::path::Path| {
        let url = format!("sqlite:{}", data.join("yingda.sqlite").display());
        runtime.block_on(async {
            let database = yingda_server::db::Database::existing(&url).await.expect("a database");
            let epoch = yingda_server::db::feed::epoch(&mut database.reader().await.expect("a reader")).await;
            database.close().await;
            epoch.expect("an epoch")
        })
    };
    let onto = yingda(&["restore", "--data", &place, &to]).output().expect("the program runs");
    assert_eq!(told(&onto).0, Some(2), "{onto:?}");
    let fresh = nowhere();
    let output = yingda(&["restore", "--data", &fresh.display().to_string(), &to]).output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    assert!(epoch(&fresh) > epoch(&copy), "devices hear that the rows were set back");
    let _ = std::fs::remove_dir_all(fresh);

    let ended = Command::new("kill").arg(served.server.id().to_string()).status().expect("kill runs");
    assert!(ended.success());
    assert!(served.server.wait().expect("an end").success());
    let mut rest = Vec::new();
    assert!(channel.read_to_end(&mut rest).is_ok(), "the channel was ended, not cut");
    for folder in [data, copy] {
        let _ = std::fs::remove_dir_all(folder);
    }
}
