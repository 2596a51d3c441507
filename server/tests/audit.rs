//! The audit: a chain in which every change of a line shows, pages and files of it, and what retention
//! leaves of it.

mod chain;
mod kept;
mod pages;

use yingda_server::audit::Line;
use yingda_server::audit::roots::Root;
use yingda_server::audit::verify::{self, Broken, Sound};
use yingda_server::ctx::{Caller, Cx};
use yingda_server::db::{Bind, Dialect};
use yingda_shared::fault::Fault;

use crate::support::Desk;

/// Checks the chain as an operator does.
async fn check(desk: &Desk, roots: &[Root]) -> Result<Sound, Broken> {
    let mut conn = desk.services.database.reader().await.expect("a connection");
    verify::run(&mut conn, roots).await.expect("the chain is read")
}

/// Runs one statement as somebody who has the database in hand.
async fn sql(desk: &Desk, sql: &'static str, binds: Vec<Bind>) -> u64 {
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, binds).await })).await
}

/// Takes the engine's guards away, as whoever owns the database can.
async fn unguarded(desk: &Desk) {
    let statements: &[&str] = match desk.services.database.dialect {
        Dialect::Sqlite => &[
            "DROP TRIGGER audit_kept",
            "DROP TRIGGER audit_fixed",
            "DROP TRIGGER audit_checkpoints_kept",
            "DROP TRIGGER audit_checkpoints_fixed",
        ],
        Dialect::Postgres => {
            &["ALTER TABLE audit DISABLE TRIGGER USER", "ALTER TABLE audit_checkpoints DISABLE TRIGGER USER"]
        }
    };
    for statement in statements {
        sql(desk, statement, vec![]).await;
    }
}

/// Writes lines about a made-up object.
async fn lines(desk: &Desk, many: usize) {
    desk.write(move |cx| {
        Box::pin(async move {
            for n in 0..many {
                line(cx, &format!("object-{n}")).await?;
            }
            Ok(())
        })
    })
    .await;
}

async fn line(cx: &mut Cx, object: &str) -> Result<(), Fault> {
    let (old, new, reason) = ("旧值", "新值 new", "因为");
    cx.audit(Line { action: "matrix.save", kind: "settings", object, field: "cells", old, new, reason }).await
}

fn system() -> Caller {
    Caller::system()
}
