//! Running other programs, and speaking to the terminal.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Outcome;

/// A word on progress; stderr, so that it never mixes with a command's output.
pub(crate) fn say(text: &str) {
    // A closed terminal is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A result somebody asked for.
pub(crate) fn print(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Runs a command to its end; its output goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let name = name_of(command);
    let status = command.status().map_err(|error| cannot_start(&name, &error))?;
    if status.success() { Ok(()) } else { Err(format!("{name} failed ({status})")) }
}

/// Runs a command to its end, shows its output as it comes and returns it with the outcome.
pub(crate) fn run_and_read(command: &mut Command) -> (String, Outcome) {
    let name = name_of(command);
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return (String::new(), Err(cannot_start(&name, &error))),
    };
    let mut text = String::new();
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let _ = std::io::stdout().write_all(&line);
            text.push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    }
    let outcome = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name} failed ({status})")),
        Err(error) => Err(format!("{name} failed: {error}")),
    };
    (text, outcome)
}

/// What a command prints, or nothing when it is not there or fails.
pub(crate) fn output(program: impl AsRef<Path>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program.as_ref()).args(arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// What a script prints in Node.js, a line for each of these files of a folder.
pub(crate) fn node_lines(script: &str, folder: &Path, files: &[impl AsRef<OsStr>]) -> Outcome<Vec<String>> {
    let output = Command::new("node").args(["-e", script, "--"]).args(files).current_dir(folder).output();
    let output = output.map_err(|error| cannot_start("node", &error))?;
    if !output.status.success() {
        return Err(format!("node cannot tell of the files: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// The name under which npm and its like can be started: scripts on Windows.
pub(crate) fn script(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::project::root());
    command
}

fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default().to_string_lossy();
    let first = command.get_args().next().map(|argument| format!(" {}", argument.to_string_lossy()));
    format!("{program}{}", first.unwrap_or_default())
}

fn cannot_start(name: &str, error: &std::io::Error) -> String {
    format!("{name} cannot be started: {error}")
}
