//! `yingda clock`: what its lines may be, and what becomes of those that are none.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;
use yingda_server::calendar::file;
use yingda_server::calendar::lines::LINE_MAX;

use super::{answers, calendar};

const CALENDAR: &str = r#"{"zone":"Asia/Shanghai","week":{
    "mon":[["09:00","12:00"],["13:00","18:00"]],"tue":[["09:00","12:00"],["13:00","18:00"]]},"days":{"2026-06-09":[]}}"#;

fn one(line: &str) -> String {
    let answers = answers(&calendar(CALENDAR), line);
    assert_eq!(answers.len(), 1, "{line}: {answers:?}");
    answers.into_iter().next().expect("an answer")
}

#[test]
fn questions_are_answered_in_order_with_their_ids_as_they_were() {
    let lines = [
        r#"{"id":1,"op":"due","start":"2026-06-08T16:00:00+08:00","minutes":180}"#,
        r#"{"op":"between","from":"2026-06-08T08:30:00Z","to":"2026-06-08T08:32:06Z","id":{"b": [1, 2.50],"a":null}}"#,
        "",
        "  \r",
        r#"{"id":"第三","op":"due","start":"2026-06-08T09:00:00+08:00","minutes":0.5,"pauses":[["2026-06-08T09:00:10+08:00","2026-06-08T09:01:10.250+08:00"]]}"#,
        r#"{"op":"open","at":"2026-06-08T12:00:00+08:00"}"#,
        r#"{"id":-1e5,"op":"open","at":"2026-06-08T11:59:59.999+08:00"}"#,
        r#"{"id":[],"op":"between","from":"2026-06-08T00:00:00Z","to":"2026-06-22T00:00:00Z","pauses":[["2026-06-15T00:00:00Z",null]]}"#,
    ];
    let said = answers(&calendar(CALENDAR), &lines.join("\n"));
    let expected = [
        r#"{"id":1,"due":"2026-06-15T10:00:00+08:00"}"#,
        r#"{"id":{"b": [1, 2.50],"a":null},"minutes":2.1}"#,
        r#"{"id":"第三","due":"2026-06-08T09:01:30.250+08:00"}"#,
        r#"{"id":null,"open":false,"opens":"2026-06-08T13:00:00+08:00"}"#,
        r#"{"id":-1e5,"open":true,"opens":"2026-06-08T11:59:59.999+08:00"}"#,
        r#"{"id":[],"minutes":480}"#,
    ];
    assert_eq!(said, expected);
}

#[test]
fn pauses_may_come_in_any_order_and_over_each_other() {
    let asked = |pauses: &str| {
        one(&format!(r#"{{"id":1,"op":"due","start":"2026-06-08T09:00:00+08:00","minutes":60,"pauses":{pauses}}}"#))
    };
    let at = |time: &str| format!(r#"{{"id":1,"due":"2026-06-08T{time}:00+08:00"}}"#);
    let time = |hour: &str| format!("\"2026-06-08T{hour}:00+08:00\"");
    let pause = |from: &str, to: &str| format!("[{},{}]", time(from), time(to));
    assert_eq!(asked("[]"), at("10:00"));
    assert_eq!(asked("null"), at("10:00"));
    assert_eq!(asked(&format!("[{},{}]", pause("09:40", "09:50"), pause("09:10", "09:20"))), at("10:20"));
    assert_eq!(asked(&format!("[{},{}]", pause("09:10", "09:40"), pause("09:20", "09:30"))), at("10:30"));
    assert_eq!(asked(&format!("[{}]", pause("07:00", "08:00"))), at("10:00"), "before the start");
    assert_eq!(asked(&format!("[{}]", pause("07:00", "09:30"))), at("10:30"), "over the start");
    assert_eq!(asked(&format!("[{}]", pause("09:30", "13:00"))), at("13:30"), "into closed time");
    assert_eq!(asked(&format!("[{}]", pause("10:00", "11:00"))), at("10:00"), "from the end on");
    assert_eq!(asked(&format!("[{}]", pause("09:30", "09:30"))), at("10:00"), "of no length");
    assert_eq!(asked(&format!("[[{},null]]", time("10:00"))), at("10:00"), "without an end, afterwards");
    let error = |pauses: &str| serde_json::from_str::<Value>(&asked(pauses)).expect("JSON")["error"].to_string();
    assert_eq!(error(&format!("[[{},null]]", time("09:59"))), "\"a pause without an end comes before it\"");
    assert_eq!(error(&format!("[{}]", pause("09:30", "09:29"))), "\"a pause ends before it begins\"");
    assert!(error(r#"[["2026-06-08T09:30:00+08:00"]]"#).contains("invalid length 1"));
}

#[test]
fn a_bad_line_is_its_own_answer_and_the_rest_goes_on() {
    let good = r#"{"id":7,"op":"due","start":"2026-06-08T09:00:00+08:00","minutes":1}"#;
    for (bad, id, why) in [
        ("nonsense", "null", "expected ident at column 2"),
        (r#"{"id":1"#, "null", "EOF"),
        ("[]", "null", "invalid length 0"),
        ("17", "null", "invalid type"),
        ("{}", "null", "missing field `op`"),
        (r#"{"id":1}"#, "1", "missing field `op`"),
        (r#"{"id":1,"op":"undo"}"#, "1", "unknown variant `undo`"),
        (r#"{"id":1,"op":"due"}"#, "1", "due takes start and minutes"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z"}"#, "1", "due takes start and minutes"),
        (r#"{"id":1,"op":"between","from":"2026-06-08T09:00:00Z"}"#, "1", "between takes from and to"),
        (r#"{"id":1,"op":"open"}"#, "1", "open takes at"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00","minutes":1}"#, "1", "a time of RFC 3339"),
        (r#"{"id":1,"op":"due","start":"2026-06-31T09:00:00Z","minutes":1}"#, "1", "a time of RFC 3339"),
        (r#"{"id":1,"op":"due","start":17,"minutes":1}"#, "1", "a time of RFC 3339"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z","minutes":-1}"#, "1", "minutes are 0 or more"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z","minutes":-1e-9}"#, "1", "minutes are 0 or more"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z","minutes":NaN}"#, "null", "expected value"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z","minutes":1e999}"#, "1", "number out of range"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z","minutes":"1"}"#, "1", "invalid type: string"),
        (r#"{"id":1,"op":"due","start":"2026-06-08T09:00:00Z","minutes":1,"pause":[]}"#, "1", "unknown field `pause`"),
        (r#"{"id":1,"id":2,"op":"open","at":"2026-06-08T09:00:00Z"}"#, "null", "duplicate field `id`"),
        (
            r#"{"id":1,"op":"between","from":"2026-06-08T09:00:00Z","to":"2026-06-08T08:59:59Z"}"#,
            "1",
            "to lies before from",
        ),
    ] {
        let said = answers(&calendar(CALENDAR), &format!("{good}\n{bad}\n{good}"));
        let answer: Value = serde_json::from_str(&said[1]).unwrap_or_else(|error| panic!("{}: {error}", said[1]));
        let error = answer["error"].as_str().unwrap_or_default();
        let called: Value = serde_json::from_str(id).expect("JSON");
        assert!(answer["id"] == called && error.contains(why), "{bad}: {answer}");
        assert!(!error.contains("line 1"), "{error}");
        assert_eq!((said.len(), &said[0]), (3, &said[2]), "{bad}");
    }
}

#[test]
fn lines_that_are_too_long_and_no_text_are_told_apart() {
    let good = r#"{"id":7,"op":"due","start":"2026-06-08T09:00:00+08:00","minutes":1}"#;
    let long = format!(r#"{{"id":"{}","op":"open","at":"2026-06-08T09:00:00Z"}}"#, "x".repeat(LINE_MAX as usize));
    let fits = format!(r#"{{"id":"{}","op":"open","at":"2026-06-08T09:00:00Z"}}"#, "x".repeat(LINE_MAX as usize / 2));
    let said = answers(&calendar(CALENDAR), &format!("\u{feff}{good}\n{long}\n{fits}\n{long}"));
    assert_eq!(said.len(), 4);
    assert!(said[0].contains("\"due\"") && said[2].contains("\"opens\""), "{}", said[0]);
    assert!(said[1] == said[3] && said[1].contains("longer than 1 MiB"), "{}", said[1]);
    let mut output = Vec::new();
    let bytes = [b"{\"id\":\"\xff\"}\n".as_slice(), b"\0\0\n", good.as_bytes(), b"\r\n"].concat();
    yingda_server::calendar::lines::answer_all(&calendar(CALENDAR), &bytes[..], &mut output).expect("memory");
    let said = String::from_utf8(output).expect("answers are UTF-8");
    assert_eq!(said.lines().filter(|line| line.contains("error")).count(), 2, "{said}");
    let deep = format!("{}{}", r#"{"op":"open","id":"#, "[".repeat(500_000));
    assert!(one(&deep).contains("error"), "depth is no way to fell it");
}

#[test]
fn calendars_say_what_is_wrong_with_them() {
    for (json, why) in [
        ("", "EOF"),
        (r#"{"zone":"Mars/Olympus","week":{}}"#, "/zone: There is no such time zone"),
        (
            r#"{"zone":"Asia/Shanghai","week":{"mon":[["09:00","12:00"],["11:00","13:00"]]}}"#,
            "/week/mon/1: This shift begins before",
        ),
        (r#"{"zone":"","week":{},"days":{"3000-01-01":[]}}"#, "/zone: Required; /days/3000-01-01: Days lie between"),
        (r#"{"zone":"UTC","week":{"mon":[["9","12"]]}}"#, "is no time of day"),
    ] {
        let told = file::read(json.as_bytes()).expect_err(json);
        assert!(told.contains(why), "{json}: {told}");
    }
    assert!(file::read("\u{feff}{\"zone\":\"asia/shanghai\",\"week\":{}}".as_bytes()).is_ok());
}

#[test]
fn the_program_answers_while_it_is_asked_and_tells_of_bad_files() {
    let folder = std::env::temp_dir().join(format!("yingda-clock-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("a file");
        folder.join(name).display().to_string()
    };
    let (sound, bad) = (path("sound.json", CALENDAR), path("bad.json", "{}"));
    let csv = path("days.csv", "date,off\n2026-06-08,yes\n");
    let program = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_yingda"));
        command.arg("clock").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program runs")
    };
    let mut asked = program(&["--calendar", &sound, "--holidays", "cn", "--holidays", &csv]);
    let (mut questions, answers) = (asked.stdin.take().expect("a way in"), asked.stdout.take().expect("a way out"));
    let mut answers = std::io::BufRead::lines(std::io::BufReader::new(answers));
    // 8 June is off by the file, the 9th by the calendar: the next Monday is the 15th.
    for (id, minutes) in [(1, 30), (2, 90)] {
        let line = format!(r#"{{"id":{id},"op":"due","start":"2026-06-08T09:00:00+08:00","minutes":{minutes}}}"#);
        writeln!(questions, "{line}").expect("a question");
        let answer = answers.next().expect("an answer").expect("text");
        let expected = if id == 1 { "09:30" } else { "10:30" };
        assert_eq!(answer, format!(r#"{{"id":{id},"due":"2026-06-15T{expected}:00+08:00"}}"#));
    }
    drop(questions);
    assert!(answers.next().is_none() && asked.wait().expect("an end").success());
    for (arguments, why) in [
        (vec!["--calendar", &bad], "missing field `zone`"),
        (vec!["--calendar", "/no/such/file"], "cannot read /no/such/file"),
        (vec!["--calendar", &sound, "--holidays", &bad], "missing field `days`"),
        (vec!["--calendar", &sound, "--holidays", "/no/such/file"], "cannot read /no/such/file"),
    ] {
        let output = program(&arguments).wait_with_output().expect("an end");
        let told = String::from_utf8_lossy(&output.stderr).trim().to_string();
        assert!(output.status.code() == Some(2) && told.lines().count() == 1 && told.contains(why), "{told}");
    }
    std::fs::remove_dir_all(folder).expect("the folder goes");
}
