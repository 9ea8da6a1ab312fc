"""Transcripts of the command line: each block of `tests/commands/*.md` is run and compared.

A line `% agentconv ...` is a command, run in a copy of `tests/commands/files`; below it stands what it
prints, `2> ` before lines on standard error, `=> N` for an exit status that is not 0. With
`--snapshot-update` the transcripts are rewritten: read the change.
"""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import processes

HERE = Path(__file__).parent / "commands"
OLD_CLICK = re.compile(r"(?m)^(Try '.*) -h' for help\.$")
"""How click before 8.4 names the option for help that newer ones call by its long name."""
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")


def run(line: str, folder: Path) -> str:
    words = shlex.split(line.removeprefix("% "))
    data = b""
    if "<" in words:
        at = words.index("<")
        data = (folder / words[at + 1]).read_bytes()
        words = words[:at]
    if words[0] != "agentconv":
        done = subprocess.run(words, cwd=folder, input=data, capture_output=True, check=False)
    else:
        env = {"NO_COLOR": "1", "AGENTCONV_PLUGINS": "", "COLUMNS": "100"}
        done = processes.agentconv(*words[1:], cwd=folder, data=data, **env)
    out = done.stdout.decode()
    lines = OLD_CLICK.sub(r"\1 --help' for help.", done.stderr.decode()).splitlines()
    err = "".join(f"2> {text}\n".replace("2> \n", "2>\n") for text in lines)
    status = f"=> {done.returncode}\n" if done.returncode else ""
    if out and not out.endswith("\n"):
        out += "\n(no newline)\n"
    return f"{line}\n{out}{err}{status}"


def replay(text: str, folder: Path) -> str:
    def block(match: re.Match[str]) -> str:
        commands = [line for line in match[1].splitlines() if line.startswith("% ")]
        return "```console\n" + "".join(run(line, folder) for line in commands) + "```"

    return BLOCK.sub(block, text)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.md")), ids=lambda p: p.stem)
def test_transcript(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    shutil.copytree(HERE / "files", tmp_path / "work")
    wanted = path.read_text("utf-8")
    found = replay(wanted, tmp_path / "work")
    if request.config.getoption("update_snapshots", default=False):
        path.write_text(found, encoding="utf-8")
    else:
        assert found == wanted
