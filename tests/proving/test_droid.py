"""Droid is asked by a model of ours: each droid is started, and its request says what it has."""

from pathlib import Path

import pytest

from agentconv.proving import droid
from agentconv.proving.given import GIVEN
from agentconv.proving.scratch import homes
from agentconv.proving.values import ClientFailed, Installed
from tests.proving.fakes import fake

SESSION = """
from urllib.request import Request, urlopen
home = Path(os.environ["HOME"])
settings = json.loads((home / ".factory/settings.json").read_text())
own = settings["customModels"][0]
LISTED = "Custom droids available (from a and b):\\n- one: It reads &amp; tells.\\nAnd more. (location: project)\\n" \\
    "- two: (location: personal)\\n- gone: Never. (location: project)\\n\\nOnly invoke those."
TOOLS = {"one": ["Read", "ToolSearch"], "two": None}

def asked(messages, names):
    body = {"stream": True, "messages": messages, "tools": [{"function": {"name": n}} for n in names or ()]}
    if names is None:
        del body["tools"]
    with urlopen(Request(own["baseUrl"] + "/chat/completions", json.dumps(body).encode())) as answer:
        first = answer.read().decode().partition("data: ")[2].partition("\\n\\n")[0]
    return json.loads(first)["choices"][0]["delta"]

def system(text):
    return {"role": "system", "content": text}

messages = [system("x"), {"role": "user", "content": [{"text": LISTED}]}, {"role": "user", "content": sys.argv[-1]}]
while calls := asked(messages, ["Task"]).get("tool_calls"):
    for call in calls:
        said = json.loads(call["function"]["arguments"])
        name, told = said["subagent_type"], "ok"
        if name in TOOLS:
            opening = "You are Droid, an AI software engineering agent built by Factory.\\n\\n"
            prompt = system(opening + "Prompt of " + name + ".\\n\\nSubagent contract:\\n- x")
            asked([prompt, {"role": "user", "content": said["prompt"]}], TOOLS[name])
        else:
            told = "Error: not found"
        messages.append({"role": "tool", "tool_call_id": call["id"], "content": told})
"""


def client(folder: Path, code: str) -> Installed:
    return Installed("droid", (str(fake(folder / "bin", code, name="droid")),))


def test_each_droid_is_told_with_its_prompt_and_tools(tmp_path: Path) -> None:
    found = droid.load(client(tmp_path, SESSION), *homes(tmp_path, "project", "home")).agents
    assert list(found) == ["one", "two", "gone"]
    assert (found["one"].description, found["two"].description) == ("It reads & tells.\nAnd more.", "")
    assert [found[name].prompt for name in found] == ["Prompt of one.", "Prompt of two.", None]
    assert found["gone"].more == {"refused": "Error: not found"}
    given = {name: GIVEN["factory"](told) for name, told in found.items()}
    assert given["gone"] is None
    assert [[tool.name for tool in given[name].tools.allow or ()] for name in ("one", "two")] == [
        ["read"],
        [],
    ]  # type: ignore[union-attr]


def test_a_droid_that_asks_no_model_has_failed(tmp_path: Path) -> None:
    with pytest.raises(ClientFailed, match="Invalid model"):
        droid.load(client(tmp_path, "sys.exit('Invalid model')"), *homes(tmp_path, "project", "home"))
