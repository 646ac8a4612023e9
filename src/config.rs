//! The file `config.json`.
