//! How this device stands to the server, for pages to show. Everything begins as if all were well:
//! the first render is the server's.

use leptos::prelude::*;
use yingda_shared::kernel::time::Millis;
use yingda_shared::sync::pin::After;
use yingda_shared::sync::uploads::{KeptFile, Wait};

/// Why nothing of this device is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the browser alone knows"))]
pub enum Lock {
    /// A PIN is asked; `waiting` changes would be lost with the key.
    Pin { after: After, waiting: usize },
    /// The time is over for which the device may be used without the server.
    Lease { waiting: usize },
    /// Too many wrong PINs: what was kept is gone.
    Forgotten,
}

impl Lock {
    /// How many changes have not been sent.
    pub fn waiting(self) -> usize {
        match self {
            Lock::Pin { waiting, .. } | Lock::Lease { waiting } => waiting,
            Lock::Forgotten => 0,
        }
    }
}

/// Whether a PIN closes what this device keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "the browser alone knows"))]
pub enum Pin {
    #[default]
    Unknown,
    None,
    Set,
    /// Nothing is kept before one is set.
    Wanted,
}

#[derive(Clone, Copy)]
pub struct Status {
    /// The last exchange failed: pages answer from this device.
    pub away: RwSignal<bool>,
    /// Nobody is signed in any more: what is done here waits.
    pub signed_out: RwSignal<bool>,
    /// The server answers and yet decides nothing: what is first in line holds up the rest.
    pub stuck: RwSignal<bool>,
    /// Mutations on their way.
    pub waiting: RwSignal<usize>,
    /// Mutations that a person must decide about.
    pub tray: RwSignal<usize>,
    /// Notices not read yet, as far as this device knows.
    pub unread: RwSignal<usize>,
    /// Files of what was done here, until the server has them.
    pub files: RwSignal<Vec<WaitingFile>>,
    /// When the server last answered.
    pub synced_at: RwSignal<Option<Millis>>,
    /// The first snapshot has not ended: lists are not complete.
    pub partial: RwSignal<bool>,
    pub lock: RwSignal<Option<Lock>>,
    pub pin: RwSignal<Pin>,
    /// Somebody signs out while so many changes have not been sent.
    pub leaving: RwSignal<Option<usize>>,
}

/// A file on its way, as pages show it.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingFile {
    pub file: KeptFile,
    /// Bytes that the server has.
    pub sent: u64,
    /// Why it is not being sent; None when it is, or is next.
    pub wait: Option<Wait>,
}

impl WaitingFile {
    /// Counted for itself: not with the change that names it, and no longer once it has arrived.
    fn counts(&self) -> bool {
        self.wait != Some(Wait::Case) && self.sent < self.file.bytes
    }
}

impl Status {
    /// How many changes and files wait to be sent.
    pub fn unsent(self) -> usize {
        self.waiting.try_get().unwrap_or_default() + self.files_that(WaitingFile::counts)
    }

    /// How many of them go by themselves; a file that the server refused waits for the person.
    pub fn going(self) -> usize {
        let refused = self.files_that(|file| file.counts() && file.wait == Some(Wait::Refused));
        self.unsent() - refused
    }

    /// Large files that wait for a line that costs nothing.
    pub fn held(self) -> usize {
        self.files_that(|file| file.wait == Some(Wait::Line))
    }

    fn files_that(self, count: impl Fn(&WaitingFile) -> bool) -> usize {
        self.files.try_with(|files| files.iter().filter(|file| count(file)).count()).unwrap_or_default()
    }

    /// What is done now is sent later.
    pub fn is_waiting(self) -> bool {
        self.waiting.try_get_untracked().is_some_and(|waiting| waiting > 0)
    }

    /// What asks for attention: unsent, undecided, unread.
    pub fn calls(self) -> usize {
        let count = |signal: RwSignal<usize>| signal.try_get().unwrap_or_default();
        self.unsent() + count(self.tray) + count(self.unread)
    }

    /// A page's title with the number of what asks for attention before it.
    pub fn titled(self, title: String) -> String {
        match self.calls() {
            0 => title,
            calls => format!("({calls}) {title}"),
        }
    }
}

/// Provides the status and, in the browser, opens this person's replica.
pub fn provide_status() {
    let status = Status {
        away: RwSignal::new(false),
        signed_out: RwSignal::new(false),
        stuck: RwSignal::new(false),
        waiting: RwSignal::new(0),
        tray: RwSignal::new(0),
        unread: RwSignal::new(0),
        files: RwSignal::new(Vec::new()),
        synced_at: RwSignal::new(None),
        partial: RwSignal::new(false),
        lock: RwSignal::new(None),
        pin: RwSignal::new(Pin::Unknown),
        leaving: RwSignal::new(None),
    };
    provide_context(status);
    #[cfg(feature = "hydrate")]
    {
        let live = crate::live::use_live();
        let (me, build) = crate::boot::use_boot().with_value(|boot| (boot.me.clone(), boot.build.clone()));
        let lang = crate::i18n::use_i18n();
        Effect::new(move |_| {
            let person =
                super::opening::Opening { me: me.clone(), build: build.clone(), status, version: live.version, lang };
            super::opening::prepare(person);
        });
    }
}

pub fn use_status() -> Status {
    expect_context::<Status>()
}
