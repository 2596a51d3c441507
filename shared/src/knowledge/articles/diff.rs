//! What differs between two versions, line by line.

use similar::{ChangeTag, TextDiff};

words! {
Sign {
    Same = "same",
    Gone = "gone",
    New = "new",
    /// So many lines that are the same are left out.
    Gap = "gap",
}
}

/// A line of either text, without its end.
#[derive(Clone, Debug, PartialEq)]
pub struct DiffLine {
    pub sign: Sign,
    pub text: String,
    /// Lines that a gap leaves out.
    pub left_out: usize,
}

/// Lines that are the same around what changed.
const AROUND: usize = 3;

pub fn diff(old: &str, new: &str) -> Vec<DiffLine> {
    let told = TextDiff::from_lines(old, new);
    let lines: Vec<DiffLine> = told
        .iter_all_changes()
        .map(|change| {
            let sign = match change.tag() {
                ChangeTag::Equal => Sign::Same,
                ChangeTag::Delete => Sign::Gone,
                ChangeTag::Insert => Sign::New,
            };
            DiffLine { sign, text: change.value().trim_end_matches(['\n', '\r']).to_string(), left_out: 0 }
        })
        .collect();
    fold_same(lines)
}

/// Long stretches that are the same become gaps.
fn fold_same(lines: Vec<DiffLine>) -> Vec<DiffLine> {
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| line.sign != Sign::Same).map(|(at, _)| at).collect();
    let near = |at: usize| {
        let next = changed.partition_point(|place| *place < at);
        let after = changed.get(next).is_some_and(|place| place - at <= AROUND);
        after || next.checked_sub(1).and_then(|last| changed.get(last)).is_some_and(|place| at - place <= AROUND)
    };
    let mut folded: Vec<DiffLine> = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        if line.sign != Sign::Same || near(at) {
            folded.push(line);
            continue;
        }
        match folded.last_mut().filter(|last| last.sign == Sign::Gap) {
            Some(gap) => gap.left_out += 1,
            None => folded.push(DiffLine { sign: Sign::Gap, text: String::new(), left_out: 1 }),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_stands_among_its_neighbours() {
        let old: String = (1..=20).map(|n| format!("line {n}\n")).collect();
        let new = old.replace("line 10\n", "line ten\n");
        let told: Vec<(Sign, String, usize)> =
            diff(&old, &new).into_iter().map(|line| (line.sign, line.text, line.left_out)).collect();
        assert_eq!(told.first(), Some(&(Sign::Gap, String::new(), 6)));
        assert_eq!(told.last(), Some(&(Sign::Gap, String::new(), 7)));
        assert!(told.contains(&(Sign::Gone, "line 10".into(), 0)) && told.contains(&(Sign::New, "line ten".into(), 0)));
        assert_eq!(told.iter().filter(|(sign, ..)| *sign == Sign::Same).count(), 6);
        assert!(diff("a\n", "a\n").iter().all(|line| line.sign == Sign::Gap));
        assert_eq!(diff("", ""), []);
    }
}
