"""What Cline itself makes of agents that agentconv writes: it loads each, with the tools, prompt and limits meant.

The client is large, and not among those that are installed for all: `npm install @cline/core@0.0.86` here.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from agentconv.api import write
from agentconv.conformance.specimens import AGENTS
from agentconv.formats.claude_like.cline import TOOLS
from agentconv.host.registry import Registry
from agentconv.testing import read_files
from tests.clients.common import MODULES

REGISTRY = Registry(plugins=False)
SCRIPT = Path(__file__).parent / "cline.mjs"
MISSING = not (MODULES / "@cline" / "core").is_dir() or shutil.which("node") is None

pytestmark = [pytest.mark.clients, pytest.mark.skipif(MISSING, reason="@cline/core is not installed")]


def test_what_is_written_is_loaded_as_it_was_meant(tmp_path: Path) -> None:
    made = {name: write(agent, "cline", registry=REGISTRY) for name, agent in AGENTS.items()}
    for conversion in made.values():
        (file,) = conversion.files
        (tmp_path / Path(file.path).name).write_text(file.text, encoding="utf-8")
    run = subprocess.run(["node", SCRIPT, tmp_path], capture_output=True, check=True, text=True, timeout=120)
    answer = json.loads(run.stdout)
    assert answer["errors"] == []
    assert len(answer["configs"]) == len(made)
    loaded = {config["name"]: config for config in answer["configs"]}
    for conversion in made.values():
        (agent,) = read_files(conversion, REGISTRY)
        told = loaded[agent.name]
        assert told["systemPrompt"] == agent.prompt.strip()
        assert told.get("maxIterations") == agent.max_turns
        tools = told.get("tools")
        assert (tools is None) == (agent.tools.allow is None)
        assert set(tools or ()) <= TOOLS.keys()
