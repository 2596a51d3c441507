use serde_json::json;

use super::*;
use crate::kernel::id::Uuid;

const MIB: u64 = 1_048_576;

fn file(n: u128, bytes: u64) -> KeptFile {
    KeptFile {
        id: Uuid::from_u128(n).into(),
        name: "a.png".into(),
        media_type: "image/png".into(),
        bytes,
        at: n as Millis,
        named: true,
        anyway: false,
        refused: None,
    }
}

/// A server that takes what it is sent and loses the line when it is told to.
#[derive(Default)]
struct Server {
    here: Option<u64>,
    bytes: u64,
    /// Bytes sent, over all tries.
    sent: u64,
}

impl Server {
    /// Status and offset; None when the line is cut. `take`: bytes of a piece that arrive before that.
    fn answer(&mut self, step: Step, cut: Option<u64>) -> Option<(u16, Option<u64>)> {
        match step {
            Step::Ask => Some(self.here.map_or((404, None), |here| (200, Some(here)))),
            Step::Begin => {
                self.here.get_or_insert(0);
                cut.is_none().then_some((201, self.here))
            }
            Step::Send(piece) => {
                let Some(here) = self.here else { return Some((404, None)) };
                if here != piece.offset {
                    return Some((409, None));
                }
                let bytes = (piece.to - piece.from).min(cut.unwrap_or(u64::MAX));
                self.here = Some(here + bytes);
                self.sent += bytes;
                assert!(here + bytes <= self.bytes);
                cut.is_none().then_some((204, self.here))
            }
            Step::Done => panic!("nothing is left to say"),
        }
    }
}

/// Sends a file over a line that is cut at each of these requests; answers how many it took.
fn sent(server: &mut Server, bytes: u64, cuts: &[(usize, u64)]) -> usize {
    let mut known = Known::default();
    for request in 0..1000 {
        let step = step(bytes, known, CHUNK);
        if step == Step::Done {
            return request;
        }
        let cut = cuts.iter().find(|(at, _)| *at == request).map(|(_, bytes)| *bytes);
        known = match server.answer(step, cut).map(|(status, offset)| heard(step, status, offset, None)) {
            Some(Heard::Go(known)) => known,
            None => Known::Nothing,
            other => panic!("{other:?}"),
        };
    }
    panic!("it never came to an end");
}

#[test]
fn a_file_goes_on_where_it_was_cut_and_no_byte_is_sent_twice() {
    let bytes = 3 * MIB + 7;
    let mut server = Server { bytes, ..Server::default() };
    // Asked, begun, four pieces.
    assert_eq!((sent(&mut server, bytes, &[]), server.sent), (6, bytes));
    let mut server = Server { bytes, ..Server::default() };
    // The answer to the beginning is lost, then a piece is torn in the middle, then one at its very end.
    let requests = sent(&mut server, bytes, &[(1, 0), (4, MIB / 3), (6, MIB)]);
    assert_eq!((server.here, server.sent), (Some(bytes), bytes));
    assert_eq!(requests, 10);
    // What had been begun is gone when the device comes back.
    let mut server = Server { bytes, here: None, sent: 0 };
    let lost = heard(step(bytes, Known::At(MIB), CHUNK), 404, None, None);
    assert_eq!(lost, Heard::Go(Known::Nothing));
    assert_eq!(sent(&mut server, bytes, &[]), 6);
}

#[test]
fn pieces_end_with_their_chunk_and_the_file() {
    let piece = |offset| match step(2 * MIB + 10, Known::At(offset), CHUNK) {
        Step::Send(piece) => (piece.chunk, piece.from, piece.to),
        other => panic!("{other:?}"),
    };
    assert_eq!(piece(0), (0, 0, MIB));
    assert_eq!(piece(MIB + 5), (1, 5, MIB));
    assert_eq!(piece(2 * MIB), (2, 0, 10));
    assert_eq!(step(MIB, Known::At(MIB), CHUNK), Step::Done);
    let small = step(MIB, Known::At(7), 0);
    assert_eq!(small, Step::Send(Piece { offset: 7, chunk: 0, from: 7, to: 7 + PIECE_MIN }));
}

#[test]
fn the_case_goes_first_and_large_files_wait_for_a_line_that_costs_nothing() {
    let small = file(2, METERED_MAX);
    let large = file(1, METERED_MAX + 1);
    let files = [small.clone(), large.clone()];
    let next = |undecided: &[&KeptFile], cost| {
        let undecided = undecided.iter().map(|file| file.id).collect();
        super::next(files.iter(), &undecided, cost).map(|file| file.id)
    };
    assert_eq!(next(&[], Cost::Free), Some(large.id), "in the order they were taken");
    assert_eq!(next(&[], Cost::Metered), Some(small.id));
    assert_eq!(next(&[&large], Cost::Free), Some(small.id), "one that waits holds up no other");
    assert_eq!(next(&[&large, &small], Cost::Free), None);
    let none = BTreeSet::new();
    assert_eq!(wait(&KeptFile { anyway: true, ..large.clone() }, &none, Cost::Metered), None);
    assert_eq!(wait(&KeptFile { named: false, ..small.clone() }, &none, Cost::Free), Some(Wait::Form));
    let refused = KeptFile { refused: Some(Fault::Forbidden), ..small };
    assert_eq!(wait(&refused, &none, Cost::Free), Some(Wait::Refused));
}

#[test]
fn what_a_line_costs_is_told_by_its_kind_before_anything_else() {
    assert_eq!(cost(Some("cellular"), false), Cost::Metered);
    assert_eq!(cost(Some("wifi"), true), Cost::Free);
    assert_eq!(cost(None, true), Cost::Metered);
    assert_eq!(cost(Some("unknown"), false), Cost::Free);
}

#[test]
fn an_answer_is_a_way_on_a_wait_or_an_end() {
    let send = step(MIB, Known::At(0), CHUNK);
    assert_eq!(heard(Step::Ask, 404, None, None), Heard::Go(Known::Absent));
    assert_eq!(heard(send, 409, None, None), Heard::Go(Known::Nothing));
    assert_eq!(heard(send, 460, None, None), Heard::Later { after: None });
    assert_eq!(heard(send, 401, None, Some(Fault::Unauthenticated)), Heard::SignedOut);
    let busy = Fault::Unavailable { retry_after_s: 5 };
    assert_eq!(heard(send, 503, None, Some(busy)), Heard::Later { after: Some(5000) });
    let disguised = Fault::invalid("/file", "file_type");
    assert_eq!(heard(send, 422, None, Some(disguised.clone())), Heard::Refused(disguised));
    let torn = Fault::invalid("/file", "broken_upload");
    assert_eq!(heard(send, 422, None, Some(torn)), Heard::Later { after: None });
}

#[test]
fn mutations_name_their_files() {
    let id: FileId = Uuid::from_u128(7).into();
    assert_eq!(named_in(&json!({"id": "x", "files": [id.to_string(), 5, "no id"]})), [id]);
    assert_eq!(named_in(&json!({"text": "a"})), []);
}

#[test]
fn room_is_left_for_what_is_written() {
    assert!(fits(10 * MIB, Some(0), Some(100 * MIB)));
    assert!(!fits(10 * MIB, Some(75 * MIB), Some(100 * MIB)), "four fifths are the most");
    assert!(!fits(3 * MIB, Some(13 * MIB), Some(20 * MIB)), "of a small one the reserve stays");
    assert!(fits(10 * MIB, None, None));
}
