//! The resources that tell about connectors: one file each, one line each in [`SOURCES`].
