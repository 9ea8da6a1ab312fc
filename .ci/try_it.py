"""Put Python and agentconv into a built site, for its page "Try it": `try_it.py SITE PYODIDE`.

PYODIDE is the folder of npm's package `pyodide`. The packages are agentconv and the two pure ones that its
library needs, as they are installed here; the page runs them in the reader's browser.
"""

import shutil
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
"""What Pyodide loads."""

PACKAGES = ("agentconv", "yaml", "tomli_w")

BUILT = {".pyc", ".so", ".pyd", ".pyx", ".pxd"}
"""Endings of files that a browser cannot use: PyYAML does without its part in C."""


def main(site: Path, pyodide: Path) -> None:
    """Copy what is needed below `try/`."""
    there = site / "try"
    (there / "pyodide").mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(pyodide / name, there / "pyodide" / name)
    with zipfile.ZipFile(there / "packages.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name in PACKAGES:
            spec = find_spec(name)
            if spec is None or spec.origin is None:
                raise SystemExit(f"{name} is not installed here")
            root = Path(spec.origin).parent
            for path in sorted(root.rglob("*")):
                if path.is_file() and path.suffix not in BUILT:
                    packed.write(path, f"{name}/{path.relative_to(root).as_posix()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
