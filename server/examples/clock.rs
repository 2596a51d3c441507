//! Measures the time engine: `cargo run --release -p yingda-server --example clock`
//!
//! Prints one table row for each figure and asserts nothing. Each is the median of five runs over random
//! moments of ten years, with the fastest and the slowest.

use std::hint::black_box;
use std::time::Instant;

use yingda_server::calendar::zone::Zone;
use yingda_server::calendar::{file, holidays};
use yingda_shared::calendar::{Days, Layers, Pauses, WorkingTime, compile};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};

const MOMENTS: usize = 1_000_000;
/// 2020-01-01 and the last day of 2029.
const YEARS: (Day, Day) = (Day(18_262), Day(21_914));

const CALENDARS: &[(&str, &str)] = &[
    (
        "office hours with lunch and holidays",
        r#"{"zone":"Asia/Shanghai","week":{
        "mon":[["09:00","12:00"],["13:00","18:00"]],"tue":[["09:00","12:00"],["13:00","18:00"]],
        "wed":[["09:00","12:00"],["13:00","18:00"]],"thu":[["09:00","12:00"],["13:00","18:00"]],
        "fri":[["09:00","12:00"],["13:00","18:00"]]}}"#,
    ),
    (
        "around the clock",
        r#"{"zone":"Europe/Berlin","week":{"mon":[["00:00","24:00"]],"tue":[["00:00","24:00"]],
        "wed":[["00:00","24:00"]],"thu":[["00:00","24:00"]],"fri":[["00:00","24:00"]],"sat":[["00:00","24:00"]],
        "sun":[["00:00","24:00"]]}}"#,
    ),
    (
        "two shifts and a night",
        r#"{"zone":"America/New_York","week":{
        "mon":[["06:00","11:00"],["11:30","14:00"],["14:15","18:00"],["22:00","05:00"]],
        "tue":[["06:00","11:00"],["11:30","14:00"],["14:15","18:00"],["22:00","05:00"]],
        "wed":[["06:00","11:00"],["11:30","14:00"],["14:15","18:00"],["22:00","05:00"]],
        "thu":[["06:00","11:00"],["11:30","14:00"],["14:15","18:00"],["22:00","05:00"]],
        "fri":[["06:00","11:00"],["11:30","14:00"],["14:15","18:00"],["22:00","05:00"]],
        "sat":[["07:00","11:00"],["12:00","16:00"]]}}"#,
    ),
];

fn main() {
    println!(
        "| time engine, ten years, ns each: median (fastest to slowest of five) | add | difference |\n|---|---|---|"
    );
    for (name, json) in CALENDARS {
        let begun = Instant::now();
        let line = ten_years(json);
        let compiled = begun.elapsed().as_secs_f64() * 1000.0;
        let moments = moments();
        let nobody = Pauses::default();
        let add = median(|| {
            let due = |at: &(Millis, Millis)| line.due(at.0, at.1 % (20 * DAY), &nobody).unwrap_or_default();
            moments.iter().map(due).fold(0, Millis::wrapping_add)
        });
        let difference = median(|| {
            let spent = |at: &(Millis, Millis)| line.spent(at.0, at.1, &nobody).unwrap_or_default();
            moments.iter().map(spent).fold(0, Millis::wrapping_add)
        });
        println!("| {name}: {} spans, compiled in {compiled:.1} ms | {add} | {difference} |", line.spans().count());
    }
}

fn ten_years(json: &str) -> WorkingTime {
    let calendar = file::read(json.as_bytes()).expect("a calendar");
    let zone = Zone::find(&calendar.zone).expect("a zone");
    let layers = Layers { personal: &Days::default(), calendar: &calendar, holidays: &holidays::china() };
    compile(&layers, YEARS.0..=YEARS.1, |day, minute| zone.moment(day, minute))
}

/// Pairs of moments, the earlier first; the first nine years, so that what is added ends in the tenth.
fn moments() -> Vec<(Millis, Millis)> {
    let mut state = 1_u64;
    let mut moment = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let minutes = 9 * 365 * DAY / MINUTE;
        Millis::from(YEARS.0.0) * DAY + (state >> 33) as Millis % minutes * MINUTE
    };
    (0..MOMENTS).map(|_| (moment(), moment())).map(|(a, b)| (a.min(b), a.max(b))).collect()
}

fn median(mut work: impl FnMut() -> Millis) -> String {
    let mut nanoseconds: Vec<u128> = (0..5)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed().as_nanos() / MOMENTS as u128
        })
        .collect();
    nanoseconds.sort_unstable();
    format!("{} ({} to {})", nanoseconds[2], nanoseconds[0], nanoseconds[4])
}
