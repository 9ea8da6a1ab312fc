"""The samples that the matrix of fields is measured with."""

from agentconv.conformance import matrix


def test_samples_hold_a_restriction() -> None:
    assert isinstance(matrix.SAMPLES["tools.allow"], tuple)
