//! How well documents are found: a set of questions with their right answers, asked of both indexes and of plain
//! rankings to compare with. `yingda eval-search` prints it.

pub mod indexes;
pub mod measures;
pub mod plain;
pub mod set;

use std::time::Instant;

pub use measures::Measures;
pub use set::Set;

/// Answers questions by the numbers of documents, the best first.
pub trait Finder {
    fn find(&self, text: &str, limit: usize) -> Result<Vec<usize>, String>;
}

/// Asks every question of a set.
pub fn measure(set: &Set, finder: &dyn Finder, k: usize) -> Result<Measures, String> {
    let mut measures = Measures::default();
    for query in &set.queries {
        let begun = Instant::now();
        let found = finder.find(&query.text, k)?;
        let seconds = begun.elapsed().as_secs_f64();
        measures.take(&found, &query.relevant, k, seconds);
    }
    Ok(measures)
}
