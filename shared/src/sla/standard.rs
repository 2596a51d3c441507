//! What a desk without policies promises: the priority matrix, as a policy.

use super::policy::{Applies, PendingReason, Regrading, Reopening, SlaPolicy, WARN_PERCENT};
use super::target::{ClockKind, Side, Target, TimeUnit, When};
use crate::catalog::priority::{Impact, PriorityMatrix, Urgency};
use crate::kernel::id::{SlaPolicyId, Uuid};

/// No policy that people keep has this id.
pub const STANDARD: SlaPolicyId = SlaPolicyId(Uuid::nil());

/// The minutes of each cell. The solution stands still while a case is on hold or solved, and what was kept stays kept
/// whatever the grade is afterwards. Its version is that of the matrix.
pub fn standard(matrix: &PriorityMatrix) -> SlaPolicy {
    let cells = Impact::ALL.iter().flat_map(|impact| Urgency::ALL.iter().map(move |urgency| (*impact, *urgency)));
    let targets = cells.flat_map(|(impact, urgency)| {
        let cell = matrix.cell(impact, urgency);
        let when = When { priority: None, impact: Some(impact), urgency: Some(urgency) };
        let kinds = [(ClockKind::FirstResponse, cell.respond_minutes), (ClockKind::Resolution, cell.resolve_minutes)];
        kinds.map(|(kind, amount)| Target {
            kind,
            when,
            amount,
            inner: None,
            unit: TimeUnit::BusinessMinutes,
            mode: None,
        })
    });
    SlaPolicy {
        id: STANDARD,
        rv: matrix.rv,
        active: true,
        name: String::new(),
        side: Side::External,
        applies: Applies::default(),
        targets: targets.collect(),
        calendar_id: None,
        warn_percent: WARN_PERCENT,
        pauses: PendingReason::ALL.to_vec(),
        responses_pause: false,
        reopening: Reopening::Resume,
        regrading: Regrading::Running,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Details;

    #[test]
    fn the_standard_is_a_sound_policy() {
        assert_eq!(standard(&PriorityMatrix::default()).check(), []);
        assert_eq!(standard(&PriorityMatrix { rv: 9, ..Default::default() }).version().version, 9);
    }
}
