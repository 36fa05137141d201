"""A short turn of the fuzzer, the same in every run; the long ones are run by hand."""

from __future__ import annotations

import pytest

from tests.fuzz.fuzz_formats import Fuzzer
from tests.fuzz.seeds import SEEDS


@pytest.mark.parametrize("suffix", SEEDS)
def test_damaged_files_are_read_or_refused(
    suffix: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("fuzz"))
    fuzzer = Fuzzer(seed=1)
    for _ in range(300):
        fuzzer.one(suffix)
    assert fuzzer.read[suffix] + fuzzer.refused[suffix] == 300
    assert fuzzer.refused[suffix]
