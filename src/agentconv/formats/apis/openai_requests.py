"""What the bodies of OpenAI's living APIs share: flat tools, MCP servers by URL, effort in `reasoning`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from agentconv.errors import WrongType
from agentconv.formats.apis.body import EFFORTS, Body, may, server_tools
from agentconv.kit.codecs import as_text, exact
from agentconv.kit.format import Native, Reading, Writing
from agentconv.kit.shapes import Shape, fits
from agentconv.model.agent import Agent, Tool, Value, with_fields
from agentconv.model.vocabulary import MCP

TEXTS: Shape = ([str], None)
SEARCH = (Tool("web_search"), Tool("web_fetch"))
"""What web search gives: it opens pages as well."""

LABEL = re.compile(r"[A-Za-z0-9_-]{1,64}")


class EffortCodec:
    """The effort, which stands in `reasoning` beside keys of the format's own."""

    def decode(self, value: Value) -> str | None:
        if not isinstance(value, dict):
            raise WrongType("an object")
        if isinstance(value.get("effort"), (list, dict)):
            raise WrongType("an object with a text", ("effort",))
        return as_text(value.get("effort"))

    def encode(self, value: str) -> Value:
        return {"effort": value}


class Request(Body):
    """A body with `model`, `instructions`, `reasoning` and a flat list of `tools`."""

    vendor = "OpenAI"
    tools: ClassVar[Mapping[str, Shape]]
    """The type of a tool -> the shape of its object."""
    gives: ClassVar[Mapping[str, tuple[Tool, ...]]]
    """The type of a tool -> the tools that it gives, for types with neutral names."""
    reasoning: ClassVar[Mapping[str, Shape]]
    """The keys of `reasoning` besides `effort`."""

    def usual_tools(self, values: Mapping[str, Value]) -> bool:
        """Whether a file's tools are all of this format."""
        tools = values.get("tools")
        return (
            all(self.is_valid(t) for t in tools if isinstance(t, dict)) if isinstance(tools, list) else True
        )

    def is_valid(self, item: Value) -> bool:
        """Whether a tool is one that the API takes."""
        kind = item.get("type") if isinstance(item, dict) else None
        return (
            isinstance(kind, str) and kind in self.tools and fits(item, {"type!": {kind}, **self.tools[kind]})
        )

    def meant(self, item: Mapping[str, Value]) -> tuple[Tool, ...]:
        """The tools that an object of the list gives."""
        kind = str(item.get("type"))
        if kind == MCP:
            return self._mcp_tools(item)
        if kind in self.gives:
            domains = self.domains(item)
            given = self.gives[kind]
            return (
                given
                if domains is None
                else tuple(Tool(t.name, f"domain:{d}") for t in given for d in domains)
            )
        name = item.get("name")
        label = f"{kind}:{name}" if isinstance(name, str) else kind
        return (Tool(re.sub(r"[^\w.:-]", "_", label), native=self.name),)

    def domains(self, item: Mapping[str, Value]) -> list[str] | None:
        """The domains that a tool is bound to; None = all."""
        return None

    def _mcp_tools(self, item: Mapping[str, Value]) -> tuple[Tool, ...]:
        server, allowed = str(item.get("server_label")), item.get("allowed_tools")
        if isinstance(allowed, dict):
            allowed = allowed.get("tool_names")
        if not isinstance(allowed, list):
            return (Tool(MCP, server=server),)
        return tuple(Tool(MCP, server=server, tool=str(name)) for name in allowed)

    def url_of(self, item: Mapping[str, Value]) -> Value:
        """The URL of an MCP tool's server; None for another kind of server."""
        raise NotImplementedError

    def mcp_tool(self, server: str, url: str) -> Native:
        """The tool object of an MCP server."""
        raise NotImplementedError

    def _plain(self, item: Native) -> bool:
        """Whether a tool says nothing that the agent's own fields do not hold."""
        kind = item.get("type")
        if kind == MCP:
            url = self.url_of(item)
            bare = {k: v for k, v in item.items() if k != "allowed_tools"}
            listed = "allowed_tools" not in item or isinstance(item["allowed_tools"], list)
            return (
                listed and isinstance(url, str) and bare == self.mcp_tool(str(item.get("server_label")), url)
            )
        return item == {"type": "web_search"}

    def body(self, values: Native, reading: Reading) -> Agent:
        tools = values.pop("tools", [])
        agent = super().body(values, reading)
        if not isinstance(tools, list) or not all(isinstance(t, dict) for t in tools):
            reading.add("wrong-type", "'tools' takes a list of objects", "tools")
            tools = []
        items = [item for item in tools if isinstance(item, dict)]
        for index, item in enumerate(items):
            if str(item.get("type")) not in self.tools:
                what = f"no type of tool that the API is known to have: {item.get('type')!r}"
                reading.add("tool-unknown", what, "tools", index)
        urls = {str(i.get("server_label")): self.url_of(i) for i in items if i.get("type") == MCP}
        found: dict[str, object] = {
            "tools.allow": tuple(dict.fromkeys(tool for item in items for tool in self.meant(item))),
            "mcp_servers": {
                name: {"type": "http", "url": url} for name, url in urls.items() if isinstance(url, str)
            },
        }
        if own := [item for item in items if not self._plain(item)]:
            found[f"extensions.{self.name}.tools"] = exact(own)  # type: ignore[arg-type]
        reasoning = values.get("reasoning")
        rest = {k: v for k, v in reasoning.items() if k != "effort"} if isinstance(reasoning, dict) else {}
        if rest:
            found[f"extensions.{self.name}.reasoning"] = exact(rest)
        return with_fields(agent, found)

    def is_native(self, name: str) -> bool:
        return name in ("tools.allow", "mcp_servers") or super().is_native(name)

    def held(self, agent: Agent, writing: Writing) -> Native:
        out = self.kept(agent)
        rest = agent.extensions.get(self.name, {}).get("reasoning")
        reasoning: Native = dict(rest) if isinstance(rest, dict) and fits(rest, self.reasoning) else {}
        if agent.effort in EFFORTS:
            reasoning["effort"] = agent.effort
        if reasoning:
            out["reasoning"] = reasoning
        out["model"] = self.chosen_model(agent, writing)
        if agent.prompt:
            out["instructions"] = self.fitting_prompt(agent.prompt, writing)
        return out | self.granted(agent)

    def granted(self, agent: Agent) -> Native:
        own = agent.extensions.get(self.name, {}).get("tools")
        items = [i for i in own if isinstance(i, dict) and self.is_valid(i)] if isinstance(own, list) else []
        items = [item for item in items if may(agent, *self.meant(item))]
        allow = agent.tools.allow
        searches = any(str(item["type"]).startswith(SEARCH[0].name) for item in items)
        if (allow is None or SEARCH[0] in allow) and not searches and may(agent, *SEARCH):
            items.append({"type": "web_search"})
        labels = {item.get("server_label") for item in items}
        for server, config in agent.mcp_servers.items():
            url = server_url(config)
            allowed = server_tools(agent, server)
            if url and LABEL.fullmatch(server) and server not in labels and allowed != ():
                item = self.mcp_tool(server, url)
                items.append(item if allowed is None else {**item, "allowed_tools": list(allowed)})
        return {"tools": list(items)} if items else {}


def server_url(config: Value) -> str | None:
    """The URL of an MCP server that needs nothing but that."""
    if not isinstance(config, dict) or not config.keys() <= {"type", "url"}:
        return None
    url = config.get("url")
    web = config.get("type", "http") in ("http", "streamable-http", "streamable_http", "url")
    return url if web and isinstance(url, str) and re.fullmatch(r"https?://\S+", url) else None
