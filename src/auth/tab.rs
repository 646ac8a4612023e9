//! What tells this browser tab from its copies and its neighbours.

use std::time::Duration;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use super::crypto;
use crate::browser::{
    storage::{self, Area},
    task,
    timer::sleep,
};

#[wasm_bindgen]
extern "C" {
    /// `LockManager`, which web-sys keeps behind a flag of its own.
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, options: &Object, callback: &Function) -> Result<Promise, JsValue>;
}

/// Under which key the tab keeps its name.
const TAB_ID: &str = "auth.tab";
/// The lock of a page that is being reloaded is free by then; that of another tab is not.
const PATIENCE: Duration = Duration::from_millis(300);

/// Gives the tab a name of its own.
pub(super) fn name_anew() {
    let Ok(id) = crypto::random() else { return };
    if storage::set(Area::Session, TAB_ID, &id) {
        // Asked for at once, so that nobody who reads the name comes first.
        let lock = Lock::request(&id);
        task::spawn(async move {
            // Nobody else has a name that was made of chance a moment ago.
            let _ = lock.is_ours().await;
        });
    }
}

/// Takes the name that the storage has. False if another tab bears it: then the storage is a copy of that tab's.
pub(super) async fn take_name() -> bool {
    let Some(id) = storage::get(Area::Session, TAB_ID) else {
        name_anew();
        return true;
    };
    let lock = Lock::request(&id);
    if let Lock::Asked { patience, .. } = &lock {
        let patience = patience.clone();
        task::spawn(async move {
            sleep(PATIENCE).await;
            patience.abort();
        });
    }
    lock.is_ours().await
}

/// The lock of a name, held for as long as the page lives.
enum Lock {
    /// The browser has none.
    Unknown,
    /// Granted some time, unless the patience ends before.
    Asked { granted: Promise, patience: AbortController },
}

impl Lock {
    fn request(id: &str) -> Self {
        let Some(navigator) = web_sys::window().map(|window| window.navigator()) else { return Self::Unknown };
        let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).unwrap_or_default();
        let (false, Ok(patience)) = (locks.is_undefined(), AbortController::new()) else { return Self::Unknown };
        let locks: Locks = locks.unchecked_into();
        let options = Object::new();
        let _ = Reflect::set(&options, &JsValue::from_str("signal"), &patience.signal());
        let granted = Promise::new(&mut |resolve, reject| {
            let on_grant = Closure::once_into_js(move |_lock: JsValue| {
                let _ = resolve.call0(&JsValue::UNDEFINED);
                // Never kept: the lock ends with the page.
                Promise::new(&mut |_, _| {})
            });
            match locks.request(&format!("tenant-status.tab.{id}"), &options, on_grant.unchecked_ref()) {
                // Without a grant it ends in an error.
                Ok(request) => task::spawn(async move {
                    if let Err(error) = JsFuture::from(request).await {
                        let _ = reject.call1(&JsValue::UNDEFINED, &error);
                    }
                }),
                Err(error) => drop(reject.call1(&JsValue::UNDEFINED, &error)),
            }
        });
        Self::Asked { granted, patience }
    }

    /// False if somebody else holds it; true where the browser does not tell.
    async fn is_ours(&self) -> bool {
        let Self::Asked { granted, .. } = self else { return true };
        match JsFuture::from(granted.clone()).await {
            Ok(_) => true,
            // Another error says nothing about other tabs.
            Err(error) => Reflect::get(&error, &JsValue::from_str("name")).unwrap_or_default() != "AbortError",
        }
    }
}

/// Tells the other tabs of the same page that somebody signed out. Nothing else is ever said.
pub(super) struct Neighbours(Option<BroadcastChannel>);

/// The only message.
const SIGNED_OUT: &str = "signed-out";

impl Neighbours {
    /// Listens to the tabs with the same page.
    pub(super) fn new(page: &str, on_sign_out: impl Fn() + 'static) -> Self {
        let channel = BroadcastChannel::new(&format!("tenant-status.auth {page}")).ok();
        if let Some(channel) = &channel {
            let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                if event.data() == SIGNED_OUT {
                    on_sign_out();
                }
            });
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            // It lives as long as the page.
            listener.forget();
        }
        Self(channel)
    }

    /// Tells them.
    pub(super) fn tell(&self) {
        if let Some(channel) = &self.0 {
            let _ = channel.post_message(&JsValue::from_str(SIGNED_OUT));
        }
    }
}
