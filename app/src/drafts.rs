//! What is being written, on the server as well: after a rest, one word after the other, and whatever
//! other devices and colleagues made of it. The device's own copy is always there first.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::workplace::drafts::{Draft, DraftKept, GetDraft, SaveDraft, SharedDraft, TakeDraft};

use crate::api::call;
use crate::boot::use_boot;
use crate::live::use_live;
use crate::offline::use_status;

/// After so long without a key the server is told.
const REST: Duration = Duration::from_millis(1200);

/// What the device kept beside the words: the server's version they go on from, and whether it has them all.
#[derive(Clone, Copy, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Told {
    pub rv: Option<i64>,
    pub whole: bool,
}

/// The way to the server, which outlives the page that writes.
#[derive(Default)]
struct Line {
    rv: Option<i64>,
    /// The server's newest copy.
    there: Option<Draft>,
    wanted: Option<(Draft, bool, bool)>,
    busy: bool,
}

#[derive(Clone, Copy)]
pub struct Elsewhere {
    case: Option<CaseId>,
    /// What another device left is offered, not put into an empty form.
    asks: bool,
    /// The version that is offered.
    offered: StoredValue<Option<i64>>,
    /// The version of another device.
    pub other: RwSignal<Option<Draft>>,
    pub taken_by: RwSignal<Option<String>>,
    pub shared: RwSignal<bool>,
    /// What colleagues share of the same case.
    pub theirs: RwSignal<Vec<SharedDraft>>,
    away: RwSignal<bool>,
    line: StoredValue<Arc<Mutex<Line>>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// What stands on the device: read, and written over by what another device wrote.
#[derive(Clone, Copy)]
pub struct Here {
    pub read: Callback<(), (Draft, Told)>,
    pub write: Callback<Draft>,
    pub told: Callback<Told>,
}

impl Here {
    fn now(self) -> Option<(Draft, Told)> {
        untrack(|| self.read.try_run(()))
    }
}

/// Keeps a draft on the server too. `here.read` is followed: each change of it is told. The server is asked
/// while the draft is shown.
pub fn use_elsewhere(case: Option<CaseId>, here: Here, shown: Signal<bool>) -> Elsewhere {
    let elsewhere = Elsewhere {
        case,
        asks: case.is_none(),
        offered: StoredValue::new(None),
        other: RwSignal::new(None),
        taken_by: RwSignal::new(None),
        shared: RwSignal::new(false),
        theirs: RwSignal::new(Vec::new()),
        away: use_status().away,
        line: StoredValue::new(Arc::default()),
        timer: StoredValue::new(None),
    };
    if !use_boot().with_value(|boot| boot.me.user_id.is_some()) {
        return elsewhere;
    }
    let version = use_live().version;
    Effect::new(move |_| {
        version.track();
        if !elsewhere.away.get() && shown.get() {
            elsewhere.look(here);
        }
    });
    Effect::new(move |before: Option<(Draft, bool)>| {
        let now = (here.read.run(()).0, elsewhere.shared.get());
        if before.as_ref().is_some_and(|before| *before != now) {
            elsewhere.later(here);
        }
        now
    });
    on_cleanup(move || {
        // What was typed last is not left to the timer.
        if let Some(Some(waiting)) = elsewhere.timer.try_get_value() {
            waiting.clear();
            elsewhere.tell(here, false);
        }
    });
    elsewhere
}

impl Elsewhere {
    fn line(self) -> Option<Arc<Mutex<Line>>> {
        self.line.try_get_value()
    }

    fn look(self, here: Here) {
        let case_id = self.case;
        leptos::task::spawn_local(async move {
            let Ok(drafts) = call(GetDraft { case_id }).await else { return };
            if self.theirs.try_with_untracked(|now| *now != drafts.shared) == Some(true) {
                self.theirs.set(drafts.shared);
            }
            self.learn(here, drafts.own);
        });
    }

    /// What the server keeps meets what stands here.
    fn learn(self, here: Here, own: Option<DraftKept>) {
        let Some(line) = self.line() else { return };
        let busy = line.lock().is_ok_and(|line| line.busy || line.wanted.is_some());
        let waits = self.timer.try_get_value().flatten().is_some();
        let Some((words, told)) = here.now() else { return };
        // What is on its way is newer than any answer.
        if busy || waits {
            return;
        }
        let Some(own) = own else {
            // Sent or thrown away elsewhere.
            if told.whole && told.rv.is_some() && !words.is_empty() {
                self.take_in(here, Draft::default(), Told::default());
            } else if !words.is_empty() {
                self.tell(here, false);
            }
            return;
        };
        self.other.set(own.other.clone());
        self.taken_by.set(own.taken_by.clone());
        if let Ok(mut line) = line.lock() {
            (line.rv, line.there) = (told.rv, None);
        }
        let known = told.rv == Some(own.rv);
        let nothing = words.is_empty() && (told.whole || told.rv.is_none());
        if nothing && self.asks && !known {
            let left = Some(own.draft.clone()).filter(|draft| !draft.is_empty());
            self.other.set(left.or(own.other));
            return self.offered.set_value(Some(own.rv));
        }
        if own.taken_by.is_some() || nothing || (told.whole && !known) {
            self.take_in(here, own.draft.clone(), Told { rv: Some(own.rv), whole: true });
            self.shared.set(own.shared);
            if let Ok(mut line) = line.lock() {
                (line.rv, line.there) = (Some(own.rv), Some(own.draft));
            }
        } else if !known || !told.whole {
            self.tell(here, false);
        } else {
            self.shared.set(own.shared);
            if let Ok(mut line) = line.lock() {
                (line.rv, line.there) = (Some(own.rv), Some(own.draft));
            }
        }
    }

    fn take_in(self, here: Here, draft: Draft, told: Told) {
        if here.now().is_some_and(|(now, _)| now != draft) {
            here.write.try_run(draft);
        }
        here.told.try_run(told);
    }

    fn rest(self) {
        if let Some(Some(waiting)) = self.timer.try_update_value(Option::take) {
            waiting.clear();
        }
    }

    fn later(self, here: Here) {
        self.rest();
        // What the server has said itself is no news to it.
        let Some((words, told)) = here.now() else { return };
        let same = self.line().is_some_and(|line| {
            line.lock().is_ok_and(|line| {
                line.there.as_ref() == Some(&words) || (line.there.is_none() && told.rv.is_none() && words.is_empty())
            })
        });
        if same && told.whole {
            return;
        }
        here.told.run(Told { whole: false, ..told });
        // An empty field was sent or thrown away: nobody is to find the words elsewhere for another second.
        if words.is_empty() {
            return self.tell(here, false);
        }
        self.timer.set_value(
            set_timeout_with_handle(
                move || {
                    self.timer.try_set_value(None);
                    self.tell(here, false);
                },
                REST,
            )
            .ok(),
        );
    }

    /// Tells the server what stands here now. `settled`: the other version is not needed any more.
    pub fn tell(self, here: Here, settled: bool) {
        let (Some(line), Some((words, told))) = (self.line(), here.now()) else { return };
        self.rest();
        if self.away.try_get_untracked() != Some(false) {
            return;
        }
        let shared = self.shared.try_get_untracked().unwrap_or(false);
        {
            let Ok(mut line) = line.lock() else { return };
            line.rv = line.rv.or(told.rv);
            // Nothing here, nothing there.
            if words.is_empty() && line.rv.is_none() && !line.busy {
                return;
            }
            line.wanted = Some((words, shared, settled));
        }
        self.pump(here, line);
    }

    /// One after the other: a late answer must not bring back what was sent meanwhile.
    fn pump(self, here: Here, line: Arc<Mutex<Line>>) {
        let (draft, shared, settled, base) = {
            let Ok(mut line) = line.lock() else { return };
            if line.busy {
                return;
            }
            let Some((draft, shared, settled)) = line.wanted.take() else { return };
            line.busy = true;
            (draft, shared, settled, line.rv)
        };
        let case_id = self.case;
        leptos::task::spawn_local(async move {
            let answer = call(SaveDraft { case_id, draft: draft.clone(), base, shared, settled }).await;
            if let Ok(mut line) = line.lock() {
                line.busy = false;
                if let Ok(kept) = &answer {
                    line.rv = Some(kept.rv).filter(|_| !kept.draft.is_empty() || kept.taken_by.is_some());
                    line.there = Some(kept.draft.clone());
                }
            }
            if let Ok(kept) = answer {
                self.heard(here, kept, &draft);
            }
            self.pump(here, line);
        });
    }

    fn heard(self, here: Here, kept: DraftKept, sent: &Draft) {
        let rv = Some(kept.rv).filter(|_| !kept.draft.is_empty() || kept.taken_by.is_some());
        let told = Told { rv, whole: true };
        self.other.try_set(kept.other.clone());
        if kept.taken_by.is_some() {
            self.taken_by.try_set(kept.taken_by);
            return self.take_in(here, kept.draft, told);
        }
        let Some((now, _)) = here.now() else { return };
        if now == *sent {
            // An older device may have been answered with the newer words.
            self.take_in(here, kept.draft, told);
        } else {
            here.told.try_run(Told { whole: false, ..told });
        }
    }

    /// The other version was looked at: it is used here, or needed no more.
    pub fn settle(self, here: Here, used: Option<Draft>) {
        self.other.set(None);
        if let Some(line) = self.line()
            && let Ok(mut line) = line.lock()
        {
            line.rv = line.rv.or(self.offered.get_value());
        }
        if let Some(words) = used {
            here.write.run(words);
        }
        self.tell(here, true);
    }

    /// Takes over what a colleague shares.
    pub async fn take(self, here: Here, from: &SharedDraft) -> Result<(), Fault> {
        let Some(case_id) = self.case else { return Ok(()) };
        self.rest();
        let kept = call(TakeDraft { case_id, from: from.user_id }).await?;
        if let Some(line) = self.line()
            && let Ok(mut line) = line.lock()
        {
            (line.rv, line.there, line.wanted) = (Some(kept.rv), Some(kept.draft.clone()), None);
        }
        self.shared.try_set(kept.shared);
        self.other.try_set(kept.other);
        let gone = from.user_id;
        self.theirs.try_update(|theirs| theirs.retain(|one| one.user_id != gone));
        self.take_in(here, kept.draft, Told { rv: Some(kept.rv), whole: true });
        Ok(())
    }
}
