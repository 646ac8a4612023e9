//! Throws damaged input at everything pure that reads what comes from outside, for as long as told: `cargo xtask fuzz`.
//!
//! Without the compiler's help of `cargo fuzz`, which needs another toolchain: seeds are broken by bytes, by tokens and, where they are
//! JSON, by values; what comes of it is broken further. A run is repeated by its seed. Each target also says what must hold of the result.
//! What panics, or takes too long, is made as short as it goes and stored as a fixture, which a native test replays.
//!
//! The case under way stands in `target/fuzzing`: a program that overflows its stack ends without another word.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]
#![expect(clippy::disallowed_types, reason = "a program of its own has its own clock")]

use std::{
    cell::RefCell,
    collections::HashSet,
    env,
    fmt::Write as _,
    fs::{self, File},
    io::{Seek, SeekFrom, Write},
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/targets.rs"]
mod targets;

use mutate::{Mutator, Random};
use targets::{TARGETS, Target};

/// Longer than this for one case is a fault: the page would stand still.
const SLOW: Duration = Duration::from_secs(1);
/// How many cases are tried between two looks at the clock.
const ROUND: u64 = 64;
/// How long a case that fails is made shorter.
const SHORTENING: Duration = Duration::from_secs(5);
/// At the most so many bytes of a case are printed.
const SHOWN: usize = 400;

thread_local! {
    /// Where the last panic of this thread was, and what it said.
    static PANIC: RefCell<(String, String)> = const { RefCell::new((String::new(), String::new())) };
}

struct Options {
    minutes: f64,
    only: Option<String>,
    seed: u64,
}

/// What came of a target.
#[derive(Default)]
struct Report {
    cases: u64,
    took: Duration,
    slowest: Duration,
    faults: Vec<Fault>,
}

struct Fault {
    what: String,
    bytes: Vec<u8>,
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(problem) => {
            eprintln!("error: {problem}");
            return ExitCode::FAILURE;
        }
    };
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        PANIC.with_borrow_mut(|panic| *panic = (place, info.to_string().replace('\n', " ")));
    }));
    let wanted: Vec<&Target> =
        TARGETS.iter().filter(|target| options.only.as_deref().is_none_or(|name| name == target.name)).collect();
    let names: Vec<_> = TARGETS.iter().map(|target| target.name).collect();
    if wanted.is_empty() {
        eprintln!("error: there is no such target; there are {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let (next, faults) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let workers = thread::available_parallelism().map_or(1, usize::from).min(wanted.len());
    println!("{} targets, {} minutes each, {workers} at a time, seed {}", wanted.len(), options.minutes, options.seed);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(target) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let report = fuzz(target, &options);
                    faults.fetch_add(report.faults.len(), Ordering::Relaxed);
                    tell(target, &report);
                }
            });
        }
    });
    if faults.into_inner() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn options() -> Result<Options, String> {
    let mut options = Options { minutes: 1.0, only: None, seed: 1 };
    let mut rest = env::args().skip(1);
    while let Some(option) = rest.next() {
        let value = rest.next().ok_or(format!("{option} needs a value"))?;
        match option.as_str() {
            "--minutes" => {
                let minutes = value.parse().ok().filter(|minutes| *minutes > 0.0);
                options.minutes = minutes.ok_or(format!("{value} is no number of minutes"))?;
            }
            "--seed" => options.seed = value.parse().map_err(|_| format!("{value} is no number"))?,
            "--only" => options.only = Some(value),
            _ => return Err(format!("{option} is not known, only --minutes N, --only NAME and --seed N")),
        }
    }
    Ok(options)
}

fn fuzz(target: &Target, options: &Options) -> Report {
    let random =
        Random::new(target.name.bytes().fold(options.seed, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into())));
    let mut mutator = Mutator::new(random, (target.seeds)());
    let mut under_way = under_way(target);
    let mut report = Report::default();
    let mut seen = HashSet::new();
    let start = Instant::now();
    let length = Duration::from_secs_f64(options.minutes * 60.0);
    while report.took < length {
        for _ in 0..ROUND {
            let case = mutator.next();
            note(&mut under_way, case);
            let began = Instant::now();
            let panicked = panics(target, case);
            let took = began.elapsed();
            report.slowest = report.slowest.max(took);
            report.cases += 1;
            let Some((place, what)) = panicked.or_else(|| too_slow(target, case, took)) else { continue };
            // One case of a place is enough.
            if seen.insert(place.clone()) {
                let bytes = shortened(target, case, &place);
                report.faults.push(Fault { what, bytes });
            }
        }
        report.took = start.elapsed();
    }
    report
}

/// Where a case panics, and with which words.
fn panics(target: &Target, case: &[u8]) -> Option<(String, String)> {
    panic::catch_unwind(AssertUnwindSafe(|| (target.run)(case))).err().map(|_| PANIC.with_borrow(Clone::clone))
}

/// A case that took too long, unless it was the machine: the best of three counts.
fn too_slow(target: &Target, case: &[u8], took: Duration) -> Option<(String, String)> {
    let mut best = took;
    for _ in 0..2 {
        if best <= SLOW {
            return None;
        }
        let began = Instant::now();
        (target.run)(case);
        best = best.min(began.elapsed());
    }
    (best > SLOW).then(|| ("slow".to_owned(), format!("{best:?} for {} bytes", case.len())))
}

/// The case with as much left out as it takes to fail at the same place.
fn shortened(target: &Target, case: &[u8], place: &str) -> Vec<u8> {
    let mut best = case.to_vec();
    let fails = |case: &[u8]| panics(target, case).is_some_and(|(other, _)| other == place);
    let until = Instant::now() + SHORTENING;
    let mut piece = best.len() / 2;
    while piece > 0 && Instant::now() < until {
        let mut at = 0;
        while at < best.len() && Instant::now() < until {
            let mut shorter = best.clone();
            shorter.drain(at..(at + piece).min(best.len()));
            if fails(&shorter) {
                best = shorter;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    best
}

/// The file that holds the case under way; without one there is none.
fn under_way(target: &Target) -> Option<File> {
    let folder = root().join("target/fuzzing");
    fs::create_dir_all(&folder).ok()?;
    File::create(folder.join(target.name)).ok()
}

fn note(file: &mut Option<File>, case: &[u8]) {
    if let Some(file) = file {
        let _ = file.seek(SeekFrom::Start(0)).and_then(|_| file.set_len(0)).and_then(|()| file.write_all(case));
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn tell(target: &Target, report: &Report) {
    let seconds = report.took.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let pace = report.cases as f64 / seconds.max(0.001);
    let mut text = format!(
        "{:<14} {:>11} cases in {seconds:>5.0} s, {pace:>8.0} a second, slowest {:?}, {} faults\n",
        target.name,
        report.cases,
        report.slowest,
        report.faults.len()
    );
    for Fault { what, bytes } in &report.faults {
        let hash =
            bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
        let folder = root().join("tests/fixtures/fuzz").join(target.name);
        let file = folder.join(format!("{hash:016x}"));
        let stored = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, bytes));
        let (length, shown) = (bytes.len(), bytes[..bytes.len().min(SHOWN)].escape_ascii());
        let _ = writeln!(text, "  {what}\n  {length} bytes: {shown}\n  {}: {stored:?}", file.display());
    }
    print!("{text}");
}
