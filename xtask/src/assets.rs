//! The files whose names tell their bytes: a browser may keep them for ever, and a page says which bytes it means.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{Outcome, process, project};

/// Where they lie in `dist/`, and nothing else: hosts give rules to folders.
pub(crate) const FOLDER: &str = "assets";

/// Writes a file named after its bytes, such as `boot-0123456789abcdef.js`; gives its path in `dist/`.
pub(crate) fn put(dist: &Path, stem: &str, ending: &str, content: &str) -> Outcome<String> {
    let path = format!("{FOLDER}/{stem}-{:016x}.{ending}", project::fingerprint(content));
    project::write(&dist.join(&path), content)?;
    Ok(path)
}

/// Takes a file of `dist/` out of its place.
pub(crate) fn take(dist: &Path, path: &str) -> Outcome<String> {
    let file = dist.join(path);
    let content = project::read(&file)?;
    std::fs::remove_file(&file).map_err(|error| format!("cannot remove {}: {error}", file.display()))?;
    Ok(content)
}

/// The attribute that lets a browser take these bytes only.
pub(crate) fn integrity(dist: &Path, path: &str) -> Outcome<String> {
    let hash = hashes(dist, &[path])?.remove(path).ok_or_else(|| format!("{path} has no hash"))?;
    Ok(format!(r#"integrity="{hash}""#))
}

/// `sha384-…` of files in a folder.
pub(crate) fn hashes(folder: &Path, files: &[&str]) -> Outcome<BTreeMap<String, String>> {
    const HASH: &str = "
const { readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
for (const file of process.argv.slice(1)) console.log('sha384-' + createHash('sha384').update(readFileSync(file)).digest('base64'));";
    Ok(files.iter().map(|file| (*file).to_owned()).zip(process::node_lines(HASH, folder, files)?).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_that_of_the_bytes() {
        let folder = project::path("target/hash-test");
        project::write(&folder.join("empty"), "").unwrap();
        let known = "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        assert_eq!(hashes(&folder, &["empty"]).unwrap()["empty"], known);
        assert_eq!(integrity(&folder, "empty").unwrap(), format!("integrity=\"{known}\""));
    }

    #[test]
    fn other_bytes_have_another_name() {
        let folder = project::path("target/asset-test");
        project::write(&folder.join("a.js"), "a").unwrap();
        let content = take(&folder, "a.js").unwrap();
        let [first, again, other] = [&content, "a", "b"].map(|content| put(&folder, "a", "js", content).unwrap());
        assert_eq!(first, again);
        assert_ne!(first, other);
        assert_eq!(project::read(&folder.join(first)).unwrap(), "a");
        assert!(!folder.join("a.js").exists());
    }
}
