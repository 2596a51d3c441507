//! Opens what a device keeps: at once, with a key from another tab, or when somebody has typed the PIN.
//! Until then whoever asks this device waits, and nothing of it is shown.

use std::cell::{Cell, RefCell};

use futures::channel::oneshot;
use gloo::timers::future::TimeoutFuture;
use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::identity::devices::RecoverDeviceKey;
use yingda_shared::identity::operations::{SignIn, WhoAmI};
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time::HOUR;
use yingda_shared::sync::StoreFault;
use yingda_shared::sync::pin::{After, after};

use super::crypto::Sealer;
use super::envelope::Envelope;
use super::handover;
use super::session::{now, set_offset};
use super::status::{Lock, Pin, Status};
use super::store::BrowserStore;
use super::vault::{Closed, Vault};
use crate::api::call;

/// Milliseconds after which a server that was away is asked again who is signed in.
const AGAIN: u32 = 15_000;

/// Somebody has to type a PIN.
struct Waiting {
    vault: Vault,
    envelope: Envelope,
    opened: oneshot::Sender<Sealer>,
    status: Status,
    name: String,
}

thread_local! {
    // Questions to the server on which the opening itself depends: they do not wait for it.
    static ASKING: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

/// The opening itself asks the server something.
pub fn is_asking() -> bool {
    ASKING.get() > 0
}

/// Asks the server on behalf of the opening.
async fn ask_for_it<O: Operation>(op: O) -> Result<O::Output, Fault> {
    ASKING.set(ASKING.get() + 1);
    let said = call(op).await;
    ASKING.set(ASKING.get() - 1);
    said
}

/// The person's store, when it may be opened; None where nothing is kept.
pub async fn store(name: &str, user: UserId, pin_required: bool, status: Status) -> Option<BrowserStore> {
    let vault = Vault::open(name).await.ok()?;
    let closed = vault.closed().await.ok()?;
    if !matches!(closed, Closed::Empty) {
        set_offset(vault.offset().await);
        vault.see(now()).await;
        if vault.is_over(now()).await {
            wait_for_the_server(&vault, user, status).await;
        }
    }
    match closed {
        Closed::Empty if pin_required => wanted(status),
        // What was done under the old rule is sent first; then nothing is kept without a PIN.
        Closed::Basic(_) if pin_required && vault.waiting().await == 0 => {
            vault.shut();
            let _ = BrowserStore::erase(name).await;
            wanted(status)
        }
        Closed::Empty => {
            status.pin.set(Pin::None);
            vault.begin_basic().await.ok()
        }
        Closed::Basic(sealer) => {
            status.pin.set(Pin::None);
            Some(vault.store(sealer))
        }
        Closed::Pin(envelope) => {
            let sealer = match handover::ask(name).await {
                Some(sealer) => sealer,
                None => wait_for_the_pin(&vault, envelope, status, name).await?,
            };
            handover::offer(name, &sealer);
            status.pin.set(Pin::Set);
            Some(vault.store(sealer))
        }
    }
}

/// The store of somebody without an account: their device has no PIN.
pub async fn of_stranger(name: &str) -> Option<BrowserStore> {
    let vault = Vault::open(name).await.ok()?;
    match vault.closed().await.ok()? {
        Closed::Empty => vault.begin_basic().await.ok(),
        Closed::Basic(sealer) => Some(vault.store(sealer)),
        Closed::Pin(_) => None,
    }
}

fn wanted(status: Status) -> Option<BrowserStore> {
    status.pin.set(Pin::Wanted);
    None
}

/// The lease ran out: nothing is shown until the server says that this person is signed in.
async fn wait_for_the_server(vault: &Vault, user: UserId, status: Status) {
    let waiting = vault.waiting().await;
    loop {
        if ask_for_it(WhoAmI {}).await.is_ok_and(|me| me.user_id == Some(user)) {
            vault.extend(now() + HOUR).await;
            return status.lock.set(None);
        }
        status.lock.set(Some(Lock::Lease { waiting }));
        TimeoutFuture::new(AGAIN).await;
    }
}

async fn wait_for_the_pin(vault: &Vault, envelope: Envelope, status: Status, name: &str) -> Option<Sealer> {
    let (opened, pin) = oneshot::channel();
    let lock = Lock::Pin { after: after(vault.wrong().await), waiting: vault.waiting().await };
    WAITING.set(Some(Waiting { vault: vault.clone(), envelope, opened, status, name: name.into() }));
    status.lock.set(Some(lock));
    pin.await.ok()
}

/// What came of a PIN.
#[derive(Clone, Debug, PartialEq)]
pub enum Tried {
    Opened,
    Wrong(After),
    /// The browser could not count the try, so it was not made.
    Failed,
}

/// Tries a PIN.
pub async fn try_pin(pin: &str) -> Tried {
    let Some(waiting) = WAITING.take() else { return Tried::Failed };
    let tried = match attempt(&waiting.vault, &waiting.envelope, pin).await {
        Ok(sealer) => return open(waiting, sealer),
        Err(tried) => tried,
    };
    if tried == Tried::Wrong(After::Forgotten) {
        let Waiting { vault, status, name, .. } = waiting;
        vault.shut();
        forget(&name, status).await;
        return tried;
    }
    WAITING.set(Some(waiting));
    tried
}

/// Too many wrong ones: what is kept goes, wherever they were typed.
pub async fn forget(name: &str, status: Status) {
    super::opening::close();
    let _ = BrowserStore::erase(name).await;
    status.lock.set(Some(Lock::Forgotten));
}

/// Opens an envelope. The try is counted before it is made, so that killing the browser saves none.
pub async fn attempt(vault: &Vault, envelope: &Envelope, pin: &str) -> Result<Sealer, Tried> {
    let wrong = vault.wrong().await + 1;
    vault.count_wrong(wrong).await.map_err(|_: StoreFault| Tried::Failed)?;
    let sealer = envelope.open(pin).await.map_err(|_| Tried::Wrong(after(wrong)))?;
    let _ = vault.count_wrong(0).await;
    Ok(sealer)
}

fn open(waiting: Waiting, sealer: Sealer) -> Tried {
    waiting.status.lock.set(None);
    let _ = waiting.opened.send(sealer);
    Tried::Opened
}

/// Somebody forgot the PIN and knows the password: the server gives the spare key, and what is kept is
/// closed under a new PIN. What waits is sent as after any opening.
pub async fn recover(login: String, password: String, new: &str) -> Result<(), Fault> {
    let Some(waiting) = WAITING.take() else { return Err(Fault::Offline) };
    let recovered = recovered(&waiting, login, password, new).await;
    match recovered {
        Ok(sealer) => {
            open(waiting, sealer);
            Ok(())
        }
        Err(fault) => {
            WAITING.set(Some(waiting));
            Err(fault)
        }
    }
}

async fn recovered(waiting: &Waiting, login: String, password: String, new: &str) -> Result<Sealer, Fault> {
    let device = waiting.envelope.device;
    let asked = ask_for_it(RecoverDeviceKey { device, password: password.clone() }).await;
    let key = match asked {
        Err(Fault::Unauthenticated) => {
            ask_for_it(SignIn { login, password: password.clone() }).await?;
            ask_for_it(RecoverDeviceKey { device, password }).await?
        }
        answer => answer?,
    };
    let lost = |_| Fault::NotFound;
    let envelope = waiting.envelope.recovered(&key.key, new).await.map_err(lost)?;
    waiting.vault.close_anew(&envelope).await.map_err(|_| Fault::refused("device_full"))?;
    envelope.open(new).await.map_err(lost)
}

/// Nobody waits for a PIN any more: the person leaves.
pub fn give_up() {
    if let Some(waiting) = WAITING.take() {
        waiting.vault.shut();
    }
}
