//! The line between a tab and the server: loses, doubles and holds back what goes over it.

use std::cell::RefCell;
use std::rc::Rc;

use yingda_shared::sync::wire::{SyncReply, SyncRequest};
use yingda_shared::sync::{NetFault, Transport};

use crate::device::gate;
use crate::dice::Dice;
use crate::server::Server;

pub struct World {
    pub server: Server,
    pub dice: Dice,
    /// Percent of messages that something happens to; 0 when all is well.
    pub trouble: usize,
    /// Requests that will arrive once more, much later.
    pub late: Vec<SyncRequest>,
}

#[derive(Clone)]
pub struct Line(pub Rc<RefCell<World>>);

impl Transport for Line {
    async fn sync(&self, request: SyncRequest) -> Result<SyncReply, NetFault> {
        gate().await;
        let reply = {
            let world = &mut *self.0.borrow_mut();
            let trouble = world.trouble;
            if world.dice.chance(trouble) {
                return Err(NetFault::Away);
            }
            if world.dice.chance(trouble / 2) {
                world.late.push(request.clone());
            }
            if world.dice.chance(trouble / 2) {
                // The network sends it twice; one of the two answers arrives.
                let _ = world.server.sync(&request, None);
            }
            let dies = (world.dice.chance(trouble / 3)).then(|| world.dice.below(3));
            world.server.sync(&request, dies)
        };
        gate().await;
        let lost = {
            let world = &mut *self.0.borrow_mut();
            let trouble = world.trouble;
            world.dice.chance(trouble)
        };
        match (lost, reply) {
            (false, Some(reply)) => Ok(reply),
            _ => Err(NetFault::Away),
        }
    }
}
