//! A desk to test on: a fresh database of either kind, a small world in it, and the two doors
//! (the registry with its types, the router with HTTP) through which stories are told.

mod backend;
mod desk;
mod dice;
pub mod elsewhere;
pub mod http;
mod log;
mod relay;
pub mod stories;
pub mod world;

pub use backend::{Backend, Place, skip};
pub use desk::Desk;
pub use dice::Dice;
pub use http::Ask;
pub use log::Lines;
pub use relay::{Line, Relay};

use yingda_shared::fault::Fault;

/// Declares that each of the named stories, `async fn name(desk: Desk)`, is a test on SQLite and a
/// test on PostgreSQL: `name::sqlite`, `name::postgres`.
#[macro_export]
macro_rules! both {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::support::Desk::tell($crate::support::Backend::Sqlite, super::$story).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::support::Desk::tell($crate::support::Backend::Postgres, super::$story).await;
            }
        }
    )+ };
}

/// The same for stories that have a server of somebody else beside the desk, which may call it.
#[macro_export]
macro_rules! with_elsewhere {
    ($($story:ident),+ $(,)?) => { $(
        mod $story {
            use yingda_server::config::Config;
            use $crate::support::elsewhere::Elsewhere;
            use $crate::support::{Backend, Desk, world};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                told(Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                told(Backend::Postgres).await;
            }

            async fn told(backend: Backend) {
                let there = Elsewhere::open().await;
                let allow = vec![there.allowed()];
                let settings = |config: &mut Config| {
                    (config.outgoing_allow, config.push_allow) = (allow.clone(), allow);
                };
                Desk::tell_empty(backend, settings, |desk| async {
                    world::build(&desk).await;
                    super::$story(desk, there).await;
                })
                .await;
            }
        }
    )+ };
}

/// The code of the fault that an outcome must be.
#[track_caller]
pub fn code<T>(outcome: Result<T, Fault>) -> String {
    match outcome {
        Ok(_) => panic!("a fault was expected"),
        Err(fault) => fault.code().to_string(),
    }
}

/// Pointer and code of each field that an outcome must complain about.
#[track_caller]
pub fn fields<T>(outcome: Result<T, Fault>) -> Vec<(String, String)> {
    match outcome {
        Err(Fault::Invalid { fields }) => fields.into_iter().map(|field| (field.pointer, field.code)).collect(),
        Err(other) => panic!("an invalid input was expected, not {other:?}"),
        Ok(_) => panic!("an invalid input was expected"),
    }
}

/// `fields` of one pointer and code.
pub fn field(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_string(), code.to_string())]
}
