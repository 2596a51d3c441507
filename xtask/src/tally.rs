//! Counting: one number of passed, failed and skipped over test runners with their own summaries.

use std::fmt;

#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Tests that returned early for want of data count as passed for their runner, not for us.
    pub fn move_to_skipped(&mut self, count: u64) {
        let count = count.min(self.passed);
        self.passed -= count;
        self.skipped += count;
    }

    /// One `test result: ok. 3 passed; 0 failed; 1 ignored; …` line of cargo test.
    pub fn of_cargo_line(line: &str) -> Option<Self> {
        let rest = line.trim().strip_prefix("test result: ")?;
        let number = |word: &str| {
            rest.split([';', '.']).find_map(|part| {
                let count = part.trim().strip_suffix(word)?;
                count.trim().parse().ok()
            })
        };
        Some(Self { passed: number("passed")?, failed: number("failed")?, skipped: number("ignored")? })
    }

    /// The `stats` at the end of Playwright's JSON report.
    pub fn of_playwright(report: &str) -> Option<Self> {
        let stats = &report[report.rfind("\"stats\"")?..];
        let number = |word: &str| -> Option<u64> {
            let (_, rest) = stats.split_once(&format!("\"{word}\":"))?;
            let rest = rest.trim_start();
            let end = rest.find(|c: char| !c.is_ascii_digit())?;
            rest[..end].parse().ok()
        };
        Some(Self {
            passed: number("expected")?,
            failed: number("unexpected")? + number("flaky")?,
            skipped: number("skipped")?,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, skipped } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_summaries_are_read() {
        let line = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.10s";
        let read = Tally::of_cargo_line(line).expect("a summary");
        assert_eq!(read.to_string(), "12 passed, 1 failed, 2 skipped");
        let report =
            r#"{"suites": [], "stats": {"startTime": "x", "expected": 4, "skipped": 1, "unexpected": 2, "flaky": 1}}"#;
        let read = Tally::of_playwright(report).expect("a summary");
        assert_eq!(read.to_string(), "4 passed, 3 failed, 1 skipped");
    }

    #[test]
    fn other_lines_are_no_summary() {
        assert_eq!(Tally::of_cargo_line("test result of mine"), None);
        assert_eq!(Tally::of_playwright("{}"), None);
    }
}
