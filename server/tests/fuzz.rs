//! Made-up input for everything that reads what others wrote. A number makes the input, and the number of
//! one that broke something is told: `cargo xtask soak fuzz --target NAME --seed N` makes it again. The
//! gate takes a share of some thousand, the same each time; the soak goes on for as long as one likes.
//!
//! A new target is a module with `async fn one(desk, dice)` that panics when something is not as it has to
//! be, and a line in `TARGETS`.

mod filters;
mod messages;
mod mutate;
mod replies;
mod sheets;
mod tables;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures::FutureExt;

use crate::support::{Backend, Desk, Dice};

type One<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// What is fed, and how many inputs of it the gate takes.
struct Target {
    name: &'static str,
    share: u64,
    /// What it needs to be there.
    world: for<'a> fn(&'a Desk) -> One<'a>,
    one: for<'a> fn(&'a Desk, Dice) -> One<'a>,
}

const TARGETS: &[Target] = &[
    Target {
        name: "filters",
        share: 400,
        world: |desk| Box::pin(filters::world(desk)),
        one: |desk, dice| Box::pin(filters::one(desk, dice)),
    },
    Target {
        name: "messages",
        share: 200,
        world: |desk| Box::pin(messages::world(desk)),
        one: |desk, dice| Box::pin(messages::one(desk, dice)),
    },
    Target {
        name: "replies",
        share: 2_000,
        world: |_| Box::pin(async {}),
        one: |_, dice| Box::pin(replies::one(dice)),
    },
    Target { name: "sheets", share: 500, world: |_| Box::pin(async {}), one: |_, dice| Box::pin(sheets::one(dice)) },
    Target {
        name: "tables",
        share: 1_000,
        world: |_| Box::pin(async {}),
        one: |desk, dice| Box::pin(tables::one(desk, dice)),
    },
];

impl Target {
    /// Feeds inputs from a number on, as many as `goes_on` lets.
    async fn feed(&self, backend: Backend, from: u64, goes_on: impl Fn(u64) -> bool) {
        Desk::tell(backend, |desk| async move {
            (self.world)(&desk).await;
            let mut fed = 0;
            while goes_on(fed) {
                let seed = from + fed;
                if AssertUnwindSafe((self.one)(&desk, Dice::of(seed))).catch_unwind().await.is_err() {
                    panic!(
                        "{} broke on {backend:?}: cargo xtask soak fuzz --target {} --seed {seed} --inputs 1",
                        self.name, self.name
                    );
                }
                fed += 1;
            }
            println!("{} on {backend:?}: {fed} inputs from {from} on", self.name);
        })
        .await;
    }
}

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("no target {name}"))
}

async fn share(name: &str, backend: Backend) {
    let target = target(name);
    target.feed(backend, 1, |fed| fed < target.share).await;
}

macro_rules! shares {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            use super::super::share;
            use crate::support::Backend;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                share(stringify!($name), Backend::Sqlite).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                share(stringify!($name), Backend::Postgres).await;
            }
        }
    )+ };
}

mod shares {
    shares!(filters, messages);

    use super::share;
    use crate::support::Backend;

    /// What meets no database is fed once.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn replies() {
        share("replies", Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sheets() {
        share("sheets", Backend::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn tables() {
        share("tables", Backend::Sqlite).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "goes on for as long as it is told"]
async fn soak_fuzz() {
    let told = |name: &str| std::env::var(format!("YINGDA_FUZZ_{name}")).ok();
    let number = |name: &str| told(name).map(|text| text.parse::<u64>().unwrap_or_else(|_| panic!("{name}: {text}")));
    let (from, most) = (number("SEED").unwrap_or(1_000_000), number("INPUTS").unwrap_or(u64::MAX));
    let time = Duration::from_secs(number("SECONDS").unwrap_or(60));
    let only = told("TARGET");
    for target in TARGETS.iter().filter(|target| only.as_deref().is_none_or(|only| only == target.name)) {
        let databases: &[Backend] = match target.name {
            "filters" | "messages" => &[Backend::Sqlite, Backend::Postgres],
            _ => &[Backend::Sqlite],
        };
        for backend in databases {
            let begun = Instant::now();
            target.feed(*backend, from, |fed| fed < most && begun.elapsed() < time).await;
        }
    }
}
