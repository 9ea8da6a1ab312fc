"""Secrets are found, examples of secrets are not, and no more than four characters are shown."""

import random
import string

import pytest

from agentconv.checking.secrets import SHOWN
from agentconv.text.secret_shapes import SHAPES as SERVICES
from agentconv.text.secrets import find
from tests.checking.secret_lines import HARMLESS, MORE, MORE_HARMLESS, SHAPES, Maker
from tests.checking.test_run import check_text

RANDOM = random.Random(7)


def noise(length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(RANDOM.choice(alphabet) for _ in range(length))


UPPER = string.ascii_uppercase.replace("X", "") + "567890"
SECRETS = [
    "AKIA" + noise(16, UPPER),
    "gh" + "p_" + noise(36),
    "glp" + "at-" + noise(20),
    "sk-" + "ant-" + noise(40),
    "sk-" + "proj-" + noise(40),
    "xo" + "xb-" + noise(30),
    "AI" + "za" + noise(35),
    "sk_" + "live_" + noise(24),
    "np" + "m_" + noise(36),
    "h" + "f_" + noise(34, string.ascii_letters),
    "ey" + "J" + noise(20) + ".ey" + "J" + noise(30) + "." + noise(30),
    "postgres://app:" + noise(16) + "@db.internal/app",
    'api_key: "' + noise(32) + '"',
    "-----BEGIN RSA PRIVATE " + "KEY-----\n" + noise(64),
]


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: s[:6])
def test_a_secret_is_found_and_not_shown(secret: str) -> None:
    (found,) = check_text(f"---\nname: a\ndescription: d\ntools: Read\n---\nUse {secret} now.\n")
    assert found.code == "secret"
    told = str(found.to_json())
    hidden = max(secret.replace('"', " ").replace(":", " ").replace("@", " ").split(), key=len)
    assert not any(hidden[i : i + SHOWN + 1] in told for i in range(len(hidden) - SHOWN))


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-your-key-goes-here-1234567890",
        'api_key = "YOUR_API_KEY_GOES_HERE_1"',
        'password = "${DB_PASSWORD_FROM_ENV}"',
        "postgres://user:password@localhost/db",
        "https://user:<password>@host",
        'token: "correct horse battery staple"',
        "a commit such as 3f786850e387550fdab836ed7e6dc881de23001b",
        'tokens = ["input_tokens_per_minute"]',
        "-----BEGIN PUBLIC KEY-----\nMFwwDQYJ",
        "sk-skeleton-" + "a" * 30,
    ],
)
def test_examples_and_hashes_are_no_secrets(text: str) -> None:
    assert list(find(text)) == []


@pytest.mark.parametrize("shape", {**SHAPES, **MORE})
def test_a_secret_of_every_shape_is_found_once(shape: str) -> None:
    make = {**SHAPES, **MORE}[shape]
    assert len(list(find(f"Some text.\n{make(Maker(1))}\nMore."))) == 1
    # By chance a secret may have a word in it, or no long stretch without a slash.
    lines = [make(Maker(seed)) for seed in range(100)]
    assert sum(bool(list(find(line))) for line in lines) >= 95


@pytest.mark.parametrize("line", HARMLESS + MORE_HARMLESS)
def test_a_harmless_line_is_none(line: str) -> None:
    assert list(find(f"Some text.\n{line}\n")) == []


def test_the_lists_are_as_long_as_they_are_said_to_be() -> None:
    assert (len(SHAPES), len(HARMLESS)) == (60, 60)


def test_a_secret_is_found_wherever_it_stands() -> None:
    key = "gh" + "p_" + noise(36)
    for text in (key, f"`{key}`", f"a\\n{key}\\nb", f"({key})", f"x={key}&y=1", f"— {key} …", f'"{key}",'):
        assert [(what, text[at : at + len(secret)]) for what, at, secret in find(text)] == [
            ("a GitHub token", key)
        ]


def test_a_private_key_is_told_once_though_it_has_many_lines() -> None:
    body = "\n".join(noise(64) for _ in range(20))
    kind = "PRIVATE " + "KEY"
    found = list(find(f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n{noise(64)}"))
    assert [what for what, *_ in found] == ["a private key"]


def test_words_in_base64_are_words() -> None:
    assert list(find("  token: YXBpLXRva2VuLWhlcmU=")) == []
    assert list(find("  secret: ZGV2ZWxvcG1lbnQtZGF0YWJhc2UtMg==")) == []


def test_every_service_has_its_page() -> None:
    assert all("." in service.page and "/" in service.page for service in SERVICES)
    assert len({service.pattern for service in SERVICES}) == len(SERVICES)
