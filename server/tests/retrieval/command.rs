//! `yingda eval-search` as it is run.

use std::path::Path;
use std::process::{Command, Output};

use super::{SET, fixture};

fn eval(corpus: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yingda"));
    command.arg("eval-search").arg("--corpus").arg(corpus).arg("--queries").arg(fixture("questions.jsonl"));
    command.args(more).output().expect("the program runs")
}

#[test]
fn it_prints_what_it_measured() {
    let printed = eval(&fixture("articles.jsonl"), &["--k", "5", "--json", "--baselines"]);
    assert!(printed.status.success(), "{printed:?}");
    let report: serde_json::Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!((report["documents"].as_u64(), report["k"].as_u64()), (Some(SET.documents.len() as u64), Some(5)));
    for index in ["server", "browser", "words", "pairs", "words+pairs+characters"] {
        for measure in ["recall", "mrr", "ndcg"] {
            let value = report["indexes"][index][measure].as_f64();
            assert!(value.is_some_and(|value| value > 0.3 && value < 1.0), "{index} {measure} {value:?}");
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_ends_it() {
    let refused = eval(&fixture("questions.jsonl").with_file_name("nothing.jsonl"), &[]);
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr).to_string();
    assert!(told.starts_with("yingda: ") && told.contains("nothing.jsonl"), "{told}");
}
