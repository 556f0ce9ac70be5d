"""A bucket, its snapshot and a fork on a time line."""

from __future__ import annotations

from pictures.base import WIDTH, Picture


def timeline() -> Picture:
    """Draw a bucket, its snapshot, a fork of it and the merge, with the content of one object."""
    picture = Picture(
        274,
        "A snapshot, a fork and a merge",
        "The bucket plans holds a plan. A snapshot records it. The fork plans-review starts from the snapshot and "
        "changes the object. The bucket shows the change after the merge. The snapshot still reads the first plan.",
    )
    line, fork = 128, 210
    put, snapshot, change, merge, later = 176, 372, 536, 690, 744
    for y, kind, name in ((line, "bucket", "plans"), (fork, "fork", "plans-review")):
        picture.text(20, y - 5, kind, "m", size=12)
        picture.text(20, y + 12, name, "t mono bold")
    picture.path(f"M132 {line}H{WIDTH - 30}", "so thick")
    picture.path(f"M{WIDTH - 20} {line}l-12 -6v12z", "ours")
    picture.path(
        f"M{snapshot} {line}C{snapshot + 60} {line} {snapshot + 30} {fork} {snapshot + 90} {fork}H{merge - 90}"
        f"C{merge - 30} {fork} {merge - 60} {line} {merge} {line}",
        "sf thick",
    )
    picture.path(f"M{later} {line - 6}V66q0 -14 -14 -14H{snapshot + 14}q-14 0 -14 14V{line - 22}", "edge dash")
    picture.path(f"M{snapshot} {line - 14}l-4 -8h8z", "head")
    middle = (snapshot + later) / 2
    picture.text(middle, 40, "get_object(..., snapshot_version=before)", "t mono", size=12, anchor="middle")
    picture.text(middle, 72, "reads that plan at any later time", "m", size=12.5, anchor="middle")
    for x, y, kind in ((put, line, "ours"), (change, fork, "fork"), (merge, line, "ours")):
        picture.add("circle", kind, cx=x, cy=y, r=7)
    picture.path(f"M{snapshot} {line - 10}l10 10l-10 10l-10 -10z", "ours")
    picture.text(put, line - 16, "put_object", "t mono", size=12, anchor="middle")
    picture.text(snapshot - 10, line - 16, "create_snapshot", "t mono", size=12, anchor="end")
    picture.text(snapshot + 62, line + 32, "create_fork", "t mono", size=12)
    picture.text(change, fork - 16, "put_object", "t mono", size=12, anchor="middle")
    picture.text(merge - 62, line + 32, "merge_fork", "t mono", size=12, anchor="end")
    picture.text(snapshot - 10, line + 24, "a plan", "m", size=12.5, anchor="end")
    for x, y, words in ((put, line + 24, "a plan"), (change, fork + 24, "reviewed"), (merge, line + 24, "reviewed")):
        picture.text(x, y, words, "m", size=12.5, anchor="start" if x == merge else "middle")
    picture.text(20, 258, "Below each point: the content of the object 1.txt.", "m", size=12)
    return picture
