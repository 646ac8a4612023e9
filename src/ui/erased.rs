//! Leptos' machinery in one copy: it is compiled for every closure that it is given, and a boxed one is the same type every time.

use std::sync::Arc;

use leptos::prelude::*;

/// `Memo::new` for what needs no earlier value.
pub fn memo<T: PartialEq + Send + Sync + 'static>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn boxed<T: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| read())
    }
    boxed(Box::new(read))
}

/// A part of the page that is made anew, or not there, when what `make` reads changes.
pub fn part(make: impl FnMut() -> Option<AnyView> + Send + 'static) -> AnyView {
    let make: Box<dyn FnMut() -> Option<AnyView> + Send> = Box::new(make);
    make.into_any()
}

/// A list of rows; a row stays the same elements while its key is in the list.
pub fn each(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    row: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    type Keys = Box<dyn Fn() -> Vec<String> + Send + Sync>;
    type Row = Arc<dyn Fn(String) -> AnyView + Send + Sync>;
    fn boxed(keys: Keys, row: Row) -> AnyView {
        view! { <For each=keys key=Clone::clone children=move |key| row(key)/> }.into_any()
    }
    boxed(Box::new(keys), Arc::new(row))
}
