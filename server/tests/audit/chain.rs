//! Whatever is changed in the chain is found, and the first line that is wrong is named.

use yingda_server::audit::roots;
use yingda_server::audit::store::chain::{Column, lines_of, redact};
use yingda_server::audit::verify::{Broken, Why, within};
use yingda_server::ctx::Cx;
use yingda_server::db::Bind;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::DAY;

use super::{check, line, lines, sql, system, unguarded};
use crate::both;
use crate::support::Desk;

both!(
    a_flipped_bit_of_any_column_of_any_line_is_found,
    every_bit_of_a_line_counts,
    a_line_taken_out_put_in_moved_or_swapped_is_found,
    lines_cut_off_at_the_end_are_found_by_the_head_and_by_a_kept_root,
    what_was_refused_leaves_no_gap_in_the_chain,
    the_engine_itself_refuses_to_change_a_line,
);

const TEXTS: &[&str] = &["actor", "login", "kind", "object", "action", "field", "body", "salt", "digest", "hash"];
const NUMBERS: &[&str] = &["pos", "at", "redacted"];

/// A desk whose chain has lines of several kinds, one of them with its words taken out.
async fn chained(desk: &Desk) -> Vec<i64> {
    lines(desk, 4).await;
    desk.write(|cx| {
        Box::pin(async move {
            let (_, mut row) = lines_of(cx, Column::Object, "object-1", (0, 0)).await?.remove(0);
            row.old = "■".into();
            redact(cx, "contacts.erase", &row, "system").await
        })
    })
    .await;
    lines(desk, 1).await;
    unguarded(desk).await;
    let mut cx = desk.services.reader(system());
    cx.all("SELECT pos FROM audit ORDER BY pos", vec![])
        .await
        .expect("lines")
        .iter()
        .map(|row| row.int("pos"))
        .collect()
}

/// The same text with one bit of it turned, where that is a text at all.
fn flipped(text: &str, bit: usize) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Sets a column of a line, checks, and sets it back, all inside one transaction.
async fn tampered(cx: &mut Cx, column: &str, pos: i64, value: Bind, back: Bind) -> Result<Option<Broken>, Fault> {
    let set = format!("UPDATE audit SET {column} = $1 WHERE pos = $2");
    let moved = match (column, &value) {
        ("pos", Bind::Int(elsewhere)) => *elsewhere,
        _ => pos,
    };
    assert_eq!(cx.exec(&set, vec![value, pos.into()]).await?, 1);
    let found = within(cx, &[]).await?;
    assert_eq!(cx.exec(&set, vec![back, moved.into()]).await?, 1);
    Ok(found.err())
}

async fn text_of(cx: &mut Cx, column: &str, pos: i64) -> Result<String, Fault> {
    Ok(cx.one(&format!("SELECT {column} AS text FROM audit WHERE pos = $1"), vec![pos.into()]).await?.text("text"))
}

async fn number_of(cx: &mut Cx, column: &str, pos: i64) -> Result<i64, Fault> {
    Ok(cx.one(&format!("SELECT {column} AS n FROM audit WHERE pos = $1"), vec![pos.into()]).await?.int("n"))
}

/// Turns these bits of a column of a line, one after the other; answers how many, and which went unseen.
async fn turned(cx: &mut Cx, column: &'static str, pos: i64, all: bool) -> Result<(usize, Vec<usize>), Fault> {
    let (mut tried, mut unseen) = (0, Vec::new());
    if NUMBERS.contains(&column) {
        let number = number_of(cx, column, pos).await?;
        for bit in (0..64).filter(|bit| all || [0, 40, 63].contains(bit)) {
            let other = number ^ (1_i64 << bit);
            let taken = "SELECT COUNT(*) AS n FROM audit WHERE pos = $1";
            if column == "pos" && cx.one(taken, vec![other.into()]).await?.int("n") > 0 {
                continue;
            }
            tried += 1;
            if tampered(cx, column, pos, other.into(), number.into()).await?.is_none() {
                unseen.push(bit);
            }
        }
        return Ok((tried, unseen));
    }
    let text = text_of(cx, column, pos).await?;
    let bits = text.len() * 8;
    for bit in (0..bits).filter(|bit| all || *bit == 0 || *bit == bits / 2 || *bit + 8 == bits) {
        let Some(other) = flipped(&text, bit) else { continue };
        tried += 1;
        if tampered(cx, column, pos, other.into(), text.as_str().into()).await?.is_none() {
            unseen.push(bit);
        }
    }
    Ok((tried, unseen))
}

async fn a_flipped_bit_of_any_column_of_any_line_is_found(desk: Desk) {
    let positions = chained(&desk).await;
    assert!(positions.len() >= 6 && check(&desk, &[]).await.is_ok());
    let mut tried = 0;
    for pos in positions {
        tried += desk
            .write(move |cx| {
                Box::pin(async move {
                    let mut tried = 0;
                    for column in TEXTS.iter().chain(NUMBERS) {
                        let (some, unseen) = turned(cx, column, pos, false).await?;
                        assert_eq!(unseen, Vec::<usize>::new(), "bits of {column} of line {pos}");
                        tried += some;
                    }
                    Ok(tried)
                })
            })
            .await;
    }
    assert!(tried > 100, "{tried} bits were turned");
    assert!(check(&desk, &[]).await.is_ok(), "all was set back");
}

async fn every_bit_of_a_line_counts(desk: Desk) {
    let positions = chained(&desk).await;
    // An ordinary line, and the one whose words were taken out.
    for pos in [positions[positions.len() - 1], positions[positions.len() - 5]] {
        for column in TEXTS.iter().chain(NUMBERS).copied() {
            let turned = desk.write(move |cx| Box::pin(turned(cx, column, pos, true))).await;
            assert_eq!(turned.1, Vec::<usize>::new(), "bits of {column} of line {pos}");
        }
    }
}

async fn wrong(desk: &Desk) -> Why {
    check(desk, &[]).await.expect_err("something is wrong").why
}

async fn a_line_taken_out_put_in_moved_or_swapped_is_found(desk: Desk) {
    let positions = chained(&desk).await;
    let (second, third) = (positions[1], positions[2]);
    const ALL: &str = "pos, at, actor, kind, object, body, login, action, field, salt, digest, hash, redacted";
    let aside = format!("CREATE TABLE aside AS SELECT {ALL} FROM audit");
    let aside: &'static str = aside.leak();
    let back: &'static str = format!("INSERT INTO audit ({ALL}) SELECT {ALL} FROM aside").leak();
    sql(&desk, aside, vec![]).await;
    let restore = || async {
        sql(&desk, "DELETE FROM audit", vec![]).await;
        sql(&desk, back, vec![]).await;
        assert!(check(&desk, &[]).await.is_ok());
    };
    // Taken out.
    sql(&desk, "DELETE FROM audit WHERE pos = $1", vec![second.into()]).await;
    assert_eq!(check(&desk, &[]).await, Err(Broken { pos: third, why: Why::Link }), "the first wrong line is named");
    restore().await;
    // The first.
    sql(&desk, "DELETE FROM audit WHERE pos = $1", vec![positions[0].into()]).await;
    assert_eq!(check(&desk, &[]).await, Err(Broken { pos: second, why: Why::Link }));
    restore().await;
    // Put in: a copy of another at a place of its own.
    let copy: &'static str = format!(
        "INSERT INTO audit ({ALL}) SELECT {}, at, actor, kind, object, body, login, action, field, salt, digest, hash, redacted \
         FROM aside WHERE pos = $1",
        positions[positions.len() - 1] + 1
    )
    .leak();
    sql(&desk, copy, vec![third.into()]).await;
    assert_eq!(wrong(&desk).await, Why::Link);
    restore().await;
    // Swapped.
    for (from, to) in [(second, -1), (third, second), (-1, third)] {
        sql(&desk, "UPDATE audit SET pos = $1 WHERE pos = $2", vec![to.into(), from.into()]).await;
    }
    assert_eq!(check(&desk, &[]).await, Err(Broken { pos: second, why: Why::Link }));
    restore().await;
    // All of them.
    sql(&desk, "DELETE FROM audit", vec![]).await;
    assert_eq!(wrong(&desk).await, Why::Head);
    restore().await;
    // As if retention had let them go.
    let go = "INSERT INTO audit_checkpoints (pos, count, hash) SELECT pos, 2, hash FROM audit WHERE pos = $1";
    sql(&desk, go, vec![second.into()]).await;
    sql(&desk, "DELETE FROM audit WHERE pos <= $1", vec![second.into()]).await;
    assert_eq!(wrong(&desk).await, Why::Checkpoint);
}

async fn lines_cut_off_at_the_end_are_found_by_the_head_and_by_a_kept_root(desk: Desk) {
    lines(&desk, 3).await;
    let root = roots::keep(&desk.services).await.expect("written").expect("the first of the day");
    assert_eq!(roots::keep(&desk.services).await, Ok(None), "once a day");
    let tomorrow = yingda_server::ctx::now() + DAY;
    lines(&desk, 3).await;
    let next = roots::keep_at(&desk.services, tomorrow).await.expect("written").expect("another day");
    let kept = roots::read(&roots::file(&desk.services.config.data)).expect("a file of roots");
    assert_eq!(kept, [root, next]);
    let sound = check(&desk, &kept).await.expect("all agree");
    assert_eq!(sound.head, kept[1].head);
    unguarded(&desk).await;
    let last = kept[1].head.pos;
    sql(&desk, "DELETE FROM audit WHERE pos = $1", vec![last.into()]).await;
    assert_eq!(check(&desk, &[]).await, Err(Broken { pos: last, why: Why::Head }));
    // Who sets the head back as well is found out by what lies elsewhere.
    let head = "UPDATE clock SET audit_pos = (SELECT MAX(pos) FROM audit), audit_count = audit_count - 1, \
                audit_hash = (SELECT hash FROM audit ORDER BY pos DESC LIMIT 1) WHERE id = 1";
    sql(&desk, head, vec![]).await;
    assert!(check(&desk, &[]).await.is_ok(), "alone, the database agrees with itself");
    assert_eq!(check(&desk, &kept).await, Err(Broken { pos: last, why: Why::Root }));
    // A history that was written anew meets the positions, and not the hashes.
    lines(&desk, 3).await;
    assert_eq!(check(&desk, &kept).await.expect_err("another history").why, Why::Root);
}

async fn what_was_refused_leaves_no_gap_in_the_chain(desk: Desk) {
    let writers = (0..64).map(|n| {
        let services = desk.services.clone();
        tokio::spawn(async move {
            let written = services.write(system(), move |cx| {
                Box::pin(async move {
                    for part in 0..1 + n % 3 {
                        line(cx, &format!("{n}-{part}")).await?;
                    }
                    match n % 4 {
                        0 => Err(Fault::refused("dice")),
                        1 if n % 3 == 0 => panic!("a handler that breaks"),
                        _ => Ok(1 + n % 3),
                    }
                })
            });
            written.await.unwrap_or(0)
        })
    });
    let mut kept = 0;
    for writer in futures::future::join_all(writers).await {
        kept += writer.expect("writers end well");
    }
    let before = check(&desk, &[]).await.expect("the chain holds");
    assert_eq!(before.lines, desk.number("SELECT COUNT(*) AS n FROM audit", vec![]).await);
    assert!(kept > 0 && kept <= before.lines, "{kept} of {}", before.lines);
}

async fn the_engine_itself_refuses_to_change_a_line(desk: Desk) {
    lines(&desk, 2).await;
    let attempts = [
        "UPDATE audit SET body = 'x'",
        "UPDATE audit SET hash = 'x'",
        "UPDATE audit SET redacted = redacted",
        "UPDATE audit SET redacted = redacted + 1, object = 'x'",
        "DELETE FROM audit",
    ];
    for attempt in attempts {
        let tried = desk.services.write(system(), move |cx| Box::pin(async move { cx.exec(attempt, vec![]).await }));
        assert!(tried.await.is_err(), "{attempt}");
    }
    assert!(check(&desk, &[]).await.is_ok());
}
