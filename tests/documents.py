"""documents.py BUILD_DIR FILE...: runs the examples of documents and compares what they print.

In Markdown an example is a fenced block marked `console`, in a manual page what stands between .EX and .EE; a line that starts with
"$ " is run by sh, the lines after it are what it must print. "..." alone on a line stands for any lines, within a line for any
text. All examples of a file run one after the other in one temporary folder that holds the sample corpus as corpus/sample,
with the two programs on the PATH under their built and their installed names.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile


def blocks(path, text):
    if path.endswith(".md"):
        return re.findall(r"^```console\n(.*?)^```", text, re.S | re.M)
    found = re.findall(r"^\.EX\n(.*?)^\.EE", text, re.S | re.M)
    return [b.replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\").replace("\\&", "") for b in found]


def examples(block):
    command, wanted = None, []
    for line in block.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command, wanted
            command, wanted = line[2:], []
        elif command is not None and command.endswith("\\"):
            command = command[:-1] + line.strip()
        else:
            wanted.append(line)
    if command is not None:
        yield command, wanted


def pattern(wanted):
    parts = []
    for line in wanted:
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(r".*?".join(re.escape(p) for p in line.split("...")) + r"[ ]*\n")
    return re.compile("".join(parts))


def check(path, folder, environment):
    failed = count = 0
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for block in blocks(path, text):
        for command, wanted in examples(block):
            count += 1
            done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, timeout=120,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            printed = done.stdout.decode("utf-8", "replace")
            while wanted and not wanted[-1].strip():
                wanted.pop()
            if wanted and not pattern(wanted).fullmatch(printed if printed.endswith("\n") else printed + "\n"):
                failed += 1
                print(f"{path}: $ {command}\n--- should print\n" + "\n".join(wanted) + f"\n--- prints\n{printed}---")
            elif not wanted and done.returncode not in (0, 1):
                failed += 1
                print(f"{path}: $ {command}\n--- exits {done.returncode}\n{printed}---")
    return count, failed


def main():
    build, paths = os.path.abspath(sys.argv[1]), sys.argv[2:]
    total = failed = 0
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            programs = os.path.join(folder, "bin")
            os.mkdir(programs)
            for name in ("indexer", "searcher"):
                for link in (name, "assay-" + name):
                    os.symlink(os.path.join(build, name, name), os.path.join(programs, link))
            shutil.copytree("corpus/sample", os.path.join(folder, "corpus", "sample"))
            environment = dict(os.environ, PATH=programs + ":" + os.environ["PATH"], LC_ALL="C.UTF-8")
            count, bad = check(path, folder, environment)
            total, failed = total + count, failed + bad
    print(f"{total - failed} examples hold, {failed} do not")
    return 1 if failed or total == 0 else 0


sys.exit(main())
