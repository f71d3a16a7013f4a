"""check.py WHAT FOLDER: looks closely at what run.sh had generated."""

import json
import re
import sys

folder = sys.argv[2]


def records(name):
    with open(f"{folder}/{name}", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def queries(name):
    with open(f"{folder}/{name}", encoding="utf-8") as lines:
        return lines.read().splitlines()


def words(text):
    return re.findall(r"\w+", text.lower())


def valid():
    """Every line is a record with what a record needs."""
    for i, record in enumerate(records("records")):
        assert record["id"] == "G%09d" % i, record["id"]
        assert record["type"] in ("trial", "abstract")
        assert words(record["title"]) and words(record["text"])
        date = record["start_date" if record["type"] == "trial" else "published"]
        assert re.fullmatch(r"(19[89]|20[0-3])\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d))?", date), date
        for key in ("conditions", "interventions", "keywords", "mesh"):
            assert all(words(value) for value in record.get(key, [])), record["id"]
        assert record["text"].count("(") == record["text"].count(")"), record["id"]


def mixed():
    trials = sum(record["type"] == "trial" for record in records("records"))
    assert 30 <= trials <= 75, trials


def types():
    assert {record["type"] for record in records("trials")} == {"trial"}
    assert {record["type"] for record in records("abstracts")} == {"abstract"}


def topical():
    """Each record uses the words of one line of the topics file, and only of one."""
    lines = [{"melanoma", "interleukin"}, {"asthma"}]
    used = [[i for i, line in enumerate(lines) if line & set(words(r["title"] + " " + r["text"]))] for r in records("topical")]
    assert all(len(one) <= 1 for one in used)
    assert sum(len(one) for one in used) > 35 and {i for one in used for i in one} == {0, 1}


def natural():
    titles = [set(words(record["title"])) for record in records("twenty")]
    for query in queries("natural"):
        assert any(set(words(query)) <= title for title in titles), query


def phrases():
    texts = [" " + " ".join(words(r["title"])) + " | " + " ".join(words(r["text"])) + " " for r in records("twenty")]
    for query in queries("phrase"):
        assert query[0] == query[-1] == '"' and len(words(query)) >= 2, query
        assert any(" " + " ".join(words(query)) + " " in text for text in texts), query


{"valid": valid, "mixed": mixed, "types": types, "topical": topical, "natural": natural, "phrases": phrases}[sys.argv[1]]()
