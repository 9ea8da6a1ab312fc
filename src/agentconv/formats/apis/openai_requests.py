"""What the bodies of OpenAI's living APIs share: a flat list of tools, and MCP servers by URL."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from agentconv.formats.apis.body import Body, objects, server_tools
from agentconv.kit.codecs import Joint
from agentconv.kit.format import Native, Reading
from agentconv.kit.servers import HTTP, Server, config_of, server_of
from agentconv.kit.shapes import Shape, fits, maps_in
from agentconv.kit.tools import Limit
from agentconv.model.agent import Agent, Tool, Value
from agentconv.model.vocabulary import MCP

TEXTS: Shape = ([str], None)
SEARCH = (Tool("web_search"), Tool("web_fetch"))
"""What web search gives: it opens pages as well."""

LABEL = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class ToolList(Joint):
    """A flat list of tools: what OpenAI runs itself is written, and what the agent was read with."""

    owner: str
    """The format."""
    shapes: Mapping[str, Shape]
    """The type of a tool -> the shape of its object."""
    gives: Mapping[str, tuple[Tool, ...]]
    """The type of a tool -> the tools that it gives, for types with neutral names."""

    @abstractmethod
    def domains(self, item: Native) -> Value:
        """The domains that a tool is bound to."""

    @abstractmethod
    def url_of(self, item: Native) -> Value:
        """The URL of an MCP tool's server; None for another kind of server."""

    @abstractmethod
    def mcp_tool(self, server: str, url: str) -> Native:
        """The tool object of an MCP server."""

    def is_valid(self, item: Native) -> bool:
        """Whether a tool is one that the API takes."""
        kind = item.get("type")
        if not isinstance(kind, str) or kind not in self.shapes:
            return False
        return fits(item, {"type!": {kind}, **self.shapes[kind]})

    # reading

    def decode(self, value: Value, beside: Mapping[str, Value]) -> Mapping[str, object]:
        items = objects(value)
        urls = {str(i.get("server_label")): self.url_of(i) for i in items if i.get("type") == MCP}
        return {
            "tools.allow": tuple(dict.fromkeys(tool for item in items for tool in self.meant(item))),
            "mcp_servers": {
                name: config_of(Server(HTTP, url=url)) for name, url in urls.items() if isinstance(url, str)
            },
        }

    def meant(self, item: Native) -> tuple[Tool, ...]:
        """The tools that an object of the list gives."""
        kind = str(item.get("type"))
        if kind == MCP:
            return _mcp_tools(item)
        if kind in self.gives:
            domains = self.domains(item)
            if not isinstance(domains, list) or not domains:
                return self.gives[kind]
            return tuple(Tool(tool.name, f"domain:{d}") for tool in self.gives[kind] for d in domains)
        name = item.get("name")
        label = f"{kind}:{name}" if isinstance(name, str) else kind
        return (Tool(re.sub(r"[^\w.:-]", "_", label), native=self.owner),)

    def rest(self, value: Value, agent: Agent) -> Value:
        return [item for item in objects(value) if not self._plain(item)] or None

    def _plain(self, item: Native) -> bool:
        """Whether a tool says nothing that the agent's own fields do not hold."""
        if item.get("type") != MCP:
            return item == {"type": "web_search"}
        url, allowed = self.url_of(item), item.get("allowed_tools", [])
        bare = {key: value for key, value in item.items() if key != "allowed_tools"}
        label = str(item.get("server_label"))
        return isinstance(allowed, list) and isinstance(url, str) and bare == self.mcp_tool(label, url)

    # writing

    def write(self, agent: Agent) -> Value:
        limit = Limit(agent)
        own = agent.extensions.get(self.owner, {}).get("tools")
        items = [i for i in maps_in(own) if self.is_valid(i) and limit.allows(*self.meant(i))]
        searches = any(str(item["type"]).startswith(SEARCH[0].name) for item in items)
        wanted = agent.tools.allow is None or SEARCH[0] in agent.tools.allow
        if wanted and not searches and limit.allows(*SEARCH):
            items.append({"type": "web_search"})
        labels = {item.get("server_label") for item in items}
        for name, config in agent.mcp_servers.items():
            url, allowed = _bare_url(server_of(config)), server_tools(agent, name)
            if url and LABEL.fullmatch(name) and name not in labels and allowed != ():
                narrowed: Native = {} if allowed is None else {"allowed_tools": [*allowed]}
                items.append(self.mcp_tool(name, url) | narrowed)
        return [*items] or None


def _mcp_tools(item: Native) -> tuple[Tool, ...]:
    server, allowed = str(item.get("server_label")), item.get("allowed_tools")
    if isinstance(allowed, dict):
        allowed = allowed.get("tool_names")
    if not isinstance(allowed, list):
        return (Tool(MCP, server=server),)
    return tuple(Tool(MCP, server=server, tool=str(name)) for name in allowed)


def _bare_url(server: Server | None) -> str | None:
    """The URL of an MCP server that needs nothing but that."""
    if server is None or server != Server(HTTP, url=server.url):
        return None
    return server.url if re.fullmatch(r"https?://\S+", server.url) else None


class Request(Body):
    """A body with `model`, `instructions`, `reasoning` and a flat list of `tools`."""

    vendor = "OpenAI"
    reasons = {"*": "the 16 metadata entries of 512 characters are full"}
    tools: ClassVar[ToolList]

    def usual_tools(self, values: Mapping[str, Value]) -> bool:
        """Whether a file's tools are all of this format."""
        return all(map(self.tools.is_valid, maps_in(values.get("tools"))))

    def remark(self, agent: Agent, native: Mapping[str, Value], reading: Reading) -> None:
        for index, item in enumerate(maps_in(native.get("tools"))):
            if str(item.get("type")) not in self.tools.shapes:
                what = f"no type of tool that the API is known to have: {item.get('type')!r}"
                reading.add("tool-unknown", what, "tools", index)
