//! Tells a device what it has not seen: first a snapshot of its working set in pages, then the changes
//! of the feed. Grants that moved are answered by rows to drop and rows to add.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use yingda_shared::fault::Fault;
use yingda_shared::identity::operations::WhoAmI;
use yingda_shared::knowledge::articles::ARTICLES;
use yingda_shared::sync::delivery::{Delivery, deliver, moved};
use yingda_shared::sync::wire::{Change, Reset};
use yingda_shared::sync::{Body, Key, Row, SyncReply, SyncRequest};

use super::cursor::{self, Cursor, Scan};
use super::rows::{self, Narrowed};
use super::store;
use super::working_set::{self, ROWS_MAX, Stage, stages};
use crate::ctx::Cx;
use crate::failure;
use crate::knowledge::articles::kept;
use crate::registry::registry;

/// Rows of the first page of the snapshot: what a person works with is there soon.
const FIRST_PAGE: usize = 500;
/// Rows of those that follow: a device writes most of its records anew for each page.
const PAGE: usize = 2_000;
/// Changes read from the feed at once.
const FEED_PAGE: usize = 500;
/// Of so many pulls one checks the replica. Which one is left to chance: a count would make another
/// cursor of each pull, and an empty one is to stay small.
const CHECK_EVERY: u32 = 50;

pub async fn pull(cx: &mut Cx, request: &SyncRequest, mut reply: SyncReply) -> Result<SyncReply, Fault> {
    let actor = cx.caller.actor.clone();
    // A stranger's device sends, and is told nothing.
    let Some(user) = actor.user_id else { return Ok(reply) };
    let key = store::key(cx).await?;
    let owner = cursor::owner(Some(user.0), request.client);
    let (head, oldest) = store::reach(cx).await?;
    let mut now = working_set::grants(&actor);
    let articles = match stages(&actor).contains(&Stage::Articles) {
        true => Some(working_set::article_word(kept::fence(cx).await?)),
        false => None,
    };
    now.extend(articles.clone());
    let since = working_set::since(&actor, cx.now);
    let mut cursor = match request.cursor.as_deref().map(|text| cursor::open(&key, &owner, text)) {
        None => Cursor {
            epoch: reply.epoch,
            pos: head,
            grants: now.clone(),
            kind: actor.kind,
            since,
            scan: Some(Scan { stage: 0, after: String::new(), rows: 0, only: None }),
            me: 0,
            capped: false,
        },
        // Forged, another's, or sealed before the key was lost.
        Some(None) => return Ok(reset(reply, Reset::Horizon)),
        Some(Some(cursor)) if cursor.epoch != reply.epoch || cursor.pos > head => {
            return Ok(reset(reply, Reset::Epoch));
        }
        Some(Some(cursor)) if cursor.pos + 1 < oldest || cursor.kind != actor.kind => {
            return Ok(reset(reply, Reset::Horizon));
        }
        Some(Some(cursor)) => cursor,
    };
    let before = request.cursor.as_ref().map(|_| cursor.clone());
    let old = std::mem::replace(&mut cursor.grants, now.clone());
    let moved = moved(&old, &now);
    reply.purge = moved.removed.into_iter().collect();
    if !moved.added.is_empty() {
        cursor.scan = Some(rescan(cursor.scan.take(), moved.added));
    }
    tell_of_oneself(cx, &mut cursor, &mut reply).await?;
    let narrowed = Narrowed { actor: &actor, grants: &now, since, articles: articles.as_deref() };
    if since != cursor.since {
        let rested = rows::rested(cx, &narrowed, cursor.since).await?;
        reply.changes.extend(rested.into_iter().map(|key| Change::Remove { key }));
        cursor.since = since;
    }
    match cursor.scan.take() {
        Some(scan) => page(cx, &narrowed, &mut cursor, scan, &mut reply).await?,
        None => changes(cx, &narrowed, &old, &mut cursor, &mut reply).await?,
    }
    reply.partial = matches!(&cursor.scan, Some(Scan { only: None, .. }));
    check(cx, &narrowed, &cursor, &mut reply).await?;
    reply.same = before.as_ref() == Some(&cursor);
    if !reply.same {
        reply.cursor = Some(cursor::seal(&key, &owner, &cursor)?);
    }
    Ok(reply)
}

fn reset(reply: SyncReply, reset: Reset) -> SyncReply {
    SyncReply { reset: Some(reset), ..reply }
}

/// The scan that also brings the rows of `added`.
fn rescan(under_way: Option<Scan>, added: BTreeSet<String>) -> Scan {
    let only = match under_way {
        Some(Scan { only: None, .. }) => None,
        Some(Scan { only: Some(before), .. }) => Some(before.union(&added).cloned().collect()),
        None => Some(added),
    };
    Scan { stage: 0, after: String::new(), rows: 0, only }
}

/// Name, role and rights of the person, whenever they are others than the device knows.
async fn tell_of_oneself(cx: &mut Cx, cursor: &mut Cursor, reply: &mut SyncReply) -> Result<(), Fault> {
    let mut me = registry().call(&cx.services.clone(), cx.caller.clone(), WhoAmI {}).await?;
    // How many notices are unread is counted from the rows.
    me.unread = 0;
    let body = Body::of(&me).map_err(|error| failure::internal(&error))?;
    let digest = Sha256::digest(body.to_string());
    let hash = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]).max(1);
    if hash != cursor.me {
        cursor.me = hash;
        let row = Row { key: Key::new("me", "me"), rv: i64::from(hash), scopes: vec!["me".into()], body };
        reply.changes.push(Change::Put { row });
    }
    Ok(())
}

/// A page of the snapshot.
async fn page(
    cx: &mut Cx,
    narrowed: &Narrowed<'_>,
    cursor: &mut Cursor,
    mut scan: Scan,
    reply: &mut SyncReply,
) -> Result<(), Fault> {
    // What happened since the scan began comes after it.
    reply.more = true;
    let stages = stages(narrowed.actor);
    let mut room = if scan.rows == 0 { FIRST_PAGE } else { PAGE };
    while let Some(stage) = stages.get(scan.stage) {
        let page = rows::page(cx, narrowed, *stage, scan.only.as_ref(), &scan.after, room).await?;
        scan.rows += page.rows.len() as u32;
        room = room.saturating_sub(page.rows.len());
        reply.changes.extend(page.rows.into_iter().map(|row| Change::Put { row }));
        match page.next {
            Some(_) if *stage == Stage::RestingCases && scan.rows >= ROWS_MAX => {
                cursor.capped = true;
                return Ok(());
            }
            Some(next) => {
                scan.after = next;
                // Texts are long: a page of them is enough for one answer.
                if *stage == Stage::Articles {
                    break;
                }
            }
            None => {
                scan.stage += 1;
                scan.after.clear();
            }
        }
        if room == 0 {
            break;
        }
    }
    if scan.stage < stages.len() {
        cursor.scan = Some(scan);
    }
    Ok(())
}

/// What the feed holds after the cursor.
async fn changes(
    cx: &mut Cx,
    narrowed: &Narrowed<'_>,
    old: &BTreeSet<String>,
    cursor: &mut Cursor,
    reply: &mut SyncReply,
) -> Result<(), Fault> {
    let feed = store::feed_after(cx, cursor.pos, FEED_PAGE).await?;
    reply.more = feed.len() == FEED_PAGE;
    let mut texts = 0;
    // The last change of a row stands for all of them; who saw any of its states is told.
    let mut touched: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for fed in feed {
        // Articles come with their texts: so many of them fill an answer.
        texts += usize::from(fed.kind == ARTICLES);
        if texts > kept::PAGE {
            reply.more = true;
            break;
        }
        cursor.pos = fed.pos;
        let vis = working_set::words_of(&fed.kind, fed.vis);
        touched.entry((fed.kind, fed.id)).or_default().extend(vis);
    }
    let concerned = |vis: &Vec<String>| vis.iter().any(|scope| old.contains(scope) || narrowed.grants.contains(scope));
    touched.retain(|_, vis| concerned(vis));
    let mut present = rows::some(cx, narrowed, touched.keys()).await?;
    for ((kind, id), vis) in touched {
        let key = Key { kind, id };
        let row = present.remove(&key);
        match (deliver(&vis, old, narrowed.grants, row.is_some()), row) {
            (_, Some(row)) => reply.changes.push(Change::Put { row }),
            (Delivery::Remove, None) if rows::is_kept(&key.kind) => reply.changes.push(Change::Remove { key }),
            _ => {}
        }
    }
    // Rows that came along with others: the customer of a case that was handed over.
    reply.changes.extend(present.into_values().map(|row| Change::Put { row }));
    Ok(())
}

/// From time to time, when nothing moves, the device is told what it should hold.
async fn check(cx: &mut Cx, narrowed: &Narrowed<'_>, cursor: &Cursor, reply: &mut SyncReply) -> Result<(), Fault> {
    let chance = getrandom::u32().map_err(|error| failure::internal(&error))?;
    let due = chance % CHECK_EVERY == 0 && !reply.more && cursor.scan.is_none() && !cursor.capped;
    if !due || store::reach(cx).await?.0 != cursor.pos {
        return Ok(());
    }
    let tally = rows::tally(cx, narrowed).await?;
    // Somebody wrote while it was summed: the next time then.
    if store::reach(cx).await?.0 == cursor.pos {
        reply.checks = vec![tally.named("cases")];
    }
    Ok(())
}
