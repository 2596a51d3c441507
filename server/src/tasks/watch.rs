//! The loop that tells people of tasks that are due. It sleeps until the next one, or until a task changes.
//!
//! That somebody was told is written with the notice, in one transaction: of two nodes, or after a kill, one tells.

use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::TaskId;
use yingda_shared::kernel::time::Millis;
use yingda_shared::tasks::{KIND, Task};

use super::store;
use crate::ctx::{Caller, Cx, now};
use crate::outbox::pause;
use crate::reactions;
use crate::services::Services;

/// Tasks that are told of in one transaction: people's commands get their turn in between.
const TOLD: usize = 50;
/// Rounds of one look: more is left to the next.
const ROUNDS: usize = 100;

/// Changes after which something may be to do. Tasks are among what other nodes call `other`.
const WAKING: &[&str] = &[KIND, "other"];

/// Runs for as long as the process lives.
pub async fn run(services: Arc<Services>) {
    let trouble = |fault| tracing::error!(?fault, "nobody is told of tasks that are due");
    pause::keep(services, WAKING, |services| Box::pin(rest(services)), trouble).await;
}

async fn rest(services: &Arc<Services>) -> Result<Millis, Fault> {
    work_off(services, now()).await?;
    let next = store::next_telling(&mut services.reader(Caller::system())).await?;
    Ok(next.map_or(pause::LOOK, |at| at - now()))
}

/// Tells of everything that is due at a moment.
pub async fn work_off(services: &Arc<Services>, now: Millis) -> Result<(), Fault> {
    for _ in 0..ROUNDS {
        let due = store::telling(&mut services.reader(Caller::system()), now, TOLD).await?;
        if due.is_empty() {
            break;
        }
        let work = services.write(Caller::system(), move |cx| {
            Box::pin(async move {
                cx.now = now;
                for id in due {
                    tell(cx, id).await?;
                }
                Ok(())
            })
        });
        work.await?;
    }
    Ok(())
}

/// Its version stays: that people were told changes nothing of the task.
async fn tell(cx: &mut Cx, id: TaskId) -> Result<(), Fault> {
    let now = cx.now;
    let task = store::find(cx, id).await?.filter(|task| task.tells_at().is_some_and(|due| due <= now));
    // Another node may have been here meanwhile.
    let Some(task) = task else { return Ok(()) };
    reactions::task_due(cx, &task).await?;
    store::put(cx, &Task { told_due: task.due_at, ..task }).await
}
