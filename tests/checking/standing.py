"""What stands in an example for what no test can have: Claude Code, Sigstore, a slow machine, PyYAML as it was built."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from unittest import mock

from agentconv.checking import contracts
from agentconv.containers import yaml
from tests.proving.fakes import fake
from tests.release import signer

VERSION = "if '--version' in sys.argv:\n    print('2.1.328 (Claude Code)')\n    sys.exit(0)\n"
CLAUDE = r"""
import http.client, re

ALL = "Agent, Bash, Edit, Read, WebFetch, Write"
KNOWN = {"name", "description", "tools", "disallowedTools", "model", "hooks"}
OWN = "general-purpose"
if "--debug-file" not in sys.argv:
    sys.exit(0)
log = Path(sys.argv[sys.argv.index("--debug-file") + 1])
names, told, requests = [OWN], f"\n- {OWN}: Does anything. (Tools: *)", []
for path in sorted(Path(".claude/agents").glob("*.md")):
    # The frontmatter ends at the next three dashes, wherever they stand, as in version 2.1.328 (2026-11-28).
    head, prompt = re.match(r"---\s*\n(.*?)---\s*\n?(.*)", path.read_text(), re.S).groups()
    said = dict(re.findall(r"(?m)^(\w+): *(.*?) *$", head))
    about = f"[WARN] Agent file {path}"
    if ":" in said["name"]:
        log.write_text(about + ': Invalid "name": names must not contain ":" (reserved for plugin namespacing)\n')
        continue
    for key in said.keys() - KNOWN:
        near = ' (did you mean "tools"?)' if key == "tols" else ""
        words = "has a frontmatter key Claude Code does not recognize or apply"
        log.write_text(f'{about} {words}: "{key}"{near}\n')
    told += f"\n- {said['name']}: {said['description']} (Tools: x)"
    tools = [{"name": name} for name in said.get("tools", ALL).split(", ")]
    system = [{"text": ""}, {"text": ""}, {"text": prompt.strip()}]
    start = [{"role": "user", "content": f"AGENT-{len(names)}-"}]
    requests.append({"messages": start, "system": system, "tools": tools})
    names.append(said["name"])
print(json.dumps({"type": "system", "subtype": "init", "agents": names}), flush=True)
requests.insert(0, {"messages": [], "tools": [{"name": "Agent", "description": told}]})
for request in requests:
    model = http.client.HTTPConnection(os.environ["ANTHROPIC_BASE_URL"].removeprefix("http://"))
    model.request("POST", "/v1/messages", json.dumps(request))
    model.getresponse().read()
"""
"""Answers as version 2.1.328 does, as far as the examples go."""


class Slow:
    """A clock that is 20 seconds later at each look, by whatever name it is asked."""

    def __init__(self) -> None:
        self.looks = count(step=20)

    def __getattr__(self, name: str) -> Callable[[], int]:
        return self.looks.__next__


@contextmanager
def stand_ins(example: str, place: Path) -> Iterator[None]:
    """Those that an example needs, below a folder of their own."""
    with ExitStack() as stack:
        if "agentconv prove " in example:
            fake(place / "bin", CLAUDE, version=VERSION)
            path = os.pathsep.join([str(place / "bin"), os.defpath])
            stack.enter_context(mock.patch.dict(os.environ, {"PATH": path}))
        if "--sign" in example:
            signer.put(place / "packages")
            stack.enter_context(mock.patch.object(sys, "path", [str(place / "packages"), *sys.path]))
            stack.enter_context(mock.patch.dict(sys.modules))
        if " libyaml)" in example:
            has = "without libyaml" not in example
            stack.enter_context(mock.patch.object(yaml, "HAS_LIBYAML", has))
        if " seconds for each slow pattern)" in example:
            stack.enter_context(mock.patch.object(contracts, "time", Slow()))
        yield
