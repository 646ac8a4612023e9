//! Long work in slices: whoever works pauses where it can, whoever waits for it says what a pause is.

use std::{
    future::{Future, ready},
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

/// Lets others have their turn, or not.
pub type Pause<'a> = &'a dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>;

/// No pause at all.
pub fn none() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(ready(()))
}

/// Does work whose pauses are [`none`].
///
/// # Panics
///
/// If it pauses all the same.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("work without pauses is done at once"),
    }
}
