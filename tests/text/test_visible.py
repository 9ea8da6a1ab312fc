"""Foreign text where people see it: what would hide or reorder is shown, what scripts need stays."""

from agentconv.text.visible import visible, visible_lines


def test_what_hides_or_reorders_is_shown() -> None:
    assert visible("a\u202etxt\u2066 \x1b[31m \u200b\U000e0041\x00\n") == (
        "a\\u202etxt\\u2066 \\x1b[31m \\u200b\\U000e0041\\x00\\n"
    )


def test_letters_joiners_and_spaces_stay() -> None:
    text = "\u0639\u0631\u0628\u064a \u00e9 \U0001f469\u200d\U0001f680 a\u00a0b"
    assert visible(text) == text


def test_lines_stay_lines() -> None:
    assert visible_lines("a\tb\r\nc\u2028d\r\u202e") == "a    b\nc\\u2028d\\r\\u202e"
