"""Microsoft 365 Copilot declarative agents: `declarativeAgent.json` of an app package.

Facts: the JSON Schema of manifest version 1.8 (microsoft/json-schemas) and the vendor's reference, read
2026-11-20; no client was run:

* `version` names the schema. One unknown key makes the whole file invalid.
* A name has 1 to 100 characters, a description 1 to 1,000, instructions 1 to 8,000; a name and a
  description have one line, and `[[` and `]]` in them mark a localised text. Instructions may not start
  with `[[` or end with `]]`.
* The vendor's toolchain puts the text of a file for `$[file('instruction.txt')]`, and values of the
  environment for `${{NAME}}`, when an agent is provisioned
  (learn.microsoft.com/plugins/build-declarative-agents-customize-behavior and the templates of
  OfficeDev/teams-toolkit, read 2026-11-28).
* An agent can do what its `capabilities`, `actions` and `worker_agents` say; without them it only answers.
* There is no place for a model, a version or anything else. The app manifest and the icons that a package
  needs as well are not written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from agentconv.containers.base import Tree
from agentconv.errors import NotAnAgent, SyntaxProblem, WrongType
from agentconv.kit.codecs import Joint, TextCodec, exact
from agentconv.kit.format import BY_MARK, BY_PATH, Field, Format, Native, Reading, Writing
from agentconv.kit.hosts import ALLOW, Host
from agentconv.kit.keys import Key
from agentconv.kit.lengths import Length
from agentconv.kit.shapes import ANY, Shape, fits, maps_in
from agentconv.kit.tools import Limit, ToolNames
from agentconv.model.agent import Agent, Tool, Value

VERSION = "v1.8"
SCHEMA = "https://developer.microsoft.com/json-schemas/copilot/declarative-agent/v1.8/schema.json"

CAPABILITIES = frozenset(
    [
        "WebSearch",
        "GraphicArt",
        "CodeInterpreter",
        "OneDriveAndSharePoint",
        "GraphConnectors",
        "TeamsMessages",
        "EmbeddedKnowledge",
        "Email",
        "EmailActions",
        "People",
        "Meetings",
        "MeetingActions",
        "Dataverse",
        "ScenarioModels",
    ]
)

_FILE = re.compile(r"\$\[file\(\s*(?:'([^'\n]+)'|\"([^\"\n]+)\")\s*\)\]")
"""A file whose text the vendor's toolchain puts here when the agent is provisioned."""
_VARIABLE = re.compile(r"\$\{\{[^{}\n]{1,100}\}\}")
_VERSION = re.compile(r"v1\.\d+")
_BREAKS = re.compile("[\r\n\u2028\u2029]+")
_LINE = re.compile(r"(?!\[\[)[^\n]*(?<!\]\])")
"""Text that is neither localised nor of several lines."""

SHAPES: dict[str, Shape] = {
    "$schema": _LINE,
    "version": _VERSION,
    "id": _LINE,
    "capabilities": [{"name!": CAPABILITIES, "*": ANY}],
    "behavior_overrides": dict.fromkeys(
        ("special_instructions", "suggestions", "default_response_mode"), ANY
    ),
    "conversation_starters": [{"text!": str, "title": ANY, "depends_on": ANY}, 12, 1],
    "actions": [{"id!": str, "file!": str}, 10, 1],
    "user_overrides": [{"path!": str, "allowed_actions!": ANY}],
    "disclaimer": {"text!": re.compile("(?s).{1,500}")},
    "editorial_answers": {"url": ANY, "answers": ANY},
    "worker_agents": [({"id!": str}, {"file!": str})],
    "sensitivity_label": {"id": ANY},
}
"""Keys of Microsoft's own with what the schema takes there, as far as the outer shape goes."""

NAMES = ToolNames(
    "m365",
    {"WebSearch": "web_search"},
    lambda _: None,
    lambda _server, _tool: None,
    approximate={"web_fetch": "WebSearch"},
    arguments=False,
)


@dataclass(frozen=True)
class Grants(Joint):
    """A list whose entries give tools; those that the agent may not have are left out."""

    key: str

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items = exact(value)
        if items is None:
            return {}
        if not fits(items, [dict]):
            raise WrongType("a list of objects")
        return {"tools.allow": tuple(self.tool(item) for item in maps_in(items))}

    def tool(self, item: Native) -> Tool:
        """The tool that an entry is; Microsoft's own but for a plain capability with a neutral name."""
        if self.key != "capabilities":
            kind = "action" if self.key == "actions" else "worker"
            return Tool(f"{kind}:{item.get('id') or item.get('file') or ''}", native=NAMES.format)
        name = str(item.get("name", ""))
        if not item.keys() <= {"name"}:
            return Tool(name, "bounded", native=NAMES.format)
        return NAMES.decode(name)

    def write(self, agent: Agent) -> Value:
        own = agent.extensions.get(NAMES.format, {}).get(self.key)
        allow = agent.tools.allow or ()
        items: list[Value] = []
        if fits(own, SHAPES[self.key]):
            items += [item for item in maps_in(own) if self.tool(item) in allow]
        if self.key == "capabilities":
            natives = Limit(agent).listed(NAMES)
            there = {item.get("name") for item in maps_in(items)}
            wanted = NAMES.names if natives is None else natives
            items += [{"name": name} for name in wanted if name not in there]
        return items or None


class InstructionsCodec(TextCodec):
    """The prompt, which may not end in the marks of a localised text: a cut one could."""

    def encode(self, value: str) -> Value:
        return f"{value[:-1]}…" if value.endswith("]]") else value


class DeclarativeAgent(Format):
    """Microsoft 365 declarative agent."""

    name = "m365"
    host = Host("the declarative agent schema 1.8", "2026-11-20", network=ALLOW, search=ALLOW)
    title = "Microsoft 365 declarative agent"
    containers = ("json",)
    paths = ("m365/*/declarativeAgent.json", "appPackage/declarativeAgent.json")
    marks = frozenset(
        {"behavior_overrides", "editorial_answers", "worker_agents", "user_overrides", "sensitivity_label"}
    )
    name_rule = re.compile(r"(?s)(?=.*\S)(?!.*(?:\[\[|\]\]))[^\n\r\u2028\u2029]{1,100}")
    reference = (
        "https://learn.microsoft.com/microsoft-365-copilot/extensibility/declarative-agent-manifest-1.8"
    )
    checked = "2026-11-20, the vendor's JSON Schema 1.8"
    sure = "schema"
    validated = "checks of our own, made from the vendor's JSON Schema 1.8"
    fields = (
        Field("name", "name"),
        Field("description", "description", length=Length(1_000, "a declarative agent")),
        Field("instructions", "prompt", InstructionsCodec(), length=Length(8_000, "a declarative agent")),
        Field("capabilities", "tools.allow", Grants("capabilities")),
        Field("actions", "tools.allow", Grants("actions")),
        Field("worker_agents", "tools.allow", Grants("worker_agents")),
    )
    keys = {key: Key(shape) for key, shape in SHAPES.items()}
    known_only = True
    grants = ()
    order = ("$schema", "version", "name", "description", "instructions")
    reasons = {
        "name": "a name has at most 100 characters, and no [[ or ]]",
        "description": "a description is required: one line, at most 1,000 characters, no [[ or ]]",
        "prompt": "instructions are not blank, do not start with [[ and do not end with ]]",
        "tools.allow": "only the web has a counterpart among the capabilities: WebSearch",
        "tools.deny": "what is not listed among the capabilities is not there",
        "*": "the manifest has no place for it, and one unknown key makes it invalid",
    }

    def recognises(self, path: PurePosixPath, tree: Tree) -> int:
        keys = tree.values
        if not _VERSION.fullmatch(str(keys.get("version", ""))) or "name" not in keys:
            return 0
        if self.lies_at(path):
            return BY_PATH
        own = "declarative-agent" in str(keys.get("$schema", "")) or not self.marks.isdisjoint(keys)
        usual = {"name", "description", "instructions"} <= keys.keys() <= self.known_keys
        return BY_MARK if own or usual else 0

    def agents(self, reading: Reading) -> list[Agent]:
        if not _VERSION.fullmatch(str(reading.tree.values.get("version", ""))):
            raise NotAnAgent("'version' names no version of the declarative agent manifest")
        values = dict(reading.tree.values)
        said = values.get("instructions")
        if isinstance(said, str) and reading.sibling is not None:
            values["instructions"] = _FILE.sub(lambda place: _text_of(place, reading), said)
        return [self.read(values, reading)]

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        for key, text in native.items():
            if isinstance(text, str) and (live := _VARIABLE.search(text)):
                what = f"the vendor's toolchain puts something else for {live[0]}; elsewhere it is text"
                reading.add("live-source", what, key)
        for item in maps_in(native.get("capabilities")):
            name = str(item.get("name", ""))
            if name not in CAPABILITIES:
                what = f"no capability that a declarative agent is known to have: {name}"
                reading.add("tool-unknown", what, "capabilities")

    def usual(self, agent: Agent) -> Native:
        own = agent.extensions.get(self.name, {}).get("version")
        if own is not None and own != VERSION and self.keys["version"].fits(own):
            return {}  # the schema of another version is not known here
        return {"version": VERSION, "$schema": SCHEMA}

    def fit(self, agent: Agent, writing: Writing) -> Agent:
        text = _BREAKS.sub(" ", agent.description or "")
        text = text if text.strip() else _BREAKS.sub(" ", agent.name)
        for _ in range(2):  # of three brackets in a row the last two remain after the first pass
            text = text.replace("[[", "[ [").replace("]]", "] ]")
        prompt = agent.prompt.replace("\u2028", "\n").replace("\u2029", "\n") if agent.prompt.strip() else ""
        prompt = f"\u200b{prompt}" if prompt.startswith("[[") else prompt
        prompt = f"{prompt}\u200b" if prompt.endswith("]]") else prompt
        return replace(agent, description=text, prompt=prompt)


def _text_of(place: re.Match[str], reading: Reading) -> str:
    """The text of a file beside the manifest; the words that name it where the report says why not."""
    name = place[1] or place[2]
    try:
        found = reading.sibling(name.removeprefix("./")).text if reading.sibling else place[0]
    except SyntaxProblem as problem:
        reading.add(problem.code, f"{name}: {problem.message}", "instructions", hint=problem.hint)
        return place[0]
    return found.removeprefix("\ufeff")
