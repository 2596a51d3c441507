//! What answers an operation: an async function with its types, and the same with its types taken off.

use std::any::Any;
use std::marker::PhantomData;

use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;

use crate::ctx::Cx;
use crate::failure;

pub(crate) type Boxed = Box<dyn Any + Send>;

/// An `async fn(&mut Cx, I) -> Result<O, Fault>`.
pub trait Handler<'a, I, O>: Send + Sync {
    type Future: Future<Output = Result<O, Fault>> + Send + 'a;
    fn handle(&self, cx: &'a mut Cx, input: I) -> Self::Future;
}

impl<'a, I, O, F, Fut> Handler<'a, I, O> for F
where
    F: Fn(&'a mut Cx, I) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O, Fault>> + Send + 'a,
{
    type Future = Fut;
    fn handle(&self, cx: &'a mut Cx, input: I) -> Fut {
        self(cx, input)
    }
}

/// A handler with its types taken off.
pub(crate) trait Run: Send + Sync {
    fn run<'a>(&'a self, cx: &'a mut Cx, input: Boxed) -> BoxFuture<'a, Result<Boxed, Fault>>;
}

/// Takes the types off; `name` is the operation's.
pub(crate) fn typed<I, O, H>(name: &'static str, handler: H) -> Box<dyn Run>
where
    I: Send + 'static,
    O: Send + 'static,
    H: for<'a> Handler<'a, I, O> + 'static,
{
    Box::new(Typed { name, handler, types: PhantomData::<fn(I) -> O> })
}

struct Typed<I, O, H> {
    name: &'static str,
    handler: H,
    types: PhantomData<fn(I) -> O>,
}

impl<I: Send + 'static, O: Send + 'static, H: for<'a> Handler<'a, I, O>> Run for Typed<I, O, H> {
    fn run<'a>(&'a self, cx: &'a mut Cx, input: Boxed) -> BoxFuture<'a, Result<Boxed, Fault>> {
        Box::pin(async move {
            let input = input
                .downcast::<I>()
                .map_err(|_| failure::internal(&format!("{} was given another input", self.name)))?;
            Ok(Box::new(self.handler.handle(cx, *input).await?) as Boxed)
        })
    }
}
