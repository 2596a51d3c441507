//! `yingda doctor --audit` as an operator runs it: a database file in which one bit was turned.

use std::path::Path;

use super::{nowhere, yingda};

/// Exit code and output of a check.
fn check(data: &Path, more: &[&str]) -> (Option<i32>, String) {
    let place = data.display().to_string();
    let output = yingda(&["doctor", "--audit", "--data", &place]).args(more).output().expect("the program runs");
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (output.status.code(), said.concat())
}

/// Turns one bit of the first text after each of these words in a file; answers how many there were.
fn turn(file: &Path, words: &[u8]) -> usize {
    let mut bytes = std::fs::read(file).expect("a file");
    let places: Vec<usize> =
        bytes.windows(words.len()).enumerate().filter(|(_, part)| *part == words).map(|(at, _)| at).collect();
    for at in &places {
        bytes[at + words.len()] ^= 1;
    }
    std::fs::write(file, bytes).expect("a file is written");
    places.len()
}

#[test]
fn a_bit_turned_in_the_file_of_the_database_is_found_by_the_doctor() {
    let data = nowhere();
    let place = data.display().to_string();
    let seeded = yingda(&["seed", "--demo", "--data", &place]).output().expect("the program runs");
    assert!(seeded.status.success(), "{seeded:?}");
    for name in ["one", "two"] {
        let made = yingda(&["token", "--login", "admin", "--name", name, "--data", &place]).output();
        assert!(made.expect("the program runs").status.success(), "each token leaves a line");
    }
    let well = |said: &str| said.lines().any(|line| line.starts_with("ok    audit: ") && !line.contains(" 0 lines"));
    let (_, said) = check(&data, &[]);
    assert!(well(&said), "{said}");
    // Roots that lie elsewhere: the head as it was said, and one that the chain never had.
    let head = said.lines().find_map(|line| line.trim().strip_prefix("head: ")).expect("the head").to_string();
    let roots = data.join("elsewhere.txt");
    let with = |roots: &Path| check(&data, &["--roots", &roots.display().to_string()]);
    std::fs::write(&roots, format!("2026-11-29 {head}\n")).expect("a file of roots");
    let (_, said) = with(&roots);
    assert!(well(&said) && said.contains("and 1 roots agree"), "{said}");
    let (places, hash) = head.rsplit_once(' ').expect("a hash");
    let other = hash.chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect::<String>();
    std::fs::write(&roots, format!("2026-11-29 {places} {other}\n")).expect("a file of roots");
    let (code, said) = with(&roots);
    assert!(code == Some(1) && said.contains("a root that was kept says otherwise"), "{said}");
    std::fs::write(&roots, "no root\n").expect("a file of roots");
    let (code, said) = with(&roots);
    assert!(code == Some(1) && said.contains("elsewhere.txt:1 is no root"), "{said}");
    // The file itself, with all that was written last in it: the database finds nothing, the chain does.
    let (copy, whole) = (nowhere().join("copy"), nowhere());
    let (copy, place_of_whole) = (copy.display().to_string(), whole.display().to_string());
    let copied = yingda(&["backup", "--data", &place, &copy]).output().expect("the program runs");
    assert!(copied.status.success(), "{copied:?}");
    let restored = yingda(&["restore", "--data", &place_of_whole, &copy]).output().expect("the program runs");
    assert!(restored.status.success(), "{restored:?}");
    let data = whole;
    assert!(turn(&data.join("yingda.sqlite"), br#""action":""#) > 0, "nothing to turn");
    let (code, said) = check(&data, &[]);
    assert!(said.contains("integrity: sound"), "{said}");
    assert!(
        code == Some(1) && said.contains("WRONG audit: line ") && said.contains("what it says was changed"),
        "{said}"
    );
    let _ = std::fs::remove_dir_all(data);
}
