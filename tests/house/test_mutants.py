"""The program that makes mutants finds the changes that it claims to, and its lists name code that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.guards import none_left
from tests.mutants.__main__ import EQUIVALENT, equivalents
from tests.mutants.making import mutants
from tests.mutants.modules import TESTS

ROOT = Path(__file__).parents[2]

CHANGES = {
    "a < b": ["a < b -> (a <= b)"],
    "a == b": ["a == b -> (a != b)"],
    "a and b": ["a and b -> (a or b)"],
    "not a": ["not a -> (a)"],
    "x = 1": ["1 -> 2"],
    "x = True": ["True -> False"],
    "def f(a: int = 1): ...": ["1 -> 2"],
    "def f(): return a": ["return a -> return None"],
    "a.b()": ["a.b() -> pass"],
    "a += b": ["a += b -> pass"],
    "a.b = c": ["a.b = c -> pass"],
    "raise a": ["raise a -> pass"],
    "min(a, b)": ["min -> max", "min(a, b) -> pass"],
    "x = a + b": ["a + b -> (a - b)"],
    "x = a if b else c": ["a if b else c -> (c if b else a)"],
    "if a: ...": ["a -> not a"],
    "x = '1 < 2'": [],
    "x: 'a < 1'": [],
    "def __repr__(self): return a": [],
}


@pytest.mark.parametrize("code", CHANGES)
def test_each_kind_of_code_has_its_mutants(code: str) -> None:
    made = mutants("m.py", code)
    assert CHANGES[code] == [mutant.change for mutant in made]
    assert all(mutant.text != code for mutant in made)
    for mutant in made:
        compile(mutant.text, mutant.module, "exec", dont_inherit=True)


def test_a_mutant_changes_one_place_also_after_wide_characters() -> None:
    (mutant,) = mutants("m.py", "x = 'é\U0001f600', a < b\ny = 'é'\n")
    assert "x = 'é\U0001f600', (a <= b)\ny = 'é'\n" == mutant.text


def test_the_table_names_modules_and_tests_that_exist() -> None:
    named = {f"tigris_http/{module}" for module in TESTS} | {file for files in TESTS.values() for file in files}
    none_left((name for name in named if not (ROOT / name).is_file()), "mend tests/mutants/modules.py")


def test_every_equivalent_mutant_can_still_be_made() -> None:
    judged = equivalents(EQUIVALENT.read_text("utf-8"))
    none_left((module for module, _, _ in judged if module not in TESTS), "delete it from tests/mutants/equivalent.txt")
    made = {
        mutant.key
        for module in {module for module, _, _ in judged}
        for mutant in mutants(module, (ROOT / "tigris_http" / module).read_text("utf-8"))
    }
    none_left(map(repr, judged - made), "the code changed: delete it from tests/mutants/equivalent.txt")
