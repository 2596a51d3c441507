//! The head of the audit's chain. It lies in the clock row, so that it moves in the transaction of the
//! lines it stands for, and goes back with the savepoint of a command that is refused.

use sha2::{Digest, Sha256};
use yingda_shared::kernel::hex::{hex, unhex};
use yingda_shared::kernel::time::Millis;

use super::{Conn, DbError, Row};

pub type Hash = [u8; 32];

/// The last line of the chain, and how many there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub pos: i64,
    pub count: i64,
    pub hash: Hash,
}

/// What of a line stays as it is for ever. What was said in it is held by its digest alone, so that a
/// person's words can be taken out and the chain still holds.
pub struct Link<'a> {
    pub pos: i64,
    pub at: Millis,
    pub kind: &'a str,
    pub object: &'a str,
    pub action: &'a str,
    pub field: &'a str,
    pub digest: &'a str,
}

impl Head {
    /// The head once this line is behind it.
    pub fn then(&self, link: &Link<'_>) -> Head {
        let mut hasher = Sha256::new().chain_update("yingda audit line").chain_update(self.hash);
        hasher.update(link.pos.to_be_bytes());
        hasher.update(link.at.to_be_bytes());
        for text in [link.kind, link.object, link.action, link.field, link.digest] {
            add(&mut hasher, text);
        }
        Head { pos: link.pos, count: self.count + 1, hash: hasher.finalize().into() }
    }

    pub fn hex(&self) -> String {
        hex(&self.hash)
    }

    /// The head as its row has it. One that was spoilt stops nobody's work: the next line then hangs on
    /// nothing, and the check of the chain says so for ever.
    pub(super) fn parse(row: &Row) -> Head {
        let hash = parse_hash(&row.text("audit_hash")).unwrap_or_default();
        Head { pos: row.int("audit_pos"), count: row.int("audit_count"), hash }
    }
}

/// A hash as it is written, in small letters.
pub fn parse_hash(text: &str) -> Option<Hash> {
    let hash: Hash = unhex(text)?.try_into().ok()?;
    (hex(&hash) == text).then_some(hash)
}

/// The digest of texts: each with its length before it, so that nothing moves from one to the next.
pub fn digest(texts: &[&str]) -> String {
    let mut hasher = Sha256::new().chain_update("yingda audit content");
    for text in texts {
        add(&mut hasher, text);
    }
    hex(&hasher.finalize())
}

fn add(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_be_bytes());
    hasher.update(text);
}

/// The head as it is kept.
pub async fn head(conn: &mut Conn) -> Result<Head, DbError> {
    let sql = "SELECT audit_pos, audit_count, audit_hash FROM clock WHERE id = 1";
    Ok(Head::parse(&conn.one(sql, vec![]).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link<'static> {
        Link { pos: 7, at: 1, kind: "cases", object: "o", action: "cases.edit", field: "state", digest: "d" }
    }

    #[test]
    fn whatever_differs_in_a_line_or_before_it_shows_in_the_head() {
        let before = Head { pos: 3, count: 2, hash: [1; 32] };
        let head = before.then(&link());
        assert_eq!((head.pos, head.count), (7, 3));
        let others = [
            before.then(&Link { pos: 8, ..link() }),
            before.then(&Link { at: 2, ..link() }),
            before.then(&Link { kind: "case", object: "so", ..link() }),
            before.then(&Link { action: "cases.edits", field: "tate", ..link() }),
            before.then(&Link { digest: "e", ..link() }),
            Head { hash: [2; 32], ..before }.then(&link()),
        ];
        for other in others {
            assert_ne!(other.hash, head.hash);
        }
        assert_eq!(before.then(&link()), head);
    }

    #[test]
    fn texts_do_not_run_into_each_other() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["ab", ""]), digest(&["", "ab"]));
    }

    #[test]
    fn a_hash_is_64_small_digits() {
        assert_eq!(parse_hash(&hex(&[0xa7; 32])), Some([0xa7; 32]));
        for odd in ["", "00", &"0g".repeat(32), &"00".repeat(33), &"A7".repeat(32)] {
            assert_eq!(parse_hash(odd), None, "{odd}");
        }
    }
}
