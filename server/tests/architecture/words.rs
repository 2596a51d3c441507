//! Words for people are in the locales, never in the program, whoever the reader is.

use super::{program, sources};

/// Files that may hold Chinese, each with its reason. A name that ends with `/` is a folder.
const ALLOWED: &[(&str, &str)] = &[
    ("app/src/ui/gallery.rs", "what the gallery shows its parts with"),
    ("app/src/ui/gallery_data.rs", "what the gallery shows its parts with"),
    ("app/src/ui/gallery_forms.rs", "what the gallery shows its parts with"),
    ("app/src/ui/gallery_overlays.rs", "what the gallery shows its parts with"),
    ("server/src/calendar/holidays/ical.rs", "the sign of make-up days in calendar files"),
    ("server/src/demo/", "the demo world"),
    ("server/src/imports/table/tests.rs", "what stands in the tables of its tests"),
    ("server/src/imports/incident_log/row.rs", "columns of the file as the desk calls them"),
    ("server/src/imports/incident_log/write.rs", "text of imported cases, kept as data"),
    ("server/src/imports/incident_log/people.rs", "the unit that imported customers belong to"),
];

/// The product is called this in every language.
const NAME: &str = "Yingda 应答";

fn is_han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Lines with words in them.
fn spoken(sources: &[(String, String)]) -> Vec<String> {
    let lines = sources.iter().flat_map(|(path, text)| {
        let said = program(text).replace(NAME, "");
        let lines: Vec<_> =
            said.lines().filter(|line| line.contains(is_han)).map(str::trim).map(String::from).collect();
        lines.into_iter().map(move |line| format!("{path}: {line}"))
    });
    lines.collect()
}

fn allowed(path: &str) -> bool {
    ALLOWED.iter().any(|(place, _)| path == *place || (place.ends_with('/') && path.starts_with(place)))
}

#[test]
fn words_stand_in_the_locales() {
    let (free, bound): (Vec<_>, Vec<_>) =
        sources(&["app/src", "server/src", "shared/src"]).into_iter().partition(|(path, _)| allowed(path));
    assert_eq!(spoken(&bound), Vec::<String>::new());
    for (place, _) in ALLOWED {
        let used = free
            .iter()
            .any(|(path, text)| path.starts_with(place) && !spoken(&[(path.clone(), text.clone())]).is_empty());
        assert!(used, "{place} needs no leave any more");
    }
}

#[test]
fn words_in_the_program_would_be_noticed() {
    let sample = |text: &str| spoken(&[("app/src/x.rs".to_string(), text.to_string())]).len();
    assert_eq!(sample("let title = \"应答\";"), 1);
    assert_eq!(sample("let address = \"https://x\"; let title = \"、\";"), 1);
    assert_eq!(sample("println!(\"Yingda 应答 serves\"); // 注释"), 0);
    assert_eq!(sample("/// `1 小时`\n#[cfg(test)]\nmod tests { \"测试\" }"), 0);
}
