//! Indexes that devices are given: whose they are, what stands in them, and what a device makes of them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use yingda_server::records::sound::sounds;
use yingda_shared::kernel::id::{ArticleId, Id, Uuid};
use yingda_shared::knowledge::articles::*;
use yingda_shared::offline::articles::Library;
use yingda_shared::retrieval::{Collection, Segment, Shelf};

use super::reading::shelf;
use super::{article, facets, published, text};
use crate::both;
use crate::support::world::NORTH;
use crate::support::{Desk, code};
use crate::sync::device::Device;

both!(
    an_index_holds_what_all_of_its_audience_read,
    an_index_is_given_to_its_audience_alone,
    what_changes_makes_another_index,
    a_device_goes_on_from_what_it_is_given,
);

async fn listed(desk: &Desk, who: &str) -> Vec<(String, String)> {
    let told = desk.done(who, ListSegments {}).await;
    told.rows.into_iter().map(|row| (row.scope, row.name)).collect()
}

async fn given(desk: &Desk, who: &str, name: &str) -> Segment {
    let file = desk.done(who, GetSegment { name: name.into() }).await;
    let segment = Segment::decode(STANDARD.decode(file.data).expect("Base64")).expect("sound bytes");
    assert_eq!(segment.name(), name);
    segment
}

/// How often pairs of characters stand in a segment, as documents.
fn documents(segment: Segment, terms: &[&str]) -> Vec<u32> {
    let mut shelf = Shelf::default();
    shelf.add(segment);
    terms.iter().map(|term| shelf.frequency(term)).collect()
}

fn uuids(of: &[ArticleId]) -> BTreeSet<Uuid> {
    of.iter().map(|id| id.uuid()).collect()
}

async fn an_index_holds_what_all_of_its_audience_read(desk: Desk) {
    let shelf = shelf(&desk).await;
    let named = |title: &str| shelf.iter().find(|(known, _)| *known == title).expect("an article").1;
    let north = Facets { audience: Audience::Public, unit_id: Some(NORTH), ..facets() };
    published(&desk, WriteArticle { facets: north, text: text("搓纸轮", "搓纸轮"), ..article("x") }).await;
    let draft = Facets { audience: Audience::Public, ..facets() };
    desk.done("engineer", WriteArticle { facets: draft, text: text("硒鼓", "硒鼓"), ..article("x") }).await;
    desk.done("engineer", DraftArticle { id: named("公开"), text: text("公开", "定影器"), seen: None }).await;
    let wanted = [("kb:internal", "内部"), ("kb:partner", "伙伴"), ("kb:customer", "客户"), ("kb:public", "公开")];
    let all = listed(&desk, "sales").await;
    assert_eq!(all.iter().map(|(scope, _)| scope.as_str()).collect::<Vec<_>>(), wanted.map(|(scope, _)| scope));
    for ((_, name), (scope, title)) in all.iter().zip(wanted) {
        let segment = given(&desk, "sales", name).await;
        assert_eq!(segment.ids().collect::<BTreeSet<_>>(), uuids(&[named(title)]), "{scope}");
        let sound = sounds(title);
        let sound = sound.split(' ').next().expect("initials");
        assert_eq!(documents(segment, &["搓纸", "硒鼓", "定影", "卡纸", sound]), [0, 0, 0, 1, 1], "{scope}");
    }
}

async fn an_index_is_given_to_its_audience_alone(desk: Desk) {
    shelf(&desk).await;
    let all = listed(&desk, "admin").await;
    let partner = listed(&desk, "paul").await;
    assert_eq!(partner, all[1..], "the same for whoever may have it");
    assert_eq!(listed(&desk, "south").await, all, "nothing of a region stands in it");
    assert_eq!(code(desk.call("paul", GetSegment { name: all[0].1.clone() }).await), "not_found");
    for who in ["anna", "guest"] {
        assert!(desk.call(who, ListSegments {}).await.is_err(), "{who}");
        assert!(desk.call(who, GetSegment { name: all[3].1.clone() }).await.is_err(), "{who}");
    }
    assert_eq!(code(desk.call("admin", GetSegment { name: "0".repeat(20) }).await), "not_found");
}

async fn what_changes_makes_another_index(desk: Desk) {
    let open = Facets { audience: Audience::Partner, ..facets() };
    let id = published(&desk, WriteArticle { facets: open.clone(), ..article("一") }).await;
    let other = published(&desk, WriteArticle { facets: open, ..article("二") }).await;
    published(&desk, article("三")).await;
    let before = listed(&desk, "admin").await;
    desk.done("librarian", EditArticle { id, facets: facets() }).await;
    let after = listed(&desk, "admin").await;
    assert!(before.iter().zip(&after).all(|(before, after)| before.0 == after.0 && before.1 != after.1));
    assert_eq!(code(desk.call("paul", GetSegment { name: before[1].1.clone() }).await), "not_found");
    assert_eq!(given(&desk, "paul", &after[1].1).await.ids().collect::<Vec<_>>(), [other.uuid()]);
    // What changes nothing in an index leaves its name.
    desk.done("engineer", VerifyArticle { id }).await;
    assert_eq!(listed(&desk, "admin").await, after);
}

/// What the device of somebody makes of its rows.
fn follow(library: &mut Library, device: &Device) {
    let disk = device.engine.store.0.borrow();
    let rows = disk.rows.iter().filter(|(key, _)| key.kind == ARTICLES);
    let told = rows.map(|(key, held)| (key.id.as_str(), held.row.rv, &held.row.body));
    assert!(library.catch_up(told, usize::MAX));
}

fn is_behind(library: &Library, device: &Device) -> bool {
    let disk = device.engine.store.0.borrow();
    let rows = disk.rows.iter().filter(|(key, _)| key.kind == ARTICLES);
    library.is_behind(rows.map(|(key, held)| (key.id.as_str(), held.row.rv)))
}

async fn take(desk: &Desk, who: &str, library: &mut Library) {
    for row in desk.done(who, ListSegments {}).await.rows {
        library.add(&row.scope, row.pos, given(desk, who, &row.name).await);
    }
}

async fn a_device_goes_on_from_what_it_is_given(desk: Desk) {
    let shelf = shelf(&desk).await;
    let laptop = Device::of(&desk, "sales");
    laptop.rest().await;
    let mut library = Library::default();
    take(&desk, "sales", &mut library).await;
    follow(&mut library, &laptop);
    // Articles of a region and of owners are indexed on the device.
    let kept = laptop.rows(ARTICLES).len();
    assert_eq!((library.len(), library.indexed_here()), (kept, kept - 4));
    assert!(!is_behind(&library, &laptop));
    // What changed since is told by the device itself.
    let (_, first) = shelf[0];
    desk.done("colleague", OutdateArticle { id: first }).await;
    laptop.rest().await;
    follow(&mut library, &laptop);
    assert_eq!((library.len(), library.indexed_here()), (kept, kept - 3));
    // What was taken back stands in the index yet: another one is asked for.
    desk.done("librarian", RetireArticle { id: first, at: None, redirect_id: None }).await;
    laptop.rest().await;
    follow(&mut library, &laptop);
    assert!(library.len() == kept - 1 && is_behind(&library, &laptop));
    library.drop_scope("kb:internal");
    take(&desk, "sales", &mut library).await;
    follow(&mut library, &laptop);
    assert!(!is_behind(&library, &laptop));
    // A scope that was taken away is dropped whole; what is left is indexed here.
    library.drop_scope("kb:public");
    follow(&mut library, &laptop);
    assert_eq!((library.len(), library.scopes().len()), (kept - 1, 2));
    assert_eq!(library.indexed_here(), kept - 3);
}
