"""Queries of DuckDB over a registered file system: both protocols, globs, files of a data set, COPY."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pytest

from tests.integrations.processes import Runner, Trip
from tests.integrations.remotes import Remote
from tigris_http import TigrisHTTP

ROWS = 5000
NUMBERS = f"SELECT range AS number, range * 2 AS double, 'wörd ' || range % 7 AS word FROM range({ROWS})"


@contextmanager
def connected(remote: Remote) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        database.register_filesystem(remote.files)
        yield database


def one(database: duckdb.DuckDBPyConnection, query: str) -> object:
    found = database.execute(query).fetchall()
    assert 1 == len(found)
    return found[0] if len(found[0]) > 1 else found[0][0]


def parquet(remote: Remote) -> None:
    url = remote.url("numbers.parquet")
    with connected(remote) as database:
        database.execute(f"COPY ({NUMBERS}) TO '{url}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
        assert b"PAR1" == remote.get("numbers.parquet")[:4] == remote.get("numbers.parquet")[-4:]
        assert database.execute(NUMBERS).fetchall() == database.execute(f"FROM read_parquet('{url}')").fetchall()
        assert (ROWS, ROWS * (ROWS - 1)) == one(database, f"SELECT count(*), sum(double) FROM '{url}'")
        assert "wörd 3" == one(database, f"SELECT word FROM '{url}' WHERE number = 7 * 500 + 3")


def globs(remote: Remote) -> None:
    with connected(remote) as database:
        for year in (2020, 2021):
            for part in range(2):
                rows = f"SELECT {year} AS year, range AS number FROM range({part + 1})"
                database.execute(f"COPY ({rows}) TO '{remote.url(f'years/{year}/{part}.parquet')}' (FORMAT parquet)")
        everything = f"SELECT count(*) FROM read_parquet('{remote.url('years/*/*.parquet')}')"
        assert 6 == one(database, everything)
        assert 6 == one(database, f"SELECT count(*) FROM read_parquet('{remote.url('years/**/*.parquet')}')")
        assert 4 == one(database, f"SELECT count(*) FROM '{remote.url('years/*/1.parquet')}'")
        names = database.execute(
            f"SELECT DISTINCT filename FROM read_parquet('{remote.url('years/2020/*')}', filename=true)"
        )
        assert [f"2020/{part}.parquet" for part in range(2)] == sorted(name[-14:] for (name,) in names.fetchall())
        with pytest.raises(duckdb.IOException, match="No files found"):
            database.execute(f"FROM read_parquet('{remote.url('nothing/*.parquet')}')")


def partitioned(remote: Remote) -> None:
    """Without OVERWRITE_OR_IGNORE DuckDB lists the folder first, which no object store has."""
    url = remote.url("parts")
    with connected(remote) as database:
        database.execute(f"COPY ({NUMBERS}) TO '{url}' (FORMAT parquet, PARTITION_BY (word), OVERWRITE_OR_IGNORE)")
        assert 7 == len({key.split("/")[1] for key in remote.find("parts/")})
        found = f"FROM read_parquet('{url}/*/*.parquet', hive_partitioning=true)"
        assert (ROWS, 7) == one(database, f"SELECT count(*), count(DISTINCT word) {found}")
        assert len(range(3, ROWS, 7)) == one(database, f"SELECT count(*) {found} WHERE word = 'wörd 3'")


def text(remote: Remote) -> None:
    with connected(remote) as database:
        database.execute(f"COPY ({NUMBERS}) TO '{remote.url('numbers.csv')}' (HEADER)")
        rows = list(csv.reader(io.StringIO(remote.get("numbers.csv").decode())))
        assert (["number", "double", "word"], ROWS + 1) == (rows[0], len(rows))
        assert (
            database.execute(NUMBERS).fetchall() == database.execute(f"FROM '{remote.url('numbers.csv')}'").fetchall()
        )
        database.execute(f"COPY ({NUMBERS}) TO '{remote.url('numbers.json.gz')}' (FORMAT json, COMPRESSION gzip)")
        assert (ROWS, "wörd 0") == one(database, f"SELECT count(*), min(word) FROM '{remote.url('numbers.json.gz')}'")
        lines = b"".join(json.dumps({"number": number}).encode() + b"\n" for number in range(10))
        remote.put("lines.ndjson", lines)
        assert 45 == one(database, f"SELECT sum(number) FROM read_json('{remote.url('lines.ndjson')}')")


@pytest.mark.parametrize("trip", [parquet, globs, partitioned, text], ids=lambda trip: trip.__name__)
def test_rows_come_back(trip: Trip, run: Runner, remote: Remote) -> None:
    run(trip, remote)


def test_both_protocols_are_registered_by_one_call(remote: Remote) -> None:
    with connected(remote) as database:
        database.execute(f"COPY ({NUMBERS}) TO '{remote.url('numbers.parquet', 'tigris')}' (FORMAT parquet)")
        for protocol in ("t3", "tigris"):
            assert ROWS == one(database, f"SELECT count(*) FROM '{remote.url('numbers.parquet', protocol)}'")


def test_a_snapshot_in_the_url_joins_the_past_with_the_present(client: TigrisHTTP, remote: Remote) -> None:
    with connected(remote) as database:
        database.execute(f"COPY ({NUMBERS}) TO '{remote.url('numbers.parquet')}' (FORMAT parquet)")
        version = client.create_snapshot(remote.name).version
        database.execute(f"COPY (FROM ({NUMBERS}) LIMIT 10) TO '{remote.url('numbers.parquet')}' (FORMAT parquet)")
        past = f"t3://{remote.name}@{version}/numbers.parquet"
        query = f"SELECT count(*) FROM '{past}' ANTI JOIN '{remote.url('numbers.parquet')}' USING (number)"
        assert ROWS - 10 == one(database, query)


def test_a_query_that_fails_leaves_the_object_alone(remote: Remote) -> None:
    with connected(remote) as database:
        database.execute(f"COPY ({NUMBERS}) TO '{remote.url('numbers.parquet')}' (FORMAT parquet)")
        before = remote.get("numbers.parquet")
        broken = f"SELECT CASE WHEN range = {ROWS - 1} THEN error('broken') ELSE range END FROM range({ROWS})"
        with pytest.raises(duckdb.InvalidInputException, match="broken"):
            database.execute(f"COPY ({broken}) TO '{remote.url('numbers.parquet')}' (FORMAT parquet)")
        assert before == remote.get("numbers.parquet")
