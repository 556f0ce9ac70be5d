"""Figures of the benchmarks: the chart, and the sentences of the front page."""

from __future__ import annotations

import re
from typing import Any

from pictures.base import WIDTH, Picture, number

BUNDLE = "5,000 x 4 KiB, 32 KiB chunks"
CALLS = {"GET": "One GET of 4 KiB", "HEAD": "One HEAD", "PUT": "One PUT of 4 KiB", "LIST": "One LIST of 1,000 entries"}
CALLERS = ("tigris_http", "obstore", "minio", "boto3")


def bars(found: dict[str, Any]) -> Picture:
    """Draw CPU time for single calls, for an object of a bundle, and for a bundle beside GETs."""
    panels = panels_of(found)
    words = [f"{title}: {', '.join(f'{name} {micros(value)}' for name, value in lines)}." for title, lines in panels]
    row, head, top = 24, 50, 48
    height = top + sum(head + row * len(lines) for _, lines in panels) + 36
    picture = Picture(
        height,
        "CPU time for one call or object",
        f"Microseconds of CPU for one call or object, less is better. {' '.join(words)}",
    )
    picture.text(20, 30, "CPU time of the client for one call or object", "t bold", size=15)
    picture.text(WIDTH - 20, 30, "microseconds, less is better", "m", size=12.5, anchor="end")
    left, right, y = 270, 634, float(top)
    for title, lines in panels:
        picture.path(f"M20 {number(y)}H{WIDTH - 20}", "line")
        picture.text(20, y + 26, title, "t bold", room=WIDTH - 40)
        longest = max(value for _, value in lines)
        y += head - 8
        for name, value in lines:
            ours = name.startswith("tigris_http")
            picture.text(left - 10, y + 12.5, name, "t" if ours else "m", anchor="end", room=left - 24, size=12.5)
            wide = max(value / longest * (right - left), 2)
            picture.rect(left, y, wide, row - 8, "ours" if ours else "peer", radius=2)
            times = "" if value == lines[0][1] else f"  ({ratio(value / lines[0][1])} times)"
            picture.text(left + wide + 8, y + 12.5, f"{micros(value)}{times}", "t" if ours else "m", size=12.5)
            y += row
        y += 8
    picture.path(f"M20 {number(y)}H{WIDTH - 20}", "line")
    picture.text(20, y + 22, conditions(found), "m", size=11.5, room=WIDTH - 40)
    return picture


def micros(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def ratio(value: float) -> str:
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def panels_of(found: dict[str, Any]) -> list[tuple[str, list[tuple[str, float]]]]:
    """Return the titles and figures of the chart, in microseconds for one object."""
    calls = {
        (row["call"], row["subject"]): row["microseconds"] for row in found["figures"]["bench_calls"] if not row["tls"]
    }
    bundle = {row["subject"]: row["seconds"] for row in found["figures"]["bench_bundle"] if row["case"] == BUNDLE}
    each = 4096 / 1e9 * 1e6
    best: dict[str, tuple[float, str]] = {}
    for row in found["figures"]["bench_many"]:
        if row["subject"] == "tigris_http async":
            continue
        package, way = row["subject"].partition(" ")[0], row["way"]
        name = f"{package}, one bundle" if way == "one bundle" else package
        best[name] = min(best.get(name, (1e9, "")), (1e6 / row["objects"], way))
    many = sorted((value, name if name.endswith(way) else f"{name}, {way}") for name, (value, way) in best.items())
    return [
        *(
            (title, [(name, calls[call, name]) for name in CALLERS if (call, name) in calls])
            for call, title in CALLS.items()
            if (call, "tigris_http") in calls
        ),
        (
            "A bundle of 5,000 objects of 4 KiB",
            [(name, bundle[name] * each) for name in ("tigris_http", "tigris_http async", "tigris-boto3-ext")],
        ),
        (
            "5,000 objects of 10 KiB: one bundle, or GETs by each client at its best",
            [(name, value) for value, name in many],
        ),
    ]


def conditions(found: dict[str, Any]) -> str:
    """Say on what, when and how often the figures were measured."""
    machine, rounds, versions = found["machine"], found["rounds"], found["versions"]
    times = min(rounds[name] for name in ("bench_calls", "bench_bundle", "bench_many"))
    return (
        f"Median of {times} rounds, {found['date']}: {processor(found)}, {machine['cores']} cores, "
        f"Python {machine['python']}, boto3 {versions['boto3']}, over loopback"
    )


def processor(found: dict[str, Any]) -> str:
    """Return the processor, with a remark if other programs used it."""
    return found["machine"]["processor"] + (" beside other work" if found["load"] >= 1 else "")


# -- figures in the text of README.md --------------------------------------------------------------------------------

CLAIMS = (
    "at {bundled} µs of CPU for each 10 KiB; a GET by boto3 takes {boto3_many} µs.",
    "a GET takes {get_part} of boto3's CPU time, a first client {memory_part} of boto3's memory.",
    (
        "| CPU of a GET, of a PUT of 4 KiB, of a LIST of 1,000 | {get}, {put}, {listing} µs "
        "| {boto3_get}, {boto3_put}, {boto3_listing} µs |"
    ),
    "| CPU of 4 KiB in a bundle | {bundle} µs | {extension} µs, by tigris-boto3-ext and `tarfile` |",
    "| memory of a first client | {memory} MB | {boto3_memory} MB |",
    "Median of {rounds} rounds, {processor}, Python {python}, boto3 {boto3}:",
)
"""Sentences whose figures this script fills in."""


def values(found: dict[str, Any]) -> dict[str, str]:
    """Return the figures of the sentences."""
    panels = [dict(lines) for _, lines in panels_of(found)]
    get, _, put, listing, bundle, many = panels
    memory = {row["case"]: row["megabytes"] for row in found["figures"]["bench_start"]}
    ours, theirs = memory["tigris_http, first client"], memory["boto3, first client"]
    boto3_many = next(value for name, value in many.items() if name.startswith("boto3"))
    return {
        "bundled": micros(many["tigris_http, one bundle"]),
        "boto3_many": micros(boto3_many),
        "get": micros(get["tigris_http"]),
        "boto3_get": micros(get["boto3"]),
        "put": micros(put["tigris_http"]),
        "boto3_put": micros(put["boto3"]),
        "listing": micros(listing["tigris_http"]),
        "boto3_listing": micros(listing["boto3"]),
        "get_part": f"{get['tigris_http'] / get['boto3']:.2f}",
        "bundle": micros(bundle["tigris_http"]),
        "extension": micros(bundle["tigris-boto3-ext"]),
        "memory": f"{ours:.0f}",
        "boto3_memory": f"{theirs:.0f}",
        "memory_part": f"{ours / theirs:.2f}",
        "rounds": str(min(found["rounds"].values())),
        "boto3": found["versions"]["boto3"],
        "processor": processor(found),
        "python": found["machine"]["python"],
    }


def filled(page: str, found: dict[str, Any]) -> str:
    """Return the page with the figures of `found` in its sentences."""
    figures = values(found)
    for claim in CLAIMS:
        pattern = re.sub(r"\\\{\w+\\\}", r"[^|\\n]+?", re.escape(claim))
        page, times = re.subn(pattern, claim.format(**figures), page)
        if times != 1:
            raise ValueError(f"README.md must have this sentence once, not {times} times: {claim}")
    return page
