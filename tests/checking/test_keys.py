"""Keys that nothing reads."""

from agentconv.host.registry import Registry

REGISTRY = Registry(plugins=False)


def test_a_thousand_unknown_keys_take_no_time() -> None:
    from agentconv.checking.run import CheckRequest, check

    text = "---\nname: a\ndescription: d\n" + "".join(f"key{i}: 1\n" for i in range(20_000)) + "---\n"
    assert len(check(CheckRequest(("-",)), REGISTRY, read=text.encode).diagnostics) < 100
