//! What a first visit downloads.

use std::path::Path;
use std::process::Command;

use crate::{Outcome, process, project};

/// What a first load is meant to weigh at the most, in bytes after brotli.
const AIM: u64 = 180_000;
/// What it weighs: the figure on record. Lower it when the page gets lighter.
const RECORD: u64 = 356_000;
/// How far above the record is still no growth, in percent: compilers differ a little.
const TOLERANCE: u64 = 3;

/// The most that a first load may weigh before the tests fail.
pub(crate) const LIMIT: u64 = RECORD + RECORD * TOLERANCE / 100;

/// Weighs each file that follows its `--`, one line each: raw and brotli bytes.
const WEIGH: &str = "
const { readFileSync } = require('node:fs');
const { brotliCompressSync, constants } = require('node:zlib');
for (const file of process.argv.slice(1)) {
  const raw = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length };
  console.log(raw.length + ' ' + brotliCompressSync(raw, { params }).length);
}";

/// Prints the sizes of a built page; gives the brotli bytes of the whole first load.
pub(crate) fn report() -> Outcome<u64> {
    let dist = project::dist();
    let files = first_load(&dist);
    let output = Command::new("node").arg("-e").arg(WEIGH).arg("--").args(&files).current_dir(&dist).output();
    let output = output.map_err(|error| format!("node cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("the sizes cannot be told: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let (mut all_raw, mut all_brotli) = (0, 0);
    process::print(&format!("{:>9} {:>9}  first load, in bytes", "raw", "brotli"));
    for (file, line) in files.iter().zip(text.lines()) {
        let (raw, brotli) = line.split_once(' ').ok_or("the sizes cannot be read")?;
        let number = |text: &str| text.parse::<u64>().map_err(|error| error.to_string());
        all_raw += number(raw)?;
        all_brotli += number(brotli)?;
        process::print(&format!("{raw:>9} {brotli:>9}  {file}"));
    }
    process::print(&format!("{all_raw:>9} {all_brotli:>9}  together (aim: {AIM}, limit: {LIMIT})"));
    Ok(all_brotli)
}

/// The files of a first visit to the demo, in English (another language adds its locale file), relative to `dist/`.
fn first_load(dist: &Path) -> Vec<String> {
    let built = |name: &str| {
        let kind = Path::new(name).extension().and_then(|extension| extension.to_str());
        name == "index.html" || (matches!(kind, Some("css" | "js" | "wasm")) && name != "not-found.js")
    };
    let mut files: Vec<String> = std::fs::read_dir(dist)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| built(name))
        .collect();
    files.sort();
    let more = ["config.json", "demo/contoso.json", "icons/favicon.svg"];
    files.extend(more.into_iter().filter(|name| dist.join(name).is_file()).map(str::to_owned));
    files
}
