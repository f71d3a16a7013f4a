#!/usr/bin/env python3
"""Which settings of the ranking hold on a collection they were not chosen on: crossvalidate.py [BUILD] [option...]

  --work DIR          where indexes are kept from run to run (default: a folder of its own, removed)
  --values LIST       settings and values instead of those below: "head=10,20,50;nearness=0,0.1"
  --rank RANK         default or deep
  --topics N          the first N topics of each collection (1000)
  --joint             all settings together besides: for each collection left out, one setting after another is set to what is best on the
                      others, twice over

Every value of every setting is tried with the rest as they are, over all collections at hand ($ASSAY_DATA/collections, ../shared/data
beside the checkout without it). Then each collection is left out in turn: the value with the greatest mean relative gain over the
defaults on the others is chosen, and what it gives on the one left out is set beside the default. SciFact's two sets of topics are left
out together and count half each, and so do notes of patients read as such and as words. Markdown on stdout.
"""

import argparse
import concurrent.futures
import json
import math
import os
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# set of topics: family, folder, topics, judgments, measure, options
SETS = {
    "SciFact": ("SciFact", "scifact", "queries.tsv", "qrels.txt", "ndcg@10", []),
    "train": ("SciFact", "scifact", "queries.train+dev.tsv", "qrels.train+dev.cited.txt", "ndcg@10", []),
    "Cystic Fibrosis": ("Cystic Fibrosis", "cf", "queries.tsv", "qrels.txt", "map", []),
    "Cohen": ("Cohen", "sysrev-cohen2006", "queries.tsv", "qrels.txt", "map", []),
    "NLI4CT": ("NLI4CT", "nli4ct", "queries.tsv", "qrels.txt", "mrr", []),
    "Evidence Inference": ("Evidence Inference", "evidence-inference", "queries.tsv", "qrels.txt", "mrr", []),
    "TREC-CT": ("TREC-CT", "trec-ct-2021", "queries.tsv", "qrels.full-docs-only.txt", "ndcg@10", []),
    "TREC-CT as words": ("TREC-CT", "trec-ct-2021", "queries.tsv", "qrels.full-docs-only.txt", "ndcg@10", ["--no-patient"]),
}
DEPTHS = {"ndcg@10": "50", "mrr": "100", "map": "1000"}  # hits a topic; below 1/100 of a topic no first answer counts
VALUES = {
    "k1": "0.9 1 1.2 1.4 1.6",
    "b": "0.6 0.7 0.75 0.8 0.9",
    "min-normlen": "0 0.3 0.5 0.6 0.7 0.8 0.9",
    "general": "0.5 0.6 0.7 0.8 1",
    "general-few": "3 4 5 6 8",
    "general-many": "12 15 20 30",
    "compound-letter": "0.01 0.1 0.3 0.5 1",
    "compound-joined": "0.5 0.6 0.7 0.8 0.9 1",
    "nearness": "0 0.05 0.075 0.1 0.125 0.15 0.2",
    "nearness-depth": "5 10 20 30",
    "nearness-gap": "1 2 3 4 6",
    "nearness-slack": "0 1 2 4 8",
    "head": "10 15 20 30 50",
    "agreement": "0 0.8 0.85 0.9 0.95 2",
    "likeness": "0 0.05 0.1 0.15 0.2 0.3",
    "likeness-records": "5 10 15 20",
    "likeness-terms": "20 40 80",
    "likeness-power": "2 3 4",
}


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", nargs="?", default="build/release")
    parser.add_argument("--work")
    parser.add_argument("--values")
    parser.add_argument("--rank", default="default")
    parser.add_argument("--topics", type=int, default=1000)
    parser.add_argument("--joint", action="store_true")
    return parser.parse_args()


class Bench:
    """The collections at hand, indexed, and what each list of settings gave on them."""

    def __init__(self, build, work, rank, topics):
        self.build, self.work, self.rank, self.known = os.path.join(ROOT, build), work, rank, {}
        self.data = os.path.join(os.environ.get("ASSAY_DATA", os.path.join(ROOT, "..", "shared", "data")), "collections")
        self.sets = [name for name in SETS if os.path.exists(os.path.join(self.data, SETS[name][1], SETS[name][2]))]
        for name in self.sets:
            self.prepare(name, topics)

    def path(self, *parts):
        return os.path.join(self.work, *parts)

    def prepare(self, name, count):
        _, folder, topics, qrels, _, _ = SETS[name]
        index = self.path(folder)
        if not os.path.isdir(index):
            subprocess.run([os.path.join(self.build, "indexer", "indexer"), "add", "--quiet", "-d", index, "--no-xapian-text",
                            os.path.join(self.data, folder, "docs.jsonl.gz")], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(self.data, folder, topics), encoding="utf-8") as lines:
            first = list(lines)[:count]
        wanted = {line.split("\t", 1)[0] for line in first}
        with open(self.path(name + ".topics"), "w", encoding="utf-8") as out:
            out.writelines(first)
        with open(os.path.join(self.data, folder, qrels), encoding="utf-8") as lines, \
                open(self.path(name + ".qrels"), "w", encoding="utf-8") as out:
            out.writelines(line for line in lines if line.strip() and line.split()[0] in wanted)

    def measure(self, name, settings):
        key = (name, tuple(sorted(settings.items())))
        if key not in self.known:
            _, folder, _, _, metric, options = SETS[name]
            others = ",".join(f"{k}={v}" for k, v in settings.items() if k not in ("k1", "b"))
            command = [os.path.join(self.build, "searcher", "searcher"), "eval", "-d", self.path(folder), "--format", "json",
                       "--topics", self.path(name + ".topics"), "--qrels", self.path(name + ".qrels"), "--metrics", metric,
                       "--rank", self.rank, "-n", DEPTHS[metric]] + options
            command += [word for k in ("k1", "b") if k in settings for word in ("--" + k, settings[k])]
            command += ["--settings", others] if others else []
            answer = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
            self.known[key] = answer["metrics"][metric]["mean"]
        return self.known[key]

    def all(self, settings):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return dict(zip(self.sets, pool.map(lambda name: self.measure(name, settings), self.sets)))


def mean_gain(base, tried, names):
    """The mean over families of the mean relative gain of their sets."""
    families = {}
    for name in names:
        families.setdefault(SETS[name][0], []).append(math.log(tried[name] / base[name]))
    return sum(sum(gains) / len(gains) for gains in families.values()) / len(families)


def best_value(bench, settings, name, values, base, names):
    def gain(value):
        return mean_gain(base, bench.all({**settings, name: value}), names)
    return max(values, key=lambda value: (round(gain(value), 6), -values.index(value)))


def cell(value):
    return f"{value:.4f}".lstrip("0")


def families_of(bench):
    return list(dict.fromkeys(SETS[name][0] for name in bench.sets))


def members(bench, family):
    return [name for name in bench.sets if SETS[name][0] == family]


def print_setting(bench, name, values, base):
    print(f"\n### {name}\n\n| {name} | " + " | ".join(bench.sets) + " | mean gain |")
    print("|---" * (len(bench.sets) + 2) + "|")
    for value in values:
        got = bench.all({name: value})
        print(f"| {value} | " + " | ".join(cell(got[s]) for s in bench.sets) + f" | {100 * mean_gain(base, got, bench.sets):+.2f} % |", flush=True)
    chosen = []
    for family in families_of(bench):
        others = [s for s in bench.sets if SETS[s][0] != family]
        value = best_value(bench, {}, name, values, base, others)
        got, left = bench.all({name: value}), members(bench, family)
        chosen.append(f"{family} {value} ({100 * mean_gain(base, got, left):+.1f} %)")
    print("\nChosen without it, and its gain there: " + ", ".join(chosen) + ".", flush=True)


def choose_jointly(bench, values, base, names):
    settings = {}
    for _ in range(2):
        for name in values:
            value = best_value(bench, settings, name, values[name], base, names)
            if mean_gain(base, bench.all({**settings, name: value}), names) > mean_gain(base, bench.all(settings), names) + 1e-4:
                settings[name] = value
    return settings


def print_joint(bench, values, base):
    print("\n### All together\n\n| left out | chosen on the others | default | with it |\n|---|---|---|---|")
    for family in families_of(bench):
        settings = choose_jointly(bench, values, base, [s for s in bench.sets if SETS[s][0] != family])
        got, left = bench.all(settings), members(bench, family)
        told = ", ".join(f"{k} {v}" for k, v in settings.items()) or "the defaults"
        print(f"| {', '.join(left)} | {told} | " + ", ".join(cell(base[s]) for s in left) + " | " + ", ".join(cell(got[s]) for s in left) + " |", flush=True)
    settings = choose_jointly(bench, values, base, bench.sets)
    got = bench.all(settings)
    print("| none | " + (", ".join(f"{k} {v}" for k, v in settings.items()) or "the defaults") + " | | " +
          ", ".join(cell(got[s]) for s in bench.sets) + " |", flush=True)


def run(options, work):
    bench = Bench(options.build, work, options.rank, options.topics)
    if len(families_of(bench)) < 2:
        print("crossvalidate.py: fewer than two collections at hand: skipped")
        return
    text = options.values or ";".join(f"{name}={listed.replace(' ', ',')}" for name, listed in VALUES.items())
    values = {part.split("=")[0]: part.split("=")[1].split(",") for part in text.split(";")}
    base = bench.all({})
    print("| | " + " | ".join(bench.sets) + " |\n" + "|---" * (len(bench.sets) + 1) + "|")
    print("| as it is | " + " | ".join(cell(base[s]) for s in bench.sets) + " |", flush=True)
    for name, listed in values.items():
        print_setting(bench, name, listed, base)
    if options.joint:
        print_joint(bench, values, base)


def main():
    options = arguments()
    if options.work:
        os.makedirs(options.work, exist_ok=True)
        run(options, options.work)
    else:
        with tempfile.TemporaryDirectory() as work:
            run(options, work)


main()
