#!/usr/bin/env python3
"""A test collection as engines of others read it: outside.py COLLECTION OUT_DIR TOPICS

writes, for the first TOPICS topics of COLLECTION (docs.jsonl.gz, queries.tsv, qrels.txt),

  OUT_DIR/text/docs.jsonl   {"id": ..., "contents": title and text}, one line a record
  OUT_DIR/all/docs.jsonl    the same and every other field that tells of the subject: keywords, headings, conditions ...
  OUT_DIR/topics.tsv        identifier TAB words, no other tabs
  OUT_DIR/qrels.txt         judgments of these topics

Nothing is stemmed, dropped or weighed: that is the engines' part.
"""

import gzip
import json
import os
import re
import sys

SUBJECT = ["official_title", "brief_summary", "detailed_description", "eligibility", "conditions", "interventions",
           "keywords", "mesh", "major", "minor", "outcomes"]


def words_of(value):
    """The strings within a JSON value, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [word for item in value for word in words_of(item)] if isinstance(value, list) else []


def contents(document, fields):
    parts = []
    for field in ["title", "text"] + fields:
        for text in words_of(document.get(field)):
            if not (field in SUBJECT and len(text) > 200 and any(text in part for part in parts)):
                parts.append(text)
    return "\n".join(parts)


def write_documents(source, path, fields):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with gzip.open(source, "rt", encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
        for line in lines:
            document = json.loads(line)
            out.write(json.dumps({"id": document["id"], "contents": contents(document, fields)}) + "\n")


def write_topics(folder, out, count):
    wanted = set()
    with open(os.path.join(folder, "queries.tsv"), encoding="utf-8") as lines, \
            open(os.path.join(out, "topics.tsv"), "w", encoding="utf-8") as topics:
        for line in list(lines)[:count]:
            name, text = line.rstrip("\n").split("\t", 1)
            wanted.add(name)
            topics.write(name + "\t" + re.sub(r"\s+", " ", text).strip() + "\n")
    judged = os.path.join(folder, "qrels.full-docs-only.txt")
    if not os.path.exists(judged):
        judged = os.path.join(folder, "qrels.txt")
    with open(judged, encoding="utf-8") as lines, open(os.path.join(out, "qrels.txt"), "w", encoding="utf-8") as qrels:
        qrels.writelines(line for line in lines if line.split()[:1] and line.split()[0] in wanted)


def main():
    folder, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    source = os.path.join(folder, "docs.jsonl.gz")
    write_documents(source, os.path.join(out, "text", "docs.jsonl"), [])
    write_documents(source, os.path.join(out, "all", "docs.jsonl"), SUBJECT)
    write_topics(folder, out, count)


if len(sys.argv) != 4:
    sys.exit(__doc__)
main()
