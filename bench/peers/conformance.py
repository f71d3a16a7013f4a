#!/usr/bin/env python3
"""Holds adapters to the line protocol: conformance.py WORK_DIR ADAPTER...

Each adapter indexes a small generated corpus and answers requests, which are compared with a
brute-force reference: counts, sets of documents, the k best, their scores by the formula that the
adapter names, and the order of ties. Then come requests and files that must be refused. The last
line is "N passed, N failed"; the exit status is 1 if any failed.
"""

import json
import math
import os
import subprocess
import sys

K1 = 1.2
B = 0.75
MAX_K = 10000

# Tokens that an engine's own analysis or query syntax would change, drop or trip over.
ODD_TOKENS = [
    "AND", "OR", "NOT", "NEAR", "and", "or", "ABC", "abc", '"quoted"', '"', "o'neil", "body:word",
    "*", "wild*", "(", ")", "-minus", "+plus", "cd8+", "ca2+", "2.5", "^2", "\\", "a\\b", "%s", "{}",
    "\u03b21", "\u6771\u4eac", "caf\u00e9", "cafe", "no\u00a0break", "line\u2028break", "\U0001f9ec",
    "\x7f", "x" * 240,
]


class Random:
    """A generator of our own, so that every Python makes the same corpus."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (self.state >> 33) % limit


def zipf_word(random, words):
    """A word number with a probability of about one in its rank."""
    return min(words - 1, int(words ** (random.below(1 << 20) / (1 << 20))) - 1)


def make_corpus(documents, seed):
    random = Random(seed)
    corpus = []
    for number in range(documents):
        length = 1 + random.below(40) + (random.below(300) if number % 7 == 0 else 0)
        tokens = ["w%d" % zipf_word(random, 400) for _ in range(length)]
        if number % 3 == 0:
            tokens.append(ODD_TOKENS[random.below(len(ODD_TOKENS))])
        if number % 5 == 0:
            tokens[random.below(len(tokens)):0] = ["w3", "w9", "w3"]
        corpus.append(tokens)
    corpus[10] = corpus[20] = corpus[30] = ["same", "w1", "same"]
    corpus[40] = ["long"] * 3000
    return corpus


def write_corpus(path, corpus):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for tokens in corpus:
            out.write(" ".join(tokens) + "\n")


class Reference:
    """What is right: every document looked at."""

    def __init__(self, corpus):
        self.corpus = corpus
        self.lengths = [len(tokens) for tokens in corpus]
        self.average = sum(self.lengths) / max(1, len(corpus))
        self.frequencies = {}
        for number, tokens in enumerate(corpus):
            for token in tokens:
                documents = self.frequencies.setdefault(token, {})
                documents[number] = documents.get(number, 0) + 1

    def phrase_frequencies(self, terms):
        found = {}
        for number in self.frequencies.get(terms[0], {}):
            tokens = self.corpus[number]
            starts = range(len(tokens) - len(terms) + 1)
            count = sum(tokens[at:at + len(terms)] == terms for at in starts)
            if count:
                found[number] = count
        return found

    def twins(self, kind, terms):
        """A function that gives the same for documents that every formula scores alike."""
        found = [self.frequencies.get(term, {}) for term in terms]
        if kind == "phrase":
            found.append(self.phrase_frequencies(terms))
        return lambda number: (self.lengths[number], *(one.get(number, 0) for one in found))

    def matches(self, kind, terms):
        if kind == "phrase":
            return set(self.phrase_frequencies(terms))
        sets = [set(self.frequencies.get(term, {})) for term in terms]
        return set.union(*sets) if kind == "or" else set.intersection(*sets)


def byte_length(length):
    """The length that Lucene's one-byte norm keeps: exact up to 40, then 4 significant bits."""
    if length < 24:
        return length
    rest = length - 24
    if rest < 16:
        return length
    shift = rest.bit_length() - 4
    return 24 + (rest >> shift << shift)


class Scorer:
    """Scores by the formula of one adapter, as README.md gives it."""

    def __init__(self, reference, hello):
        self.reference = reference
        self.documents = len(reference.corpus)
        self.engine = hello["engine"]
        self.formula = hello["formula"]
        self.scale = hello["scale"]
        self.phrase = hello["phrase"]

    def idf(self, frequency):
        ratio = (self.documents - frequency + 0.5) / (frequency + 0.5)
        if self.formula == "lucene":
            return math.log(1 + ratio)
        if self.engine == "sqlite-fts5":
            return max(1e-6, math.log(ratio))
        return math.log(ratio if ratio >= 2 else ratio * 0.5 + 1)

    def weight(self, idf, frequency, document):
        length = self.reference.lengths[document]
        if self.formula == "lucene":
            length = byte_length(length)
        norm = K1 * (1 - B + B * length / self.reference.average)
        return idf * (K1 + 1) * frequency / (frequency + norm) / self.scale

    def term_scores(self, terms, documents):
        known = [self.reference.frequencies[term] for term in terms
                 if term in self.reference.frequencies]
        return {document: sum(self.weight(self.idf(len(found)), found[document], document)
                              for found in known if document in found)
                for document in documents}

    def phrase_scores(self, terms):
        found = self.reference.phrase_frequencies(terms)
        if self.phrase == "terms":
            return self.term_scores(terms, found)
        idf = self.idf(len(found))
        if self.phrase == "summed-idf":
            idf = sum(self.idf(len(self.reference.frequencies[term])) for term in terms
                      if term in self.reference.frequencies)
        return {document: self.weight(idf, count, document) for document, count in found.items()}

    def scores(self, kind, terms):
        if kind == "phrase":
            return self.phrase_scores(terms)
        return self.term_scores(terms, self.reference.matches(kind, terms))


class Session:
    """An adapter that serves one index."""

    def __init__(self, adapter, index):
        self.process = subprocess.Popen([adapter, "serve", index], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.hello = json.loads(self.process.stdout.readline())

    def ask(self, request):
        line = request if isinstance(request, bytes) else request.encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise EOFError("no answer to %r" % line[:60])
        return answer.decode().rstrip("\n")

    def end(self, last=b""):
        """Closes the input after some last bytes; what was still printed, and the exit status."""
        rest, _ = self.process.communicate(last, timeout=60)
        return rest.decode(), self.process.returncode


def parse_answer(answer):
    words = answer.split(" ")
    hits = [(int(document), float(score))
            for document, score in (word.split(":") for word in words[2:])]
    return int(words[0]), int(words[1]), hits


class Check:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def that(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAILED: " + what)


def close(a, b, tolerance):
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def check_hits(check, name, hits, scores, k, tolerance, twins):
    """The hits are the k best of scores, best first, ties by document.

    A tie is two twins of one printed score: other documents may print the same nine digits and
    still differ, and twins may differ in the last bit where an engine adds terms in changing order."""
    best = sorted(scores.values(), reverse=True)[:k]
    check.that(len(hits) == len(best), "%s: %d hits, not %d" % (name, len(hits), len(best)))
    check.that(all(document in scores and close(score, scores[document], tolerance)
                   for document, score in hits), name + ": wrong document or score")
    check.that(all(close(score, right, tolerance) for (_, score), right in zip(hits, best)),
               name + ": not the best documents")
    check.that(all(a[1] >= b[1] for a, b in zip(hits, hits[1:])), name + ": wrong order")
    check.that(all(a[0] < b[0] for a, b in zip(hits, hits[1:])
                   if a[1] == b[1] and twins(a[0]) == twins(b[0])),
               name + ": wrong order of ties")
    check.that(len({document for document, _ in hits}) == len(hits), name + ": a document twice")


def make_queries(seed):
    random = Random(seed)
    queries = [[word] for word in ("w0", "w1", "w399", "same", "long", "unknownword")]
    queries += [[token] for token in ODD_TOKENS]
    queries += [["w3", "w9", "w3"], ["same", "w1"], ["w1", "same"], ["w0", "unknownword"],
                ["unknownword", "anotherone"], ["w5", "w5"], ["long", "long"],
                ["w%d" % number for number in range(400)], ["ABC", "w0"], ["w0", "AND", "w1"]]
    for _ in range(60):
        words = 2 + random.below(6)
        queries.append(["w%d" % zipf_word(random, 400) for _ in range(words)])
    return queries


def without_repeats(terms):
    return list(dict.fromkeys(terms))


def check_queries(check, adapter, session, reference, queries):
    scorer = Scorer(reference, session.hello)
    tolerance = 2e-5 if session.hello["formula"] == "lucene" else 1e-7
    for query in queries:
        for kind in ("or", "and", "phrase"):
            terms = query if kind == "phrase" else without_repeats(query)
            text = " ".join(query)
            name = "%s: %s %s" % (os.path.basename(adapter), kind, text[:60])
            scores = scorer.scores(kind, terms)
            twins = reference.twins(kind, terms)
            _, count, _ = parse_answer(session.ask("count_%s 0 %s" % (kind, text)))
            check.that(count == len(scores), "%s: count %d, not %d" % (name, count, len(scores)))
            for k in (1, 10, MAX_K):
                _, count, hits = parse_answer(session.ask("%s %d %s" % (kind, k, text)))
                check.that(count == len(hits), name + ": count is not the number of hits")
                check_hits(check, "%s, k=%d" % (name, k), hits, scores, k, tolerance, twins)
            if kind == "or":
                _, count, hits = parse_answer(session.ask("or_count 10 " + text))
                check.that(count == len(scores), name + ": or_count's count")
                check_hits(check, name + ", or_count", hits, scores, 10, tolerance, twins)


BAD_REQUESTS = [
    b"", b" ", b"or", b"or 10", b"or 10 ", b"or  10 a", b" or 10 a", b"or 10 a ", b"or 10 a  b",
    b"OR 10 a", b"nor 10 a", b"or x a", b"or -1 a", b"or +1 a", b"or 0 a", b"or 10001 a", b"or 1.5 a",
    b"or 99999999999999999999 a", b"count_or 10001 a", b"count_or a", b"or 10 a\tb", b"or 10 a\rb",
    b"or 10 a\r", b"or 10 a\0b", b"\0", b"or 10 \xff", b"or 10 \xc3", b"or 10 \xed\xa0\x80",
    b"or 10 \xf4\x90\x80\x80", b"or 10 \xc0\xaf", b"or 10 " + b"y" * 241, b"or 10 " + b"z" * 70000,
    b"or 10" + b" t" * 70000, b"or 10" + b" t" * 1001, b"phrase 10" + b" t" * 1001, b"WARM x",
    b"QUIT now", b"warm", b"\xef\xbb\xbfor 10 a", b"o" * 300 + b" 10 a",
]


def check_refusals(check, name, session):
    good = parse_answer(session.ask("or 10 w1 w2"))[1:]
    for request in BAD_REQUESTS:
        answer = session.ask(request)
        check.that(answer.startswith("ERROR ") and len(answer) > 8,
                   "%s: request %r answered %r" % (name, request[:40], answer[:60]))
    check.that(parse_answer(session.ask("or 10 w1 w2"))[1:] == good, name + ": changed by refusals")
    many = " ".join("w%d" % (number % 400) for number in range(1000))
    check.that(session.ask("phrase 10 " + many).split(" ")[1] == "0", name + ": 1000 terms")
    check.that(session.ask("WARM").startswith("OK "), name + ": WARM")
    rest, status = session.end(b"count_or 0 unknownword")
    check.that(rest.split(" ")[1:] == ["0\n"] and status == 0, name + ": last line without newline")


def run(*arguments):
    return subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, check=False)


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(path, file))
               for path, _, files in os.walk(folder) for file in files)


def check_build(check, name, adapter, tokens, index, documents):
    built = run(adapter, "build", tokens, index)
    lines = built.stdout.decode().splitlines()
    check.that(built.returncode == 0 and len(lines) == 1, name + ": build: %r" % built.stderr[-300:])
    report = json.loads(lines[0])
    check.that(set(report) == {"engine", "version", "documents", "seconds", "bytes"},
               name + ": keys of the build report")
    check.that(report["documents"] == documents, name + ": documents built")
    check.that(report["bytes"] == folder_bytes(index), name + ": bytes of the index")
    return report


def check_bad_builds(check, name, adapter, work, index):
    bad = {"tab": b"a b\nc\td\n", "space": b"a b\nc  d\n", "utf8": b"a b\nc\xff\n",
           "token": b"a b\n" + b"x" * 241 + b"\n", "end": b"a b\nc \n"}
    for kind, content in bad.items():
        tokens = os.path.join(work, "bad-%s.txt" % kind)
        with open(tokens, "wb") as out:
            out.write(content)
        built = run(adapter, "build", tokens, os.path.join(work, "%s-bad-%s" % (name, kind)))
        check.that(built.returncode == 1 and b"line 2" in built.stderr,
                   "%s: tokens with a bad %s: %r" % (name, kind, built.stderr[-200:]))
    absent = os.path.join(work, "absent")
    for words in (["build", absent, absent + "-index"], ["serve", absent],
                  ["build", os.path.join(work, "tokens.txt"), index]):
        refused = run(adapter, *words)
        check.that(refused.returncode == 1 and refused.stderr != b"" and refused.stdout == b"",
                   "%s: %s must fail with a message" % (name, " ".join(words)))
    for words in ([], ["build"], ["serve"], ["serve", index, "more"], ["search", index]):
        check.that(run(adapter, *words).returncode == 2, "%s: usage: %s" % (name, words))


def check_small(check, name, adapter, work):
    """No documents, and documents without tokens."""
    for kind, corpus in (("none", []), ("gaps", [[], ["a", "b"], [], ["b", "a", "b"], []])):
        tokens = os.path.join(work, kind + ".txt")
        index = os.path.join(work, "%s-%s" % (name, kind))
        write_corpus(tokens, corpus)
        check_build(check, name + " " + kind, adapter, tokens, index, len(corpus))
        session = Session(adapter, index)
        check.that(session.hello["documents"] == len(corpus), "%s: %s: documents" % (name, kind))
        reference = Reference(corpus)
        for request, kind_of, terms in (("or 10 a b", "or", ["a", "b"]), ("and 10 a b", "and", ["a", "b"]),
                                        ("phrase 10 b a", "phrase", ["b", "a"])):
            _, _, hits = parse_answer(session.ask(request))
            check.that({document for document, _ in hits} == reference.matches(kind_of, terms),
                       "%s: %s: %s" % (name, kind, request))
        rest, status = session.end(b"QUIT\nor 10 a\n")
        check.that(rest == "" and status == 0, name + ": QUIT")


def check_adapter(check, adapter, work, corpus, queries):
    name = os.path.basename(adapter)
    index = os.path.join(work, name)
    report = check_build(check, name, adapter, os.path.join(work, "tokens.txt"), index, len(corpus))
    session = Session(adapter, index)
    check.that(session.hello["protocol"] == 1 and session.hello["documents"] == len(corpus)
               and session.hello["engine"] == report["engine"] == name
               and session.hello["version"] == report["version"], name + ": the first line")
    check_queries(check, adapter, session, Reference(corpus), queries)
    check_refusals(check, name, session)
    check_bad_builds(check, name, adapter, work, index)
    check_small(check, name, adapter, work)


def main(arguments):
    work, adapters = arguments[0], arguments[1:]
    corpus = make_corpus(2000, seed=7)
    write_corpus(os.path.join(work, "tokens.txt"), corpus)
    queries = make_queries(seed=11)
    check = Check()
    for adapter in adapters:
        before = (check.passed, check.failed)
        try:
            check_adapter(check, adapter, work, corpus, queries)
        except (EOFError, OSError, ValueError, IndexError, KeyError,
                subprocess.SubprocessError) as error:
            check.that(False, "%s: %s: %s" % (adapter, type(error).__name__, error))
        print("%s: %d passed, %d failed" % (os.path.basename(adapter), check.passed - before[0],
                                            check.failed - before[1]))
    print("%d passed, %d failed" % (check.passed, check.failed))
    return 1 if check.failed or not check.passed else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
