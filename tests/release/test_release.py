"""What stands beside the archives of a release, bundles as sources, and the figures that the promises rest on."""

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import textwrap
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from agentconv.bundle import archive, contents
from agentconv.errors import Problem
from agentconv.release import provenance, sbom, signing
from tests.conftest import FIXTURES, ROOT
from tests.release.test_build import HOSTILE, TEXT, built, project, run

__all__ = ["project"]  # a fixture

STEM = "acme-agents-1.4.0"
DIGEST = {
    "type": "object",
    "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": ["sha256"],
}
STATEMENT = {
    "type": "object",
    "required": ["_type", "subject", "predicateType", "predicate"],
    "additionalProperties": False,
    "properties": {
        "_type": {"const": "https://in-toto.io/Statement/v1"},
        "predicateType": {"const": "https://slsa.dev/provenance/v1"},
        "subject": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["name", "digest"], "properties": {"digest": DIGEST}},
        },
        "predicate": {
            "type": "object",
            "required": ["buildDefinition", "runDetails"],
            "additionalProperties": False,
            "properties": {
                "buildDefinition": {
                    "type": "object",
                    "required": ["buildType", "externalParameters"],
                    "additionalProperties": False,
                    "properties": {
                        "buildType": {"type": "string", "format": "uri"},
                        "externalParameters": {"type": "object"},
                        "internalParameters": {"type": "object"},
                        "resolvedDependencies": {
                            "type": "array",
                            "items": {"type": "object", "required": ["name", "digest"], "properties": {"digest": DIGEST}},
                        },
                    },
                },
                "runDetails": {
                    "type": "object",
                    "required": ["builder"],
                    "additionalProperties": False,
                    "properties": {
                        "builder": {
                            "type": "object",
                            "required": ["id"],
                            "properties": {"id": {"type": "string"}, "version": {"type": "object", "additionalProperties": {"type": "string"}}},
                            "additionalProperties": False,
                        },
                        "metadata": {"type": "object"},
                        "byproducts": {"type": "array"},
                    },
                },
            },
        },
    },
}  # fmt: skip
"""in-toto Statement v1 and SLSA provenance v1, as far as their specifications say what must be there."""


# the bill of materials and the provenance


def bills(project: Path) -> list[dict[str, Any]]:
    """The bill of the examples, and one of agents with every field."""
    found = [built(project)]
    agents = project / "agents"
    for name in ("kitchen-sink", "unquoted-colon", "name-slash", "name-unicode"):
        shutil.copy(FIXTURES / "claude" / f"{name}.md", agents)
    (agents / "odd.md").write_text(
        "---\nname: odd\ndescription: d\nlicense: All rights reserved, see (file)\nmodel: inherit\n---\n",
        encoding="utf-8",
    )
    text = TEXT.replace(
        'license = "MIT"',
        'license = "MIT OR (Apache-2.0 WITH LLVM-exception)"\nhomepage = "https://example.org/x"',
    )
    (project / "agentconv.toml").write_text(text, encoding="utf-8")
    found.append(built(project))
    return [json.loads(b.beside[STEM + sbom.ENDING]) for b in found]


def test_the_bill_is_valid_cyclonedx(project: Path) -> None:
    json_ = pytest.importorskip("cyclonedx.validation.json", reason="cyclonedx-python-lib is not installed")
    from cyclonedx.schema import SchemaVersion

    validator = json_.JsonStrictValidator(SchemaVersion.V1_6)
    for bill in bills(project):
        assert validator.validate_str(json.dumps(bill)) is None
        refs = {c["bom-ref"] for c in (bill["metadata"]["component"], *bill["components"], *bill["services"])}
        parts = {p["bom-ref"] for c in bill["components"] for p in c.get("components", [])}
        assert not refs & parts
        for item in bill["dependencies"]:
            assert {item["ref"], *item.get("dependsOn", [])} <= refs
    assert (
        validator.validate_str(json.dumps({**bill, "components": [{"type": "agent", "name": "x"}]}))
        is not None
    )


def test_the_bill_lists_agents_models_and_servers_but_no_settings(project: Path) -> None:
    small, large = bills(project)
    kinds = {c["name"]: c["type"] for c in small["components"]}
    assert kinds == {
        "release-pilot": "data",
        "reviewer": "data",
        "scribe": "data",
        "opus": "machine-learning-model",
    }
    assert [s["name"] for s in small["services"]] == ["tracker"]
    assert {"ref": "agent:release-pilot", "dependsOn": ["model:opus", "mcp:tracker"]} in small["dependencies"]
    files = {p["name"] for c in small["components"] for p in c.get("components", [])}
    assert "targets/claude/.claude/agents/reviewer.md" in files
    assert "harbour" in [s["name"] for s in large["services"]]
    assert "command" not in json.dumps(large["services"])
    by_name = {c["name"]: c for c in large["components"]}
    assert by_name["odd"]["licenses"] == [{"license": {"name": "All rights reserved, see (file)"}}]
    assert "inherit" not in by_name


def test_the_provenance_names_every_archive(project: Path) -> None:
    result = built(project)
    data = result.beside[STEM + provenance.ENDING]
    jsonschema.Draft202012Validator(STATEMENT).validate(json.loads(data))
    files = {**result.archives, **result.beside}
    del files[STEM + provenance.ENDING]
    assert provenance.subjects(data) == {name: contents.digest(content) for name, content in files.items()}
    definition = json.loads(data)["predicate"]["buildDefinition"]
    inputs = {d["name"]: d["digest"]["sha256"] for d in definition["resolvedDependencies"]}
    assert inputs["agentconv.toml"] == contents.digest((project / "agentconv.toml").read_bytes())
    assert inputs["agents/reviewer.md"] == contents.digest((project / "agents" / "reviewer.md").read_bytes())
    assert definition["externalParameters"]["targets"] == ["claude", "openai", "prompts"]


def wrapped(data: bytes, *, bundle: bool) -> bytes:
    envelope = {
        "payload": base64.b64encode(data).decode(),
        "payloadType": provenance.PAYLOAD,
        "signatures": [],
    }
    return json.dumps({"dsseEnvelope": envelope} if bundle else envelope).encode()


@pytest.mark.parametrize("form", ["plain", "envelope", "bundle"])
def test_verify_holds_archives_against_the_provenance(form: str, project: Path) -> None:
    assert run("build", cwd=project, SOURCE_DATE_EPOCH="1700000000").returncode == 0
    dist = project / "dist"
    file = dist / f"{STEM}.provenance.json"
    if form != "plain":
        file.write_bytes(wrapped(file.read_bytes(), bundle=form == "bundle"))
    archives = [str(p) for p in sorted(dist.glob("*.*")) if p.suffix in (".zip", ".gz")]
    assert len(archives) == 8
    done = run("verify", "--provenance", str(file), *archives, cwd=project)
    assert (done.returncode, done.stdout.count(b": good: ")) == (0, 8)
    (dist / f"{STEM}.zip").write_bytes((dist / f"{STEM}-claude.zip").read_bytes())
    shutil.copy(dist / f"{STEM}-openai.zip", dist / "other.zip")
    done = run(
        "verify", "--provenance", str(file), f"dist/{STEM}.zip", "dist/other.zip", f"dist/{STEM}", cwd=project
    )
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.count(b"error[provenance-mismatch]") == 3
    assert b"has another SHA-256" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"_type": "https://in-toto.io/Statement/v1"}', '{"payload": "%", "payloadType": "x"}',
        '{"payload": "%%", "payloadType": "application/vnd.in-toto+json"}', '{"dsseEnvelope": {"payload": 1}}',
        '{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1", "subject": [1]}',
        '{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1", "subject": '
        '[{"name": "a", "digest": {"sha256": "1"}}, {"name": "a", "digest": {"sha256": "2"}}]}',
    ],
)  # fmt: skip
def test_what_is_no_provenance_is_told(text: str, project: Path) -> None:
    with pytest.raises(Problem):
        provenance.subjects(text.encode())
    (project / "x.json").write_text(text, encoding="utf-8")
    (project / "a.zip").write_bytes(archive.zip_bytes({"a/x": b"1"}))
    done = run("verify", "--provenance", "x.json", "a.zip", cwd=project)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"x.json: error[" in done.stderr


# signing

FAKE = {
    "__init__.py": "",
    "dsse.py": "class Statement:\n    def __init__(self, data):\n        self.data = data\n",
    "models.py": "class ClientTrustConfig:\n    @classmethod\n    def production(cls):\n        return cls()\n",
    "oidc.py": """
        class IdentityToken(str):
            pass
        def detect_credential():
            return None
    """,
    "sign.py": """
        import base64, contextlib, json
        class Signed:
            def __init__(self, text):
                self.text = text
            def to_json(self):
                return self.text
        class Signer:
            def sign_dsse(self, statement):
                payload = base64.b64encode(statement.data).decode()
                facts = {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": []}
                return Signed(json.dumps({"dsseEnvelope": facts}))
        class SigningContext:
            @classmethod
            def from_trust_config(cls, config):
                return cls()
            @contextlib.contextmanager
            def signer(self, token):
                if token == "offline":
                    raise OSError("no network")
                yield Signer()
    """,
}
"""A stand-in for the client with the calls of sigstore 4.5, since signing needs its servers."""


def test_a_signature_holds_the_provenance(project: Path, tmp_path: Path) -> None:
    for name, text in FAKE.items():
        (tmp_path / "fake" / "sigstore").mkdir(parents=True, exist_ok=True)
        (tmp_path / "fake" / "sigstore" / name).write_text(textwrap.dedent(text), encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path / "fake"), os.environ.get("PYTHONPATH")]))
    said = b"--sign needs an identity"
    for token, wanted in (("", said), ("offline", b"Sigstore cannot sign: OSError: no network")):
        done = run("build", "--sign", cwd=project, PYTHONPATH=path, **{signing.TOKEN: token})
        assert done.returncode == 1
        assert wanted in done.stderr
        assert not (project / "dist").exists()
    done = run("build", "--sign", cwd=project, PYTHONPATH=path, **{signing.TOKEN: "good"})
    assert done.returncode == 0, done.stderr
    signature = f"dist/{STEM}.sigstore.json"
    named = provenance.subjects((project / signature).read_bytes())
    assert named == provenance.subjects((project / "dist" / f"{STEM}.provenance.json").read_bytes())
    assert run("verify", "--provenance", signature, f"dist/{STEM}.zip", cwd=project).returncode == 0
    assert run("build", "--locked", cwd=project).returncode == 0


def test_without_the_client_signing_says_what_to_install(project: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "sigstore.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(tmp_path / "none"), os.environ.get("PYTHONPATH")]))
    done = run("build", "--sign", cwd=project, PYTHONPATH=path)
    assert done.returncode == 1
    assert b"error[sign-failed]: --sign needs the package sigstore" in done.stderr
    assert b"pip install 'agentconv-core[sign]'" in done.stderr
    assert not (project / "dist").exists()


# bundles as sources


@pytest.mark.parametrize("name", [STEM, f"{STEM}.zip", f"{STEM}.tar.gz"])
def test_a_bundle_is_a_source(name: str, project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle = f"dist/{name}"
    done = run("show", bundle, cwd=project)
    assert done.returncode == 0, done.stderr
    assert f"reviewer  (agentconv, {bundle}/agents/reviewer.json)".encode() in done.stdout
    assert b"Reviews, as the manifest says." in done.stdout
    assert run("export", bundle, "-t", "codex", "-o", "there", cwd=project).returncode == 0
    assert len(list((project / "there").rglob("*.toml"))) == 3
    assert run("export", bundle, "-t", "codex", "-o", "there", "--check", cwd=project).returncode == 0
    assert run("diff", bundle, f"dist/{STEM}", cwd=project).returncode == 0
    assert b"description" in run("diff", "agents/reviewer.md", bundle, cwd=project).stdout
    assert run("diff", "agents", bundle, cwd=project).returncode == 1
    part = f"dist/{STEM}-openai.zip"
    assert run("export", part, "-t", "codex", "-o", "there", cwd=project).returncode == 0


def test_what_a_newer_bundle_lacks_is_removed(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    bundle = project / "dist" / f"{STEM}.zip"
    shutil.copy(bundle, project / "bundle.zip")
    assert run("export", "bundle.zip", "-t", "codex", "-o", "there", cwd=project).returncode == 0
    text = TEXT.replace('exclude = ["scribe"]\n', "")
    (project / "agentconv.toml").write_text(text + "\n[agents.scribe]\nskip = true\n", encoding="utf-8")
    assert run("build", cwd=project).returncode == 0
    shutil.copy(bundle, project / "bundle.zip")
    assert run("export", "bundle.zip", "-t", "codex", "-o", "there", cwd=project).returncode == 0
    assert {p.stem for p in (project / "there").rglob("*.toml")} == {"release-pilot", "reviewer"}


@pytest.mark.parametrize("name", ["leads out", "link", "bomb", "half", "tar link", "no archive"])
def test_a_hostile_bundle_is_no_source(name: str, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(HOSTILE[name])
    done = run("export", "bundle.zip", "-t", "codex", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    assert b"bundle.zip: error[" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_edited_bundle_is_no_source(project: Path) -> None:
    assert run("build", cwd=project).returncode == 0
    path = project / "dist" / STEM / "agents" / "reviewer.json"
    path.write_text(path.read_text("utf-8").replace("Reviews", "Deletes"), encoding="utf-8")
    done = run("show", f"dist/{STEM}", cwd=project)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"error[hash-mismatch]: 'agents/reviewer.json'" in done.stderr


def test_a_bundle_that_names_a_file_it_lacks_is_told(tmp_path: Path) -> None:
    agent = {"name": "a", "neutral": "agents/a.json", "targets": {}}
    facts: Any = {"name": "a", "bundle_version": "1", "targets": [], "agents": [agent]}
    entries = contents.finished(facts, {"x.md": b"text\n"})
    (tmp_path / "a.zip").write_bytes(archive.zip_bytes({f"a-1/{p}": d for p, d in entries.items()}))
    done = run("show", "a.zip", cwd=tmp_path)
    assert done.returncode == 1
    assert b"a.zip: error[unlisted]" in done.stderr


# figures

CONDITIONS: list[dict[str, str]] = [
    {"TZ": tz, "LC_ALL": locale, "PYTHONHASHSEED": seed}
    for tz, locale in (("UTC", "C"), ("Asia/Tokyo", "C.UTF-8"), ("America/Lima", "tr_TR.UTF-8"))
    for seed in ("0", "1", "2", "random")
]


def test_twelve_builds_give_one_hash_for_each_file(project: Path, tmp_path: Path) -> None:
    seen: dict[str, set[str]] = {}
    for index, env in enumerate(CONDITIONS):
        copy = tmp_path / f"at{index}" / ("deeper" * index)
        names = sorted(p.relative_to(project) for p in project.rglob("*") if p.is_file())
        for path in reversed(names) if index % 2 else names:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / path, copy / path)
            os.utime(copy / path, (index * 10**7, index * 10**7))
        before = os.umask((0o022, 0o077, 0o002)[index % 3])
        try:
            done = run("build", str(copy), "-o", "dist", cwd=copy if index % 2 else tmp_path, **env)
        finally:
            os.umask(before)
        assert done.returncode == 0, done.stderr
        dist = (copy if index % 2 else tmp_path) / "dist"
        for file in dist.iterdir():
            if file.is_file() and file.name != ".agentconv.json":
                seen.setdefault(file.name, set()).add(contents.digest(file.read_bytes()))
        seen.setdefault("lock", set()).add(contents.digest((copy / "agentconv.lock").read_bytes()))
        shutil.rmtree(dist)
    assert len(seen) == 8 + 3 + 1  # archives; report, bill of materials, provenance; lock
    assert {len(hashes) for hashes in seen.values()} == {1}


def pythons() -> list[str]:
    """Newer Pythons at hand that run; a version manager may answer for ones that it does not have."""
    found = filter(None, (shutil.which(f"python3.{minor}") for minor in (12, 13, 14, 15)))
    return [
        p for p in found if subprocess.run([p, "-c", ""], capture_output=True, check=False).returncode == 0
    ]


SCRIPT = """
import hashlib, json, sys
from agentconv.bundle import archive
entries = {path: bytes.fromhex(data) for path, data in json.load(sys.stdin).items()}
for write in (archive.zip_bytes, archive.tar_bytes):
    for epoch in (0, 1700000000):
        data = write(entries, epoch)
        assert archive.read_archive(data) == entries
        print(hashlib.sha256(data).hexdigest())
"""


@pytest.mark.parametrize("python", pythons(), ids=lambda p: Path(p).name)
def test_newer_pythons_write_the_same_archives(python: str, project: Path) -> None:
    entries = {**built(project).entries, "long/" + "x" * 150: b"", "ünïcode.md": bytes(70_000)}
    data = json.dumps({path: content.hex() for path, content in entries.items()}).encode()
    source = str(Path(archive.__file__).parents[2])
    results = []
    for command in ([sys.executable], [python, "-I", "-S"]):
        code = f"import sys; sys.path.insert(0, {source!r})\n{SCRIPT}"
        done = subprocess.run([*command, "-c", code], input=data, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        results.append(done.stdout)
    assert results[0] == results[1]


def test_every_changed_byte_of_a_real_archive_is_refused_or_means_nothing(project: Path) -> None:
    (project / "agentconv.toml").write_text(
        'name = "a"\nversion = "1"\nsources = ["agents/r*.md"]\n[targets.claude]\n', encoding="utf-8"
    )
    data = built(project).archives["a-1-claude.zip"]
    good = archive.read_archive(data)
    assert 4_500 < len(data) < 6_500
    kept = 0
    for index in range(len(data)):
        changed = bytearray(data)
        changed[index] ^= 1 + index % 255
        try:
            found = archive.read_archive(bytes(changed))
            contents.check({p.partition("/")[2]: d for p, d in found.items()})
        except Problem:
            continue
        kept += 1
        assert found == good, index
    assert kept == 0


MEASURE = """
import re, sys
from pathlib import Path
from agentconv.bundle import opening
from agentconv.errors import Problem
from tests.growth import calls

def refused():
    try:
        opening.open_bundle(Path(sys.argv[1]))
    except Problem as problem:
        print(problem.code)

count = calls(refused)
peak = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())
print(count, int(peak[1]) // 1024)
"""


def bombs() -> dict[str, bytes]:
    """Archives that are cheap to send and dear to unpack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for index in range(60):
            file.writestr(f"a/{index}", bytes(16 << 20))
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for index in range(70_000):
            tar.addfile(tarfile.TarInfo(f"a/{index}"))
    huge = tarfile.TarInfo("a/x")
    huge.size = 1 << 40
    return {
        "deflated": buffer.getvalue(),
        "gzip": subprocess.run(
            ["gzip", "-c"], input=bytes(200 << 20), capture_output=True, check=True
        ).stdout,
        "tar entries": archive._gzip(plain.getvalue(), 0),
        "tar size": archive._gzip(huge.tobuf() + bytes(1024), 0),
        "sparse": b"PK" + bytes(63 << 20),
        "over the cap": b"PK" + bytes(65 << 20),
        **{name: HOSTILE[name] for name in ("bomb", "many", "leads out", "tar link", "twice")},
    }


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system does not say what memory was used"
)
def test_planted_archives_cost_a_million_calls_and_200_mb_at_most(tmp_path: Path) -> None:
    for name, data in bombs().items():
        path = tmp_path / "bundle"
        path.write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True, cwd=ROOT
        )
        *code, count, peak = done.stdout.split()
        assert code, f"{name} was taken"
        assert int(count) < 1_000_000, (name, code, count)
        assert int(peak) < 200, (name, code, peak)
