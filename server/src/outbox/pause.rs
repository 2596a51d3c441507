//! Waiting for the next thing to do: a moment, a change, or the end of the process.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::Millis;

use crate::db::feed::Touch;
use crate::services::Services;

/// Looks at least so often whether another node left something.
pub const LOOK: Millis = 5_000;

/// Does what is due over and over for as long as the process lives. `rest` does it and answers how long nothing else will
/// be; where it cannot, `trouble` says so, and it is tried again a look later.
pub async fn keep<R>(services: Arc<Services>, waking: &[&str], rest: R, trouble: impl Fn(Fault))
where
    R: for<'a> Fn(&'a Arc<Services>) -> BoxFuture<'a, Result<Millis, Fault>>,
{
    let mut changes = services.changes.subscribe();
    let mut stopping = services.stopping.subscribe();
    loop {
        let wait = rest(&services).await.unwrap_or_else(|fault| {
            trouble(fault);
            LOOK
        });
        if !until(&mut changes, &mut stopping, wait, waking).await {
            return;
        }
    }
}

/// Waits so long, or until something of these kinds changes; false once the process is to end.
async fn until(
    changes: &mut Receiver<Arc<Vec<Touch>>>,
    stopping: &mut watch::Receiver<bool>,
    wait: Millis,
    waking: &[&str],
) -> bool {
    let until = tokio::time::Instant::now() + Duration::from_millis(wait.clamp(1, LOOK) as u64);
    loop {
        let heard = tokio::select! {
            heard = changes.recv() => heard,
            _ = tokio::time::sleep_until(until) => return true,
            _ = stopping.wait_for(|stop| *stop) => return false,
        };
        match heard {
            Ok(touches) if !touches.iter().any(|touch| waking.contains(&touch.kind)) => {}
            Err(RecvError::Closed) => return false,
            _ => return true,
        }
    }
}
