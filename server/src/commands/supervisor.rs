//! What a supervisor such as systemd is told: ready, still alive, ending. Without one nothing is said.

use sd_notify::NotifyState;

/// The address is open and the schema up to date; from now on a sign of life comes in time.
pub fn ready(status: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(status)]);
    let Some(limit) = sd_notify::watchdog_enabled() else { return };
    tokio::spawn(async move {
        // It comes from among the tasks that answer requests: when those stand still, so does it.
        let mut half = tokio::time::interval(limit / 2);
        loop {
            half.tick().await;
            tell(&[NotifyState::Watchdog]);
        }
    });
}

pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

fn tell(states: &[NotifyState]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the supervisor was not told");
    }
}
