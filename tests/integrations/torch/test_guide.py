"""The code of the guide runs."""

from tests.integrations import guides


def test_the_code_of_the_guide_runs() -> None:
    guides.run("training", "torch", "torchdata")
