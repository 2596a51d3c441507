//! Files that somebody brings along. Whatever is in them, the importer says how many rows it would take
//! and why not the others, or why none; and a dry run writes nothing.

use yingda_server::imports::incident_log::{Options, run};

use super::mutate;
use crate::imports::{HEADER, row};
use crate::support::{Desk, Dice};

pub async fn one(desk: &Desk, mut dice: Dice) {
    let states = ["New", "Active", "Resolved", "Closed", "Awaiting User Info", "-100"];
    let mut lines = vec![HEADER.to_string()];
    for n in 0..dice.below(6) {
        let at = format!(
            "{:02}-{:02}-2016 {:02}:{:02}",
            1 + dice.below(28),
            1 + dice.below(12),
            dice.below(24),
            dice.below(60)
        );
        let number = format!("INC{}", dice.below(3));
        lines.push(row(&number, states[dice.below(states.len())], n as u32, &at));
    }
    let sound = lines.join(*dice.pick(&["\n", "\r\n", "\n\n"]));
    let bytes = match dice.below(8) {
        0 => sound.into_bytes(),
        1 => sound.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        2 => [b"\xef\xbb\xbf".to_vec(), mutate::bytes(&mut dice, sound.into_bytes())].concat(),
        _ => mutate::bytes(&mut dice, sound.into_bytes()),
    };
    let file = desk.services.config.data.join("fuzz.csv");
    std::fs::write(&file, &bytes).expect("a file");
    let head = desk.head().await;
    let outcome = run(&desk.services, &file, &Options { dry_run: true, ..Options::default() }).await;
    let story = || format!("{outcome:?} of {:?}", String::from_utf8_lossy(&bytes));
    match &outcome {
        Ok(summary) => assert!(summary.contains("rows "), "{}", story()),
        Err(line) => assert!(!line.is_empty() && line.lines().count() == 1 && line.len() < 2_000, "{}", story()),
    }
    assert_eq!(desk.head().await, head, "{}", story());
}
