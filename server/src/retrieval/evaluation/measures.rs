//! What is measured of the answers.

use std::collections::BTreeSet;

use serde::Serialize;

/// Sums over questions; `report` makes means of them.
#[derive(Clone, Debug, Default)]
pub struct Measures {
    recall: f64,
    reciprocal: f64,
    gain: f64,
    seconds: Vec<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The part of the relevant documents (of k, where there are more) that is among the first k.
    pub recall: f64,
    /// One by the place of the first relevant one, nought beyond k.
    pub mrr: f64,
    /// Discounted cumulative gain against the best possible.
    pub ndcg: f64,
    /// Milliseconds.
    pub p50: f64,
    pub p95: f64,
}

fn discount(place: usize) -> f64 {
    1.0 / (place as f64 + 2.0).log2()
}

impl Measures {
    pub fn take(&mut self, found: &[usize], relevant: &BTreeSet<usize>, k: usize, seconds: f64) {
        let hits: Vec<usize> =
            (0..).zip(found.iter().take(k)).filter(|(_, id)| relevant.contains(id)).map(|(at, _)| at).collect();
        let possible = relevant.len().min(k);
        self.recall += hits.len() as f64 / possible.max(1) as f64;
        self.reciprocal += hits.first().map_or(0.0, |first| 1.0 / (*first as f64 + 1.0));
        let best: f64 = (0..possible).map(discount).sum();
        self.gain += hits.into_iter().map(discount).sum::<f64>() / best.max(f64::MIN_POSITIVE);
        self.seconds.push(seconds);
    }

    pub fn report(&self) -> Report {
        let count = self.seconds.len().max(1) as f64;
        let mut seconds = self.seconds.clone();
        seconds.sort_by(f64::total_cmp);
        let share = |percent: usize| {
            let at = (seconds.len() * percent).div_ceil(100).saturating_sub(1);
            seconds.get(at).copied().unwrap_or_default() * 1_000.0
        };
        Report {
            recall: self.recall / count,
            mrr: self.reciprocal / count,
            ndcg: self.gain / count,
            p50: share(50),
            p95: share(95),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_as_defined() {
        let mut measures = Measures::default();
        measures.take(&[7, 1, 8, 2], &BTreeSet::from([1, 2]), 3, 0.001);
        measures.take(&[1], &BTreeSet::from([1]), 3, 0.003);
        let report = measures.report();
        assert_eq!((report.recall, report.mrr), (0.75, 0.75));
        assert!((report.ndcg - (discount(1) / (1.0 + discount(1)) + 1.0) / 2.0).abs() < 1e-12);
        assert_eq!((report.p50, report.p95), (1.0, 3.0));
    }
}
