//! Pages of results: keyset cursors, never offsets.

data! {
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Opaque; hand it back as `cursor` for the rows after these. Absent on the last page.
    pub next: Option<String>,
}
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Page { rows: Vec::new(), next: None }
    }
}
