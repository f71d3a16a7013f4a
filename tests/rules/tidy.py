"""tidy.py BUILD_DIR [NODES]: clang-tidy over the C files of the compilation database, two at a time, longest first.

NODES bounds how many states of one function the path analyzer visits (its own bound is 225,000). A file that was clean is
not read again until a byte of it, of a header it includes, of its flags, of .clang-tidy or the version of clang-tidy
changes: what was clean stands in $XDG_CACHE_HOME/assay-tidy (else ~/.cache/assay-tidy), as names only, for 30 days.
ASSAY_TIDY_ANEW=1 reads everything.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import time

build = pathlib.Path(sys.argv[1])
nodes = sys.argv[2] if len(sys.argv) > 2 else "60000"
root = pathlib.Path.cwd()
home = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
remembered = home / "assay-tidy"
options = ["--quiet", "-p", str(build)]
for word in ["-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={nodes}"]:
    options.append(f"--extra-arg={word}")


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def dependencies():
    """The files each object is made from, as the build noted them."""
    found, name = {}, None
    for line in output_of("ninja", "-C", str(build), "-t", "deps").splitlines():
        if line and not line.startswith(" "):
            name = line.split(": ")[0] if line.endswith("(VALID)") else None
        elif line and name:
            found.setdefault(name, []).append(line.strip())
    return found


digests = {}


def digest_of(path):
    if path not in digests:
        digests[path] = hashlib.sha256(path.read_bytes()).hexdigest()
    return digests[path]


def key_of(entry, made_from, common):
    """A name for everything that decides what clang-tidy says of a file; None when that is not known."""
    if not made_from:
        return None
    flags = entry["command"].replace(str(root), ".")
    files = sorted({(build / name).resolve() for name in made_from})
    lines = [common, flags]
    for path in files:
        lines.append(str(path).replace(str(root), ".") + " " + digest_of(path))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read(name):
    done = subprocess.run(["clang-tidy", *options, name], capture_output=True, text=True, errors="replace")
    return name, done.returncode, done.stdout + done.stderr


def refuses_a_mistake():
    """What could not be read is not clean: clang-tidy must find this one first."""
    mistake = build / "tidy_mistake.c"
    mistake.write_text("int first(const int *at) {\n    if (at == 0)\n        return *at;\n    return at[0];\n}\n")
    done = subprocess.run(
        ["clang-tidy", "--quiet", "--config-file=.clang-tidy", *options[3:], str(mistake), "--", "-std=c11"],
        capture_output=True, text=True,
    )
    if done.returncode == 0 or "clang-analyzer-core.NullDereference" not in done.stdout:
        sys.exit(f"clang-tidy does not find a mistake made for it\n{done.stdout}{done.stderr}")


def remember(keys):
    """Notes what is clean; forgets what nobody asked for in 30 days."""
    remembered.mkdir(parents=True, exist_ok=True)
    for key in keys:
        (remembered / key).touch()
    for note in remembered.iterdir():
        if time.time() - note.stat().st_mtime > 30 * 86400:
            note.unlink(missing_ok=True)


def main():
    asked = output_of("git", "ls-files", "shared/*.c", "indexer/*.c", "searcher/*.c").split()
    entries = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        entries[os.path.relpath(os.path.join(entry["directory"], entry["file"]), root)] = entry
    made_from = dependencies()
    common = output_of("clang-tidy", "--version") + pathlib.Path(".clang-tidy").read_text() + nodes
    keys = {}
    for name in asked:
        entry = entries.get(name)
        if entry is None:
            sys.exit(f"{name} is not in the compilation database")
        command = shlex.split(entry["command"])
        keys[name] = key_of(entry, made_from.get(command[command.index("-o") + 1]), common)
    anew = os.environ.get("ASSAY_TIDY_ANEW") == "1"
    wanted = [name for name in asked if anew or not keys[name] or not (remembered / keys[name]).exists()]
    wanted.sort(key=lambda name: -pathlib.Path(name).stat().st_size)

    refuses_a_mistake()
    failed, clean = 0, [name for name in asked if name not in wanted]
    # One file a process: with several, what the analyzer knows of a va_list in one leaks into the next.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, status, said in pool.map(read, wanted):
            if status != 0 or re.search(r"(warning|error):", said):
                failed += 1
                print(f"{name}: exit status {status}\n{said}", flush=True)
            else:
                clean.append(name)
    print(f"{len(asked)} files, {len(asked) - len(wanted)} of them clean before with the same bytes, {failed} with remarks")
    remember(key for key in map(keys.get, clean) if key)
    sys.exit(1 if failed or not asked else 0)


main()
