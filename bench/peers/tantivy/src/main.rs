//! Tantivy as a peer: `tantivy build TOKENS_FILE INDEX_DIR` and `tantivy serve INDEX_DIR`.

mod index;
mod protocol;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use index::{Answer, Failure, Reader};

/// The version of the dependency; Cargo.toml pins it.
const TANTIVY: &str = "0.27.0";

/// What a search's time is of: wall time, or processor time of this thread.
#[derive(Clone, Copy)]
enum Clock {
    Wall,
    Cpu,
}

impl Clock {
    fn asked_for() -> Self {
        match std::env::var("PEERS_CLOCK") {
            Ok(name) if name == "cpu" => Clock::Cpu,
            _ => Clock::Wall,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Clock::Wall => "wall",
            Clock::Cpu => "cpu",
        }
    }

    fn now_ns(self) -> u128 {
        let id = match self {
            Clock::Wall => libc::CLOCK_MONOTONIC,
            Clock::Cpu => libc::CLOCK_THREAD_CPUTIME_ID,
        };
        let mut now = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: now is a timespec of ours, which the call fills.
        unsafe { libc::clock_gettime(id, &mut now) };
        now.tv_sec as u128 * 1_000_000_000 + now.tv_nsec as u128
    }
}

fn read_folder(folder: &Path, contents: bool) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if !contents {
            entry.metadata()?.len()
        } else {
            io::copy(&mut File::open(entry.path())?, &mut io::sink())?
        };
    }
    Ok(bytes)
}

fn build(tokens: &Path, folder: &Path) -> Result<(), Failure> {
    let mut input = BufReader::with_capacity(1 << 20, File::open(tokens)?);
    fs::create_dir_all(folder)?;
    if fs::read_dir(folder)?.next().is_some() {
        return Err(format!("{}: not empty", folder.display()).into());
    }
    let start = Instant::now();
    let documents = index::build(&mut input, folder)?;
    let seconds = start.elapsed().as_secs_f64();
    let bytes = read_folder(folder, false)?;
    println!(
        "{{\"engine\":\"tantivy\",\"version\":\"{TANTIVY}\",\"documents\":{documents},\
         \"seconds\":{seconds:.3},\"bytes\":{bytes}}}"
    );
    Ok(())
}

fn format_answer(out: &mut String, answer: &Answer, time_ns: u128) {
    let count = answer.count.unwrap_or(answer.hits.len());
    let _ = write!(out, "{time_ns} {count}");
    for (score, document) in &answer.hits {
        let _ = write!(out, " {document}:{score:.8e}");
    }
}

fn answer_line(reader: &Reader, folder: &Path, clock: Clock, line: &[u8], out: &mut String) {
    if line == b"WARM" {
        let _ = match read_folder(folder, true) {
            Ok(bytes) => write!(out, "OK {bytes}"),
            Err(error) => write!(out, "ERROR {error}"),
        };
        return;
    }
    let request = match protocol::parse(line) {
        Ok(request) => request,
        Err(error) => {
            let _ = write!(out, "ERROR {error}");
            return;
        }
    };
    let start = clock.now_ns();
    let answer = reader.search(&request);
    let time_ns = clock.now_ns() - start;
    match answer {
        Ok(answer) => format_answer(out, &answer, time_ns),
        Err(error) => {
            let _ = write!(
                out,
                "ERROR {}",
                error.to_string().replace(['\n', '\r'], " ")
            );
        }
    }
}

fn serve(folder: &Path) -> Result<(), Failure> {
    let reader = Reader::open(folder)?;
    let clock = Clock::asked_for();
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    writeln!(
        output,
        "{{\"protocol\":{},\"engine\":\"tantivy\",\"version\":\"{TANTIVY}\",\"documents\":{},\
         \"formula\":\"lucene\",\"scale\":1,\"phrase\":\"summed-idf\",\
         \"clock\":\"{}\"}}",
        protocol::VERSION,
        reader.documents(),
        clock.name()
    )?;
    output.flush()?;
    let mut line = Vec::new();
    let mut out = String::new();
    while let Some(read) = protocol::read_request(&mut input, &mut line)? {
        out.clear();
        match read {
            Err(error) => out = format!("ERROR {error}"),
            Ok(()) if line == b"QUIT" => break,
            Ok(()) => answer_line(&reader, folder, clock, &line, &mut out),
        }
        out.push('\n');
        output.write_all(out.as_bytes())?;
        output.flush()?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let words: Vec<&Path> = arguments.iter().map(Path::new).collect();
    let command = arguments.first().and_then(|word| word.to_str());
    let result = match (command, words.as_slice()) {
        (Some("build"), [_, tokens, folder]) => build(tokens, folder),
        (Some("serve"), [_, folder]) => serve(folder),
        _ => {
            eprintln!("usage: tantivy build TOKENS_FILE INDEX_DIR\n       tantivy serve INDEX_DIR");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tantivy: {error}");
            ExitCode::FAILURE
        }
    }
}
