//! Mounts the app; nothing else.

fn main() {
    tenant_status::app::start::start();
}
