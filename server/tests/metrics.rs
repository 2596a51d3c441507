//! Figures for a collector on this machine.

use crate::both;
use crate::support::{Ask, Desk};

both!(figures_are_told_here_and_nowhere_else);

/// The value of a line.
fn value(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|told| told.strip_prefix(line)?.strip_prefix(' '));
    found.and_then(|value| value.parse().ok()).unwrap_or_else(|| panic!("no {line} in\n{text}"))
}

async fn figures_are_told_here_and_nowhere_else(desk: Desk) {
    let asked = |ask: Ask| desk.http(ask);
    assert_eq!(asked(Ask::get("//metrics")).await.status, 404);
    assert_eq!(asked(Ask::get("//metrics").here().header("x-forwarded-for", "192.0.2.1")).await.status, 404);
    desk.submitted("anna", "打印机卡纸").await;
    let text = String::from_utf8(asked(Ask::get("//metrics").here()).await.bytes).expect("text");
    assert_eq!(value(&text, "yingda_database_up"), 1.0);
    assert_eq!(value(&text, "yingda_feed_position"), desk.head().await as f64);
    assert!(value(&text, "yingda_writer_waiting") >= 0.0 && value(&text, "yingda_live_channels") >= 0.0);
    assert!(value(&text, "yingda_http_responses_total{class=\"4xx\"}") >= 2.0);
    // Classes of a histogram contain those before them.
    let buckets: Vec<f64> = text
        .lines()
        .filter(|line| line.starts_with("yingda_http_response_seconds_bucket"))
        .map(|line| line.rsplit(' ').next().and_then(|value| value.parse().ok()).expect("a number"))
        .collect();
    assert!(buckets.len() == 10 && buckets.is_sorted(), "{buckets:?}");
    assert_eq!(value(&text, "yingda_http_response_seconds_count"), buckets[9]);
    // Each figure says what it is.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap_or_default();
        let base = ["_bucket", "_sum", "_count"].iter().fold(name, |name, end| name.trim_end_matches(end));
        assert!(text.contains(&format!("# TYPE {base} ")), "{line}");
    }
}
