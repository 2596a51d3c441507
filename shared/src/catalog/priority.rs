//! Impact × urgency → priority, and the minutes each cell promises.

use crate::calendar::DeskClock;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::time::{MINUTE, Millis};
use crate::record::Saved;

words! {
/// How much of the customer's business is hit.
Impact { Department = "department", Group = "group", Person = "person" }
}

words! {
/// How soon it must be dealt with.
Urgency { Critical = "critical", High = "high", Medium = "medium", Low = "low" }
}

words! {
/// 1 is dealt with first.
Priority { P1 = "p1", P2 = "p2", P3 = "p3", P4 = "p4" }
}

data! {
#[derive(Copy)]
pub struct Cell {
    pub priority: Priority,
    /// Minutes of the desk's clock from the opening to the promised first response: working time of its default
    /// calendar, or time on the wall where it has none.
    pub respond_minutes: u32,
    /// The same to the promised resolution.
    pub resolve_minutes: u32,
}

/// Rows by impact (department, group, person), columns by urgency (critical to low).
pub struct PriorityMatrix {
    #[serde(default)]
    pub rv: i64,
    pub cells: Vec<Vec<Cell>>,
}

pub struct GetMatrix {}

/// `rv` is the version the editor saw.
#[serde(transparent)]
pub struct SaveMatrix(pub PriorityMatrix);
}

operation!(GetMatrix => PriorityMatrix, "matrix.get", Get "/priority-matrix", Replica, "The priority matrix with its promises.");
operation!(SaveMatrix => Saved, "matrix.save", Put "/priority-matrix", Online, "Replaces the priority matrix when rv is its present one.", |op| op.0.check());

impl Default for PriorityMatrix {
    /// The matrix of iTop (1→1,1,2,4; 2→1,2,3,4; 3→2,3,3,4) with promises of our own.
    fn default() -> Self {
        use Priority::{P1, P2, P3, P4};
        let cell = |priority| {
            let (respond_minutes, resolve_minutes) = match priority {
                P1 => (15, 4 * 60),
                P2 => (60, 8 * 60),
                P3 => (4 * 60, 2 * 24 * 60),
                P4 => (8 * 60, 5 * 24 * 60),
            };
            Cell { priority, respond_minutes, resolve_minutes }
        };
        let rows = [[P1, P1, P2, P4], [P1, P2, P3, P4], [P2, P3, P3, P4]];
        PriorityMatrix { rv: 0, cells: rows.map(|row| row.map(cell).to_vec()).to_vec() }
    }
}

/// The moments a case promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    pub respond_by: Millis,
    pub resolve_by: Millis,
}

const MINUTES_MAX: u32 = 365 * 24 * 60;

impl PriorityMatrix {
    pub fn cell(&self, impact: Impact, urgency: Urgency) -> Cell {
        self.cells[impact as usize][urgency as usize]
    }

    pub fn promise(&self, impact: Impact, urgency: Urgency, opened_at: Millis, clock: &DeskClock) -> Promise {
        let [respond_by, resolve_by] = clock.after(opened_at, self.spans(impact, urgency));
        Promise { respond_by, resolve_by }
    }

    /// The same; None where the clock does not know the days that it is about.
    pub fn promise_known(
        &self,
        impact: Impact,
        urgency: Urgency,
        opened_at: Millis,
        clock: &DeskClock,
    ) -> Option<Promise> {
        let [respond_by, resolve_by] = clock.counted(opened_at, self.spans(impact, urgency))?;
        Some(Promise { respond_by, resolve_by })
    }

    fn spans(&self, impact: Impact, urgency: Urgency) -> [Millis; 2] {
        let cell = self.cell(impact, urgency);
        [cell.respond_minutes, cell.resolve_minutes].map(|minutes| Millis::from(minutes) * MINUTE)
    }

    pub fn check(&self) -> Vec<FieldFault> {
        let shape = self.cells.len() == 3 && self.cells.iter().all(|row| row.len() == 4);
        let mut checks = Checks::new().when(!shape, "/cells", "matrix_shape");
        for (i, row) in self.cells.iter().enumerate() {
            for (j, cell) in row.iter().enumerate() {
                let pointer = format!("/cells/{i}/{j}");
                let range = 1..=MINUTES_MAX;
                let outside = !range.contains(&cell.respond_minutes) || !range.contains(&cell.resolve_minutes);
                checks = checks.when(outside, &pointer, "minutes_range").when(
                    cell.respond_minutes > cell.resolve_minutes,
                    &pointer,
                    "respond_after_resolve",
                );
            }
        }
        checks.done()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_matrix_is_sound_and_promises_from_the_opening() {
        let matrix = PriorityMatrix::default();
        assert!(matrix.check().is_empty());
        assert_eq!(matrix.cell(Impact::Person, Urgency::Critical).priority, Priority::P2);
        let promise = matrix.promise(Impact::Department, Urgency::Critical, 1_000, &DeskClock::default());
        assert_eq!(promise, Promise { respond_by: 1_000 + 15 * MINUTE, resolve_by: 1_000 + 240 * MINUTE });
    }

    #[test]
    fn a_response_promised_after_the_resolution_is_refused() {
        let mut matrix = PriorityMatrix::default();
        matrix.cells[1][2].respond_minutes = 1_000_000;
        let codes: Vec<_> = matrix.check().into_iter().map(|fault| (fault.pointer, fault.code)).collect();
        assert_eq!(
            codes,
            [("/cells/1/2".into(), "minutes_range".into()), ("/cells/1/2".into(), "respond_after_resolve".into())]
        );
    }
}
