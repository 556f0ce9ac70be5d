"""The code of the guide runs."""

import pytest

from tests.integrations import guides


@pytest.mark.parametrize("page", ["training", "ray"])
def test_the_code_of_the_guide_runs(page: str) -> None:
    guides.run(page, "ray")
