"""What Claude Code shows of skills, commands and servers, as it is read here."""

from agentconv.proving.claude_components import listed, told_of_server
from agentconv.proving.claude_model import Run

LIST = """<system-reminder>
The following skills are available for use with the Skill tool:

- fill: Fills forms:
- not: another
- own: Its own.
</system-reminder>"""
SERVER = """local:
  Scope: Project config (shared via .mcp.json)
  Type: stdio
  Command: run
  Args: -v a b
  Environment:
    LEVEL=info
    URL=https://x.example/?a=b
"""


def test_a_description_may_hold_a_list() -> None:
    request = {"messages": [{"role": "user", "content": [{"type": "text", "text": LIST}]}]}
    names = {"subtype": "init", "slash_commands": ["fill", "own"]}
    found = listed(Run(requests=[request], events=[names]))
    assert found["fill"] == "Fills forms:\n- not: another"
    assert listed(Run(requests=[request], events=[names]), ["not"])["not"] == "another"


def test_a_server_is_read_line_by_line() -> None:
    assert told_of_server(SERVER) == {
        "kind": "stdio",
        "command": "run",
        "line": "run -v a b",
        "url": "",
        "env": {"LEVEL": "info", "URL": "https://x.example/?a=b"},
        "headers": {},
    }
