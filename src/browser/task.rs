//! Work that goes on by itself, and waiting for several things at once. Boxed, so that the machinery behind it is there once.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use super::timer::sleep;

/// Runs `work` beside everything else.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}

/// What `work` brings, if it does so in this time. It can go on afterwards.
pub async fn within<T>(work: &mut Pin<Box<dyn Future<Output = T>>>, time: Duration) -> Option<T> {
    let mut late = Box::pin(sleep(time));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => late.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// Goes on when all of `works` are done; they run side by side, the first one first.
pub async fn all(mut works: Vec<Pin<Box<dyn Future<Output = ()> + '_>>>) {
    poll_fn(|context| {
        works.retain_mut(|work| work.as_mut().poll(context).is_pending());
        if works.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
