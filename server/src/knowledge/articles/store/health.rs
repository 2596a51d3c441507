//! What is wrong with articles, as the tables tell it.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::knowledge::articles::Ailment;

use super::Asked;
use crate::ctx::Cx;
use crate::db::Bind;

/// Voices that say something.
const VOICES: i64 = 3;
/// People who look after articles that are looked through.
const OWNERS: usize = 2_000;

const READ: &str = "IN ('published', 'outdated', 'pending_retirement')";

/// Everybody who looks after an article.
pub async fn owners(cx: &mut Cx) -> Result<Vec<UserId>, Fault> {
    let sql = format!("SELECT DISTINCT owner_id FROM articles ORDER BY owner_id LIMIT {OWNERS}");
    Ok(cx.all(&sql, vec![]).await?.iter().map(|row| row.id("owner_id")).collect())
}

impl Asked {
    /// Only those with an ailment. `since` is the moment that it is counted from, `gone` are owners who are there no more.
    pub fn ailing(&mut self, ailment: Ailment, since: Millis, gone: Vec<Bind>) {
        match ailment {
            Ailment::Orphan => self.among("owner_id", gone, false),
            Ailment::Unverified => self.and("verify_by <= ?", since),
            Ailment::Unused => {
                self.and("published_at < ?", since);
                self.that("NOT EXISTS (SELECT 1 FROM article_uses u WHERE u.article_id = articles.id)");
            }
            Ailment::Unhelpful => self.that(&format!(
                "(SELECT SUM(1 - 2 * v.helped) FROM article_votes v WHERE v.article_id = articles.id) > 0 AND \
                 (SELECT COUNT(*) FROM article_votes v WHERE v.article_id = articles.id) >= {VOICES}"
            )),
            Ailment::BrokenLinks => self.that(&format!(
                "EXISTS (SELECT 1 FROM article_links l LEFT JOIN articles t ON t.id = l.target_id \
                 WHERE l.article_id = articles.id AND (t.id IS NULL OR NOT (t.state {READ})))"
            )),
            Ailment::Behind => self.that(&format!(
                "EXISTS (SELECT 1 FROM articles o WHERE o.id = articles.pair_id AND o.state {READ} \
                 AND o.published_at > articles.published_at)"
            )),
        }
    }
}
