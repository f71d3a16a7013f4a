//! Requests of the line protocol: every byte of them is checked here. The README of the peers
//! defines it.

use std::collections::HashSet;
use std::io::{self, BufRead, Read};

pub const VERSION: u32 = 1;
const MAX_K: usize = 10_000;
const MAX_TERMS: usize = 1_000;
const MAX_TOKEN_BYTES: usize = 240;
const MAX_REQUEST_BYTES: u64 = 65_536;

#[derive(Clone, Copy, PartialEq)]
pub enum Match {
    Any,
    All,
    Phrase,
}

pub struct Request<'a> {
    pub matching: Match,
    /// The k best are wanted; 0 where only a count is.
    pub k: usize,
    pub counted: bool,
    pub terms: Vec<&'a str>,
}

/// The tokens of a line, or what is wrong with it.
pub fn split(line: &[u8]) -> Result<Vec<&str>, String> {
    if let Some(at) = line.iter().position(|&byte| byte < b' ') {
        return Err(format!("control character at byte {at}"));
    }
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let tokens: Vec<&str> = text.split(' ').collect();
    if tokens.iter().any(|token| token.is_empty()) {
        return Err("empty token".to_string());
    }
    if tokens.iter().any(|token| token.len() > MAX_TOKEN_BYTES) {
        return Err(format!("token over {MAX_TOKEN_BYTES} bytes"));
    }
    Ok(tokens)
}

fn parse_operation(name: &str) -> Result<(Match, bool, bool), String> {
    Ok(match name {
        "or" => (Match::Any, true, false),
        "and" => (Match::All, true, false),
        "phrase" => (Match::Phrase, true, false),
        "or_count" => (Match::Any, true, true),
        "count_or" => (Match::Any, false, true),
        "count_and" => (Match::All, false, true),
        "count_phrase" => (Match::Phrase, false, true),
        _ => return Err(format!("unknown operation '{name}'")),
    })
}

fn parse_k(digits: &str, ranked: bool) -> Result<usize, String> {
    let least = usize::from(ranked);
    let well_formed = digits.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse::<usize>() {
        Ok(k) if well_formed && (least..=MAX_K).contains(&k) => Ok(if ranked { k } else { 0 }),
        _ => Err(format!("K is not a number from {least} to {MAX_K}")),
    }
}

pub fn parse(line: &[u8]) -> Result<Request<'_>, String> {
    let mut tokens = split(line)?;
    if tokens.len() < 3 {
        return Err("a request is: OP K TERM ...".to_string());
    }
    let (matching, ranked, counted) = parse_operation(tokens[0])?;
    let k = parse_k(tokens[1], ranked)?;
    let mut terms = tokens.split_off(2);
    if terms.len() > MAX_TERMS {
        return Err(format!("over {MAX_TERMS} terms"));
    }
    if matching != Match::Phrase {
        let mut seen = HashSet::new();
        terms.retain(|term| seen.insert(*term));
    }
    Ok(Request {
        matching,
        k,
        counted,
        terms,
    })
}

/// Reads one request without its newline; `None` at the end. A line over the limit is read to its
/// end and answered by the inner error.
pub fn read_request(
    input: &mut impl BufRead,
    line: &mut Vec<u8>,
) -> io::Result<Option<Result<(), String>>> {
    line.clear();
    let got = input
        .by_ref()
        .take(MAX_REQUEST_BYTES + 1)
        .read_until(b'\n', line)?;
    if got == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
    } else if line.len() as u64 > MAX_REQUEST_BYTES {
        skip_line(input)?;
        return Ok(Some(Err(format!("request over {MAX_REQUEST_BYTES} bytes"))));
    }
    Ok(Some(Ok(())))
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let available = input.fill_buf()?;
        let newline = available.iter().position(|&byte| byte == b'\n');
        let used = newline.map_or(available.len(), |at| at + 1);
        let ended = newline.is_some() || available.is_empty();
        input.consume(used);
        if ended {
            return Ok(());
        }
    }
}
