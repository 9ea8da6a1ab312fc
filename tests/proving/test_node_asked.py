"""A client that is a library is asked by a script, and its Node reaches no other machine."""

import shutil
from pathlib import Path

import pytest

from agentconv.proving.node_asked import SCRIPTS, asked
from agentconv.proving.values import ClientFailed, Installed

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def said(folder: Path, code: str) -> object:
    script = folder / "ask.mjs"
    head = "import { writeFileSync } from 'node:fs';\nconst [modules, project, output, ...more] = process.argv.slice(2);\n"
    script.write_text(head + code)
    client = Installed("qwen", (), folder, timeout=100.0)
    return asked(client, script, folder, folder, "more")


def test_a_script_gets_the_package_the_project_and_a_file_to_write(tmp_path: Path) -> None:
    found = said(tmp_path, "writeFileSync(output, JSON.stringify([modules, project, ...more]));")
    assert found == [str(tmp_path), str(tmp_path), "more"]


def test_a_script_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(ClientFailed, match="boom"):
        said(tmp_path, "throw new Error('boom');")
    with pytest.raises(ClientFailed, match="not JSON"):
        said(tmp_path, "writeFileSync(output, 'odd');")


REACH = """
const tried = {};
for (const [name, reach] of Object.entries({
  fetch: () => fetch('http://192.0.2.1:81/'), secure: () => fetch('https://192.0.2.1/'),
  socket: async () => { const net = await import('node:net'); net.connect(81, '192.0.2.1'); },
  options: async () => { const net = await import('node:net'); net.connect({ port: 81, host: '192.0.2.1' }); },
})) {
  try { await reach(); tried[name] = 'reached'; }
  catch (error) { tried[name] = error.cause?.message ?? error.message; }
}
const http = await import('node:http');
const server = http.createServer((_, answer) => answer.end('here')).listen(0, '127.0.0.1');
await new Promise((done) => server.on('listening', done));
tried.here = await (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();
writeFileSync(output, JSON.stringify(tried));
process.exit(0);
"""


def test_no_other_machine_is_reached_and_this_one_is(tmp_path: Path) -> None:
    found = said(tmp_path, REACH)
    refused = "this client may not reach another machine"
    assert found == {**dict.fromkeys(("fetch", "secure", "socket", "options"), refused), "here": "here"}


def test_the_scripts_are_there() -> None:
    assert {"gemini.mjs", "guard.mjs", "parts.mjs", "qwen.mjs"} <= {path.name for path in SCRIPTS.iterdir()}
