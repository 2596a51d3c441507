//! `yingda eval-search`: how well a set of questions finds its documents.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use yingda_server::retrieval::evaluation::indexes::{Browser, Server};
use yingda_server::retrieval::evaluation::measures::Report;
use yingda_server::retrieval::evaluation::plain::{Plain, Terms};
use yingda_server::retrieval::evaluation::{Finder, Set, measure};

use super::Failed;

/// Measure how well the server's and the browser's index find documents by questions
///
/// Both indexes are made anew, the server's in a temporary folder. Prints recall, MRR and nDCG among the first K, and how long an
/// answer takes in milliseconds. docs/retrieval.md says more.
#[derive(Args)]
pub struct EvalSearch {
    /// Documents, one JSON object a line: {"id":1,"title":"…","body":"…"}
    #[arg(long, value_name = "FILE")]
    corpus: PathBuf,
    /// Questions, one JSON object a line: {"id":1,"text":"…","relevant":[1]}
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// How many documents of each answer count
    #[arg(long, default_value_t = 10, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=1000))]
    k: u16,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Measure plain BM25 over words, pairs and characters beside them
    #[arg(long)]
    baselines: bool,
}

pub fn run(eval: EvalSearch) -> Result<(), Failed> {
    let set = Set::read(&eval.corpus, &eval.queries).map_err(Failed::Usage)?;
    let folder = std::env::temp_dir().join(format!("yingda-eval-{}", std::process::id()));
    let measured = measured(&eval, &set, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    let reports = measured?;
    match eval.json {
        true => println!("{:#}", document(&eval, &set, &reports)),
        false => print_table(&eval, &set, &reports),
    }
    Ok(())
}

type Reports = Vec<(&'static str, Report)>;

fn measured(eval: &EvalSearch, set: &Set, folder: &std::path::Path) -> Result<Reports, Failed> {
    let k = usize::from(eval.k);
    let report = |finder: &dyn Finder| measure(set, finder, k).map(|measures| measures.report());
    let mut reports = Vec::new();
    if eval.baselines {
        let plain = [("words", Terms::Words), ("pairs", Terms::Pairs), ("words+pairs+characters", Terms::All)];
        for (name, terms) in plain {
            reports.push((name, report(&Plain::over(set, terms))?));
        }
    }
    reports.push(("server", report(&Server::over(set, Some(folder))?)?));
    reports.push(("browser", report(&Browser::over(set)?)?));
    Ok(reports)
}

fn document(eval: &EvalSearch, set: &Set, reports: &Reports) -> serde_json::Value {
    let indexes: serde_json::Map<String, serde_json::Value> =
        reports.iter().map(|(name, report)| ((*name).to_string(), json!(report))).collect();
    json!({"documents": set.documents.len(), "queries": set.queries.len(), "k": eval.k, "indexes": indexes})
}

fn print_table(eval: &EvalSearch, set: &Set, reports: &Reports) {
    println!("{} documents, {} questions", set.documents.len(), set.queries.len());
    let k = eval.k;
    println!(
        "{:<24}{:>12}{:>12}{:>12}{:>10}{:>10}",
        "index",
        format!("recall@{k}"),
        format!("MRR@{k}"),
        format!("nDCG@{k}"),
        "p50 ms",
        "p95 ms"
    );
    for (name, report) in reports {
        let Report { recall, mrr, ndcg, p50, p95 } = report;
        println!("{name:<24}{recall:>12.4}{mrr:>12.4}{ndcg:>12.4}{p50:>10.2}{p95:>10.2}");
    }
}
