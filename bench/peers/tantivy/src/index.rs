//! One index of one text field with positions, merged into a single segment.

use std::io::BufRead;
use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::index::SegmentId;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

use crate::protocol::{self, Match, Request};

pub type Failure = Box<dyn std::error::Error>;

const TOKENIZER: &str = "spaces";
const WRITER_BYTES: usize = 2_000_000_000;
/// Far less than fills the writer's memory, so that each commit makes exactly one segment and the
/// segments can be merged in the order of the lines.
const COMMIT_BYTES: usize = 256 << 20;

/// Cuts at single spaces only: terms are the bytes of the token file.
#[derive(Clone, Default)]
struct Spaces {
    token: Token,
}

struct SpacesStream<'a> {
    text: &'a str,
    at: usize,
    token: &'a mut Token,
}

impl Tokenizer for Spaces {
    type TokenStream<'a> = SpacesStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SpacesStream<'a> {
        self.token.reset();
        SpacesStream {
            text,
            at: 0,
            token: &mut self.token,
        }
    }
}

impl TokenStream for SpacesStream<'_> {
    fn advance(&mut self) -> bool {
        if self.at >= self.text.len() {
            return false;
        }
        let rest = &self.text[self.at..];
        let length = rest.find(' ').unwrap_or(rest.len());
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = self.at;
        self.token.offset_to = self.at + length;
        self.token.text.clear();
        self.token.text.push_str(&rest[..length]);
        self.at += length + 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

fn schema() -> (Schema, Field) {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let mut builder = Schema::builder();
    let body = builder.add_text_field(
        "body",
        TextOptions::default().set_indexing_options(indexing),
    );
    (builder.build(), body)
}

/// Commits and notes the one segment that the commit made.
fn commit(writer: &mut IndexWriter, segments: &mut Vec<SegmentId>) -> Result<(), Failure> {
    writer.commit()?;
    let all = writer.index().searchable_segment_ids()?;
    let fresh: Vec<_> = all
        .into_iter()
        .filter(|id| !segments.contains(id))
        .collect();
    if fresh.len() > 1 {
        return Err("a commit made several segments".into());
    }
    segments.extend(fresh);
    Ok(())
}

pub fn build(tokens: &mut impl BufRead, folder: &Path) -> Result<u64, Failure> {
    let (schema, body) = schema();
    let index = Index::create_in_dir(folder, schema)?;
    index
        .tokenizers()
        .register(TOKENIZER, TextAnalyzer::from(Spaces::default()));
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut segments = Vec::new();
    let mut documents = 0;
    let mut pending = 0;
    let mut line = Vec::new();
    while tokens.read_until(b'\n', &mut line)? > 0 {
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        documents += 1;
        protocol::split(&line).map_err(|error| format!("line {documents}: {error}"))?;
        let mut document = TantivyDocument::new();
        document.add_text(body, std::str::from_utf8(&line)?);
        writer.add_document(document)?;
        pending += line.len();
        if pending > COMMIT_BYTES {
            commit(&mut writer, &mut segments)?;
            pending = 0;
        }
        line.clear();
    }
    commit(&mut writer, &mut segments)?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
        writer.garbage_collect_files().wait()?;
    }
    writer.wait_merging_threads()?;
    Ok(documents)
}

pub struct Answer {
    pub count: Option<usize>,
    pub hits: Vec<(f32, u32)>,
}

pub struct Reader {
    searcher: Searcher,
    body: Field,
}

impl Reader {
    pub fn open(folder: &Path) -> Result<Reader, Failure> {
        let index = Index::open_in_dir(folder)?;
        index
            .tokenizers()
            .register(TOKENIZER, TextAnalyzer::from(Spaces::default()));
        let body = index.schema().get_field("body")?;
        let searcher = index.reader()?.searcher();
        if searcher.segment_readers().len() > 1 {
            return Err("the index has several segments".into());
        }
        Ok(Reader { searcher, body })
    }

    pub fn documents(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn query(&self, request: &Request) -> Box<dyn Query> {
        let term = |text: &&str| Term::from_field_text(self.body, text);
        let term_query =
            |text: &&str| Box::new(TermQuery::new(term(text), IndexRecordOption::WithFreqs));
        if request.terms.len() == 1 {
            return term_query(&request.terms[0]);
        }
        let occur = match request.matching {
            Match::Any => Occur::Should,
            Match::All => Occur::Must,
            Match::Phrase => {
                let terms: Vec<Term> = request.terms.iter().map(term).collect();
                return Box::new(PhraseQuery::new(terms));
            }
        };
        let clauses = request
            .terms
            .iter()
            .map(|text| (occur, term_query(text) as Box<dyn Query>));
        Box::new(BooleanQuery::new(clauses.collect()))
    }

    pub fn search(&self, request: &Request) -> tantivy::Result<Answer> {
        let query = self.query(request);
        let (count, hits) = if request.k == 0 {
            (Some(self.searcher.search(&query, &Count)?), Vec::new())
        } else {
            let best = TopDocs::with_limit(request.k).order_by_score();
            if request.counted {
                let (hits, count) = self.searcher.search(&query, &(best, Count))?;
                (Some(count), hits)
            } else {
                (None, self.searcher.search(&query, &best)?)
            }
        };
        let hits = hits
            .into_iter()
            .map(|(score, address)| (score, address.doc_id))
            .collect();
        Ok(Answer { count, hits })
    }
}
