//! Chromium (or Chrome) and its driver, for the browser tests.

use std::path::{Path, PathBuf};

use crate::{Outcome, debian, process};

/// A browser and the driver that speaks to it.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

const CHROMIUM_NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Where they are when PATH does not tell; `%NAME%` is a variable of the environment.
const CHROMIUM_PLACES: [&str; 7] = [
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "%ProgramFiles%/Google/Chrome/Application/chrome.exe",
    "%ProgramFiles(x86)%/Google/Chrome/Application/chrome.exe",
    "%LOCALAPPDATA%/Google/Chrome/Application/chrome.exe",
];
const DRIVER_PLACES: [&str; 4] = [
    "/usr/lib/chromium/chromedriver",
    "/usr/lib/chromium-browser/chromedriver",
    "/snap/bin/chromium.chromedriver",
    "%CHROMEWEBDRIVER%/chromedriver.exe",
];

/// Finds both; as root on Debian, gets what is missing.
pub(crate) fn provide() -> Outcome<Browser> {
    let chromium = || find("CHROMIUM", &CHROMIUM_NAMES, &CHROMIUM_PLACES);
    let driver = || find("CHROMEDRIVER", &["chromedriver"], &DRIVER_PLACES);
    if (chromium()?.is_none() || driver()?.is_none()) && debian::is_root() {
        process::say("Getting Chromium and its driver with apt-get (usually 1 minute) …");
        debian::install(&["chromium", "chromium-driver", "fonts-liberation"])?;
    }
    match (chromium()?, driver()?) {
        (Some(chromium), Some(driver)) => Ok(Browser { chromium, driver }),
        (None, _) => Err(format!("Chromium or Chrome is missing: {}", advice())),
        (_, None) => Err(format!("chromedriver, of the same version as the browser, is missing: {}", advice())),
    }
}

fn find(variable: &str, names: &[&str], places: &[&str]) -> Outcome<Option<PathBuf>> {
    if let Some(path) = std::env::var_os(variable).map(PathBuf::from) {
        let problem = || format!("{variable} names {}, which is not there", path.display());
        return if path.is_file() { Ok(Some(path)) } else { Err(problem()) };
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&folders)
        .flat_map(|folder| names.iter().map(move |name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))));
    let elsewhere = places.iter().filter_map(|place| expand(place));
    Ok(on_path.chain(elsewhere).find(|path| path.is_file()))
}

fn expand(place: &str) -> Option<PathBuf> {
    let Some((variable, rest)) = place.strip_prefix('%').and_then(|place| place.split_once('%')) else {
        return Some(PathBuf::from(place));
    };
    let folder = std::env::var_os(variable)?;
    Some(Path::new(&folder).join(rest.trim_start_matches('/')))
}

fn advice() -> &'static str {
    if cfg!(target_os = "macos") {
        "brew install --cask google-chrome chromedriver (or set CHROMIUM and CHROMEDRIVER)"
    } else if cfg!(windows) {
        "winget install Google.Chrome Chromium.ChromeDriver (or set CHROMIUM and CHROMEDRIVER)"
    } else {
        "sudo apt-get install chromium chromium-driver (or set CHROMIUM and CHROMEDRIVER)"
    }
}
