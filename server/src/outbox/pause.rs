//! Waiting for the next thing to do: a moment, a change, or the end of the process.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use yingda_shared::kernel::time::Millis;

use crate::db::feed::Touch;

/// Looks at least so often whether another node left something.
pub const LOOK: Millis = 5_000;

/// Waits so long, or until something of these kinds changes; false once the process is to end.
pub async fn until(
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
