//! The time engine: by itself, and a million lines through `yingda clock`.

use crate::step::{Outcome, step};
use crate::{cache, command};
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

const LINES: u64 = 1_000_000;
const CALENDAR: &str = r#"{"zone":"Asia/Shanghai","week":{
    "mon":[["09:00","12:00"],["13:00","18:00"]],"tue":[["09:00","12:00"],["13:00","18:00"]],
    "wed":[["09:00","12:00"],["13:00","18:00"]],"thu":[["09:00","12:00"],["13:00","18:00"]],
    "fri":[["09:00","12:00"],["13:00","18:00"]]},"days":{"2026-10-10":[["09:00","12:00"]]}}"#;

/// The engine's nanoseconds (`server/examples/clock.rs`), then the program with its reading and writing.
pub fn clock(binary: &Path) -> Outcome {
    let mut cargo = command::cargo(&cache::folder("native")?);
    cargo.args(["run", "--quiet", "--release", "--package", "yingda-server", "--example", "clock"]);
    step("bench of the time engine", || command::run(&mut cargo))?;
    let folder = std::env::temp_dir().join(format!("yingda-bench-clock-{}", std::process::id()));
    let failed = |error: std::io::Error| format!("cannot use {}: {error}", folder.display());
    std::fs::create_dir_all(&folder).map_err(failed)?;
    let (calendar, questions) = (folder.join("calendar.json"), folder.join("questions.jsonl"));
    std::fs::write(&calendar, CALENDAR).map_err(failed)?;
    std::fs::write(&questions, lines(LINES)).map_err(failed)?;
    let mut seconds = Vec::new();
    for _ in 0..5 {
        let mut program = command::program(binary);
        program.args(["clock", "--holidays", "cn", "--calendar"]).arg(&calendar);
        program.stdin(File::open(&questions).map_err(failed)?).stdout(Stdio::null());
        let begun = Instant::now();
        command::run(&mut program)?;
        seconds.push(begun.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!(
        "| a million lines of `yingda clock`, median of five | {:.2} s ({:.2} to {:.2}) |",
        seconds[2], seconds[0], seconds[4]
    );
    std::fs::remove_dir_all(&folder).map_err(failed)
}

/// Questions over ten years, half of each kind, one in four with pauses.
fn lines(count: u64) -> String {
    let mut text = String::new();
    let mut state = 1_u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    for id in 0..count {
        let (year, month, day) = (2020 + below(10), 1 + below(12), 1 + below(24));
        let (hour, minute, second) = (below(24), below(60), below(60));
        let at = |days: u64| {
            let day = day + days;
            format!("\"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00\"")
        };
        // Writing to a text cannot fail.
        let _ = match id % 4 {
            0 | 2 => writeln!(text, r#"{{"id":{id},"op":"between","from":{},"to":{}}}"#, at(0), at(4)),
            1 => writeln!(text, r#"{{"id":{id},"op":"due","start":{},"minutes":{}}}"#, at(0), 15 + below(2_400)),
            _ => {
                let pauses = format!("[[{},{}],[{},{}]]", at(1), at(2), at(3), at(4));
                writeln!(text, r#"{{"id":{id},"op":"due","start":{},"minutes":480,"pauses":{pauses}}}"#, at(0))
            }
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_questions_of_both_kinds() {
        let text = lines(400);
        let has = |word: &str| text.lines().filter(|line| line.contains(word)).count();
        assert_eq!([has("\"between\""), has("\"due\""), has("\"pauses\"")], [200, 200, 100]);
        assert!(text.lines().all(|line| !line.contains("-29T") && line.starts_with('{') && line.ends_with('}')));
    }
}
