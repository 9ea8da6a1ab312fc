"""Everything that must hold before a change lands; `--nightly` tries more of the same, and takes an hour.

Needs Python 3.11 or newer with pip; installs the rest. With npm and a network the vendors' own clients
are installed and asked as well; without, that is said. At night there are four times as many generated
agents, from other seeds, every odd value, the longest part of the tests with the lowest and newest
versions, the corpus through the frameworks' own libraries, and fuzzing for half an hour, where a finding
fails and is kept in fuzz/found. Jobs run side by side; the output of one that fails is shown whole.
"""

import argparse
import datetime
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import jobs
from jobs import Job

ROOT = Path(__file__).resolve().parents[1]

CLEAN = """
python3 -m venv "$WORK/clean"
"$WORK/clean/bin/pip" install -q .
"$WORK/clean/bin/agentconv" --version
"$WORK/clean/bin/agentconv" export fixtures/examples -t openai -t prompts -o "$WORK/out"
test -s "$WORK/out/openai/assistants/reviewer.json"
"""

DEV = """
python3 -m venv "$WORK/dev"
"$WORK/dev/bin/pip" install -q -e '.[dev]'
"$WORK/dev/bin/python" -m compileall -q src
"""

LINT = """
"$WORK/dev/bin/ruff" format --check
"$WORK/dev/bin/ruff" check
"$WORK/dev/bin/mypy"
"""

# They stay in tests/clients/node_modules, so that a second run, or a cache of that folder, downloads nothing.
NPM = """
if ! command -v npm > /dev/null; then
  echo "npm is missing: the tests that ask the clients are skipped, unless they are installed already"
elif ! timeout 300 npm install --prefix tests/clients --no-package-lock --no-audit --no-fund \\
    --ignore-scripts --prefer-offline --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 \\
    --fetch-timeout=60000; then
  echo "npm could not install them: the tests that ask the clients are skipped where one is missing"
fi
"""

TESTS = '"$WORK/dev/bin/pytest" -q -m "not clients" -n 2'

CLIENTS = '"$WORK/dev/bin/pytest" -q -m clients -rs -n 2 -p no:cacheprovider tests/clients'

VERSIONS = 'python3 .ci/versions --but "$WORK/dev/bin/python" $MORE_VERSIONS'

# What it finds differs from run to run, so before a change lands a finding is told and fails nothing;
# kept under fuzz/seeds, it does.
FUZZ = """
"$WORK/dev/bin/python" -m fuzz --seconds "$FUZZ_SECONDS" --seed "$FUZZ_SEED" --keep "$FUZZ_KEEP" 2>&1 |
  sed '/: .*, 0 finding/d' || {
  echo "fuzzing found something: make it a seed, then mend it"
  test -z "$NIGHTLY"
}
"""

# Its own environment: what the site needs is nothing that the tests need. Its page "Try it" takes Pyodide
# from npm, into a folder of its own; at night the browser test asks whether it works, where a Chromium is
# installed: it takes minutes.
SITE = """
python3 -m venv "$WORK/site"
"$WORK/site/bin/pip" install -q '.[docs]'
NO_MKDOCS_2_WARNING=1 "$WORK/site/bin/mkdocs" build --strict -q -d "$WORK/pages"
python3 .ci/site_check.py "$WORK/pages"
test -n "$NIGHTLY" || { echo "in the browser at night only"; exit 0; }
if command -v npm > /dev/null && timeout 300 npm install --prefix "$WORK/npm" --no-package-lock --no-audit \\
    --no-fund --ignore-scripts --prefer-offline --loglevel=error --fetch-retries=1 pyodide@314.0.7; then
  "$WORK/site/bin/python" .ci/try_it.py "$WORK/pages" "$WORK/npm/node_modules/pyodide"
else
  echo "npm could not install Pyodide: the page \"Try it\" is not tried"
fi
AGENTCONV_SITE="$WORK/pages" "$WORK/dev/bin/pytest" -q -rs -p no:cacheprovider tests/docs/test_site.py
"""

MUTANTS = """
test -n "$NIGHTLY" || { echo "at night only"; exit 0; }
"$WORK/dev/bin/pytest" -q -m mutants -p no:cacheprovider tests/power
"""

JOBS = {
    "dev": Job("an environment with all tools", DEV),
    "npm": Job("the vendors' clients are installed", NPM),
    "tests": Job("the tests", TESTS, after=("dev",)),
    "clients": Job("the tests that ask the clients", CLIENTS, after=("dev", "npm")),
    "lint": Job("format, lint, types", LINT, after=("dev",)),
    "clean": Job("the package as a stranger installs it", CLEAN),
    "versions": Job("part of the tests with the lowest versions, and the newest", VERSIONS, after=("dev",)),
    "site": Job("the documentation as a site", SITE, after=("dev",)),
    "plugins": Job("plugins as third parties install them", "bash .ci/plugins"),
    "fuzz": Job("fuzzing", FUZZ, after=("dev",)),
    "mutants": Job("changes of the code that decides on power", MUTANTS, after=("dev",)),
}
"""Name -> job; the first ones first, as others wait for them or they take longest."""


def main() -> int:
    """Run the jobs, or those that are named with what they need."""
    parser = argparse.ArgumentParser(
        prog=".ci/run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("jobs", nargs="*", help=f"only some, and what they need, of: {', '.join(JOBS)}")
    parser.add_argument("--nightly", action="store_true", help="try more of the same")
    parser.add_argument(
        "--at-once", type=int, default=3, help="how many jobs at once (3, as some wait mostly)"
    )
    given = parser.parse_args()
    if unknown := sorted({*given.jobs} - {*JOBS}):
        parser.error(f"there is no job {unknown[0]!r}")
    wanted = {*given.jobs} or {*JOBS}
    wanted |= {other for name in wanted for other in JOBS[name].after}
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, jobs.stop)
    work = tempfile.mkdtemp()
    try:
        os.environ |= {"WORK": work, **settings(work, given.nightly)}
        return 0 if jobs.run({n: job for n, job in JOBS.items() if n in wanted}, given.at_once) else 1
    finally:
        shutil.rmtree(work, ignore_errors=True)


def settings(work: str, nightly: bool) -> dict[str, str]:
    """How much is tried."""
    keep = str(ROOT / "fuzz" / "found") if nightly else f"{work}/found"
    facts = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "FUZZ_SEED": os.environ.get("FUZZ_SEED", f"{datetime.date.today():%Y%m%d}"),
        "FUZZ_KEEP": os.environ.get("FUZZ_KEEP", keep),
        "FUZZ_SECONDS": "1800" if nightly else "30",
        "MORE_VERSIONS": "--all" if nightly else "",
        "NIGHTLY": "1" if nightly else "",
    }
    return {**facts, "HYPOTHESIS_PROFILE": "nightly"} if nightly else facts


if __name__ == "__main__":
    sys.exit(main())
