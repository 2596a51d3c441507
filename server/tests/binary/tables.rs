//! `yingda import customers`: what an operator is told, and what is there afterwards.

use super::{nowhere, told, yingda};

#[test]
fn a_table_comes_in_by_the_command_line() {
    let data = nowhere();
    let place = data.display().to_string();
    let seeded = yingda(&["seed", "--demo", "--data", &place]).output().expect("the program runs");
    assert!(seeded.status.success(), "{:?}", told(&seeded));
    let file = data.join("customers.csv");
    let rows = "Firma;Kontakt;手机;Region\nNordwind;Ada;13100000001;\nSüdwind;Bea;13100000002;Moon\n;Cem;1;\n";
    std::fs::write(&file, rows).expect("a file");
    let file = file.display().to_string();
    let import = |more: &[&str]| {
        let output = yingda(&["import", "customers", &file, "--data", &place]).args(more).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), told(&output).1)
    };
    let (code, _, line) = import(&[]);
    assert_eq!((code, line.as_str()), (Some(1), "yingda: columns/company Required"));
    let (code, _, line) = import(&["--map", "Firma=nonsense"]);
    assert!(code == Some(2) && line.contains("only company, code"), "{line}");
    let (code, _, line) = import(&["--on-duplicate", "perhaps"]);
    assert_eq!((code, line.as_str()), (Some(2), "yingda: --on-duplicate: there is no \"perhaps\""));
    let map = ["--map", "Firma=company", "--map", "Kontakt=contact"];
    let (code, said, _) = import(&[&map[..], &["--dry-run"]].concat());
    assert!(
        code == Some(0) && said.starts_with("would bring 3 rows: 1 created, 0 updated, 0 skipped, 2 refused"),
        "{said}"
    );
    assert!(said.contains("line 3: unit \"Moon\": There is none of this name"), "{said}");
    let (code, said, line) = import(&map);
    assert!(code == Some(0) && said.starts_with("brought 3 rows: 1 created"), "{said} {line}");
    let (_, said, _) = import(&map);
    assert!(said.starts_with("brought 3 rows: 0 created, 0 updated, 1 skipped, 2 refused"), "{said}");
    let missing = yingda(&["import", "users", "/no/such/file.csv", "--data", &place]).output().expect("it runs");
    assert!(told(&missing).1.starts_with("yingda: cannot read /no/such/file.csv"), "{:?}", told(&missing));
    std::fs::remove_dir_all(&data).expect("the folder goes");
}
