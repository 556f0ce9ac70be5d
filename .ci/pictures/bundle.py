"""The life of a bundle: a stream that breaks, resumes, breaks again, and ends in single GETs."""

from __future__ import annotations

from pictures.base import WIDTH, Picture

KEYS = 5000
REQUESTS = (
    ("one bundle", "POST: keys 1 to 5,000", 0, 3100, "breaks"),
    ("the rest", "POST: keys 3,101 to 5,000", 3100, 4994, "breaks"),
    ("fewer than 8", "6 GETs at once", 4994, 5000, ""),
)
"""Name, request, first and last key that arrived, and how it ended."""


def life() -> Picture:
    """Draw the requests of one bundle over its keys, and the results."""
    row, top, left, right = 58, 78, 226, WIDTH - 84
    picture = Picture(
        top + row * (len(REQUESTS) + 1) + 12,
        "The life of a bundle",
        "A bundle of 5,000 keys. The first stream breaks after 3,100 objects. The second asks for the rest and breaks "
        "6 objects before its end. Single GETs bring these. The caller sees one result for each key, in order.",
    )
    scale = (right - left) / KEYS

    def at(key: int) -> float:
        return left + key * scale

    picture.text(20, 32, "client.bundle_objects(bucket, keys)", "t mono bold")
    for key, anchor in ((0, "start"), (3100, "middle"), (KEYS, "end")):
        picture.text(at(key), 58, f"key {key or 1:,}", "m", size=11.5, anchor=anchor)
        picture.path(f"M{at(key)} 64V{top + row * len(REQUESTS) - 10}", "line dash")
    for place, (name, request, first, last, end) in enumerate(REQUESTS):
        y = top + row * place
        picture.text(20, y + 14, name, "t", room=200)
        picture.text(20, y + 32, request, "m mono", size=11, room=200)
        width = max((last - first) * scale, 5)
        picture.rect(at(last) - width, y + 6, width, 20, "ours", radius=2)
        if end:
            x = at(last)
            picture.path(f"M{x - 6} {y + 10}l12 12m0 -12l-12 12", "sf thick")
            picture.text(x + (14 if last < 4000 else 10), y + 21, end, "b", size=12)
        if end and last < 4000:
            picture.text(at(last) + 62, y + 21, "after 3,100 objects", "m", size=12)
    y = top + row * len(REQUESTS)
    picture.path(f"M20 {y - 8}H{WIDTH - 20}", "line")
    picture.text(20, y + 20, "results", "t bold")
    picture.text(20, y + 38, "in order, one a key", "m", size=12)
    picture.rect(left, y + 8, right - left, 20, "fork", radius=2)
    gap = at(1800)
    picture.rect(gap, y + 8, 4, 20, "back", radius=0)
    picture.path(f"M{gap + 2} {y + 30}v10", "edge")
    picture.text(gap + 2, y + 54, "a key without an object: BundleSkipped, in its place", "m", size=12, anchor="middle")
    return picture
