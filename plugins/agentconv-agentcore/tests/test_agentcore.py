"""AgentCore's harnesses, and what the AgentCore CLI's schema and the model of the API make of them."""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from agentconv_agentcore import MORE, AgentCore, Model

from agentconv import Agent, Tool, Tools, given, write
from agentconv.testing import FormatContract, LibraryProof

CLI = os.environ.get("AGENTCORE_CLI", "")
"""The folder of the npm package @aws/agentcore, with zod beside it."""
ROLE = "arn:aws:iam::123456789012:role/harness"
SCHEMA = """
const { HarnessSpecSchema } = require(process.argv[1] + "/dist/schema/schemas/primitives/harness.js");
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const found = HarnessSpecSchema.safeParse(JSON.parse(line));
  console.log(JSON.stringify(found.success ? { harness: found.data } : { issues: found.error.issues }));
});
"""


class TestAgentCore(FormatContract):
    format = AgentCore
    fixtures = Path(__file__).parents[1] / "fixtures" / "agentcore"

    def test_long_names_stay_apart(self, registry) -> None:
        found = write([Agent("a" * 50 + "b"), Agent("a" * 50 + "c")], "agentcore", registry=registry)
        names = [json.loads(file.text)["name"] for file in found.files]
        assert found.ok
        assert len({*names}) == 2
        assert all(AgentCore.name_rule.fullmatch(name) for name in names)

    def test_a_bound_holds_the_shell_that_is_there_by_default(self, registry) -> None:
        agent = Agent("a", tools=Tools((Tool("read"),)))
        (file,) = write(agent, "agentcore", registry=registry).files
        assert json.loads(file.text)["allowedTools"] == ["no_tool"]


def agent_of(harness: dict) -> Agent:
    """What a harness says, by its own keys."""
    listed = harness.get("allowedTools")
    return Agent(
        harness["name"],
        prompt=harness.get("systemPrompt", ""),
        model=Model().decode(harness["model"]["modelId"]),
        tools=Tools(None if listed is None or "*" in listed else given(listed, MORE)),
    )


@pytest.mark.library
class TestAgentCoreSchema(LibraryProof):
    format = AgentCore

    @pytest.fixture(autouse=True)
    def schema(self):
        if not (CLI and shutil.which("node")):
            pytest.skip("AGENTCORE_CLI names no folder of @aws/agentcore, or there is no Node.js")
        command = ["node", "-e", SCHEMA, CLI]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            type(self).process = process
            yield
            process.stdin.close()

    def load(self, path: Path) -> Agent:
        """The harness as the CLI has parsed it."""
        self.process.stdin.write(json.dumps(json.loads(path.read_text("utf-8"))) + "\n")
        self.process.stdin.flush()
        found = json.loads(self.process.stdout.readline())
        assert "harness" in found, found
        return agent_of(found["harness"])


@pytest.mark.library
class TestAgentCoreItself(LibraryProof):
    format = AgentCore
    needs = ("botocore.session",)

    def load(self, path: Path) -> Agent:
        """The harness, once it is a request that the API's model takes."""
        harness = json.loads(path.read_text("utf-8"))
        model = {key: value for key, value in harness["model"].items() if key != "provider"}
        request = {
            key: value for key, value in harness.items() if key not in ("name", "model", "systemPrompt")
        }
        request |= {
            "harnessName": harness["name"],
            "executionRoleArn": ROLE,
            "model": {"bedrockModelConfig": model},
            "systemPrompt": [{"text": harness["systemPrompt"]}] if "systemPrompt" in harness else [],
        }
        body = json.loads(serialized(request))
        assert body["harnessName"] == harness["name"]
        text = "".join(block["text"] for block in body["systemPrompt"])
        return agent_of({**harness, "systemPrompt": text, "model": body["model"]["bedrockModelConfig"]})


@cache
def operation():
    """What makes a request of CreateHarness, and checks it."""
    import botocore.session
    from botocore.serialize import create_serializer

    service = botocore.session.get_session().get_service_model("bedrock-agentcore-control")
    return service.operation_model("CreateHarness"), create_serializer(service.metadata["protocol"])


def serialized(request: dict) -> bytes:
    """The body of a request; it raises where the API's model has another."""
    from botocore.validate import ParamValidator

    model, serializer = operation()
    report = ParamValidator().validate({**request, "clientToken": "a" * 33}, model.input_shape)
    assert not report.has_errors(), report.generate_report()
    return serializer.serialize_to_request({**request, "clientToken": "a" * 33}, model)["body"]
