//! Years that nobody compiles: what the engine says of them by its cycle of 400 years.

use jiff::Timestamp;
use jiff::civil::date;
use yingda_server::calendar::zone::Zone;
use yingda_shared::calendar::{Days, Holidays, Layers, Pauses, compile};
use yingda_shared::kernel::day::Day;

use super::{between, calendar, due};

const WEEK: &str =
    r#""week":{"mon":[["09:00","12:00"],["13:00","18:00"]],"sat":[["22:00","06:00"]],"sun":[["06:00","07:00"]]}"#;
const AFTER: &str = "the calendar reaches it only after the year 9999";

/// The engine's far years against the same years compiled one by one.
#[test]
fn far_years_are_as_if_they_were_compiled() {
    for zone in ["Asia/Shanghai", "Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe", "America/Santiago"] {
        let json = format!(r#"{{"zone":"{zone}",{WEEK},"days":{{"2120-03-01":[["00:00","24:00"]]}}}}"#);
        let engine = calendar(&json);
        let plain = yingda_server::calendar::file::read(json.as_bytes()).expect("a calendar");
        let layers = Layers { personal: &Days::default(), calendar: &plain, holidays: &Holidays::default() };
        let table = Zone::find(zone).expect("a zone");
        for year in [1, 1399, 1399 + 400, 1904, 2060, 2120, 2519, 2520, 2921, 4000, 9998] {
            let days = Day::of(date(year, 1, 1))..=Day::of(date(year, 12, 31));
            let line = compile(&layers, days, |day, minute| table.moment(day, minute));
            let covered = line.covered();
            let told = engine.ask(|whole| whole.spent(covered.start, covered.end, &Pauses::default()));
            assert_eq!(line.worked(covered.end), told, "{zone} {year}");
            let spans: Vec<_> = line.spans().collect();
            // The first and the last may be cut by the year's ends.
            for (from, to) in spans[1..spans.len() - 1].iter().copied().step_by(17) {
                assert_eq!(engine.ask(|whole| whole.next_opening(from - 1)), Ok(from), "{zone} {year}");
                assert_eq!(engine.ask(|whole| whole.reached(whole.worked(to - 1)? + 1)), Ok(to), "{zone} {year}");
            }
        }
    }
}

/// What the cycle stands on: before 1800 no zone changes its clocks, and from 2100 on all follow a rule.
#[test]
fn zones_follow_a_rule_outside_of_the_years_that_were_decided() {
    let second = |year: i16| date(year, 1, 1).to_zoned(jiff::tz::TimeZone::UTC).expect("a day").timestamp().as_second();
    let cycle = 146_097 * 86_400;
    let mut zones = 0;
    for name in jiff::tz::db().available() {
        let zone = jiff::tz::db().get(name.as_str()).expect("a zone");
        let first = zone.following(Timestamp::from_second(second(1)).expect("a moment")).next();
        assert!(first.is_none_or(|change| change.timestamp().as_second() > second(1800)), "{name}");
        let offset = |at: i64| zone.to_offset(Timestamp::from_second(at).expect("a moment"));
        for at in (second(2100)..second(2102)).step_by(6 * 3600) {
            assert_eq!(offset(at), offset(at + cycle), "{name}");
        }
        zones += 1;
    }
    assert!(zones > 400, "{zones} zones");
}

#[test]
fn the_year_9999_is_not_too_far() {
    let always = calendar(r#"{"zone":"Asia/Shanghai","week":{"mon":[["00:00","24:00"]]}}"#);
    assert_eq!(between(&always, "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z"), 416_063.0 * 1440.0);
    assert_eq!(due(&always, "9999-12-25T00:00:00Z", 1440.0), "9999-12-28T00:00:00+08:00");
    assert_eq!(due(&always, "9999-12-31T00:00:00Z", 0.0), "9999-12-31T08:00:00+08:00");
    assert_eq!(due(&always, "9999-12-31T00:00:00Z", 1.0), AFTER);
    assert_eq!(due(&always, "2026-01-01T00:00:00Z", 1e9), AFTER);
    assert_eq!(
        due(&always, "2026-01-01T00:00:00Z", 1e300),
        "the calendar never reaches it: it has too few working hours from there on"
    );
    // 4,000 years of work at a day a week: 1,460,970 days, reached after seven times as long.
    assert_eq!(
        due(&always, "2026-01-01T00:00:00Z", 1440.0 * 20_871.0),
        "2425-12-29T24:00:00".replace("29T24", "30T00") + "+08:00"
    );
    assert_eq!(between(&always, "0001-01-01T00:00:00Z", "0401-01-01T00:00:00Z"), 20_871.0 * 1440.0);
}
