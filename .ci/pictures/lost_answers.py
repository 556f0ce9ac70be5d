"""The end of each kind of call after a lost answer."""

from __future__ import annotations

from typing import NamedTuple

from pictures.base import WIDTH, Picture

NOTHING, ALWAYS = "sends nothing", "always"


class Row(NamedTuple):
    """A kind of call, with the steps of the client after a lost answer."""

    kind: str
    calls: str
    step: str
    detail: str
    unknown: str
    """When the outcome stays unknown; empty for never."""


AGAIN = "sends it again"
ROWS = (
    Row("reads and listings", "get_object, list_objects_v2, bundle_objects", AGAIN, "a body from its next byte", ""),
    Row("writes that replace", "put_object, delete_object, copy_object", AGAIN, "the same request, the same end", ""),
    Row("conditional writes", 'put_object(..., if_none_match="*")', AGAIN, "the condition may now fail", "if it fails"),
    Row("creations", "create_bucket, complete_multipart_upload", AGAIN, 'then checks an "exists already"', ""),
    Row(
        "updates, renames",
        "rename_object, update_object",
        "looks first",
        "the object shows if it was done",
        "if nothing shows",
    ),
    Row("once only", "create_snapshot, merge_fork, rebase_fork", NOTHING, "it would happen a second time", ALWAYS),
)


def lost_answers() -> Picture:
    """Draw a row for each kind of call: the call, the client's step, and its end."""
    row, top = 62, 62
    words = [f"{each.kind}: {each.step}, {each.detail}; unknown: {each.unknown or 'never'}." for each in ROWS]
    picture = Picture(
        top + row * len(ROWS) - 6,
        "After a lost answer",
        "A request was sent and its answer was lost. " + " ".join(words),
    )
    first, second, third = 20, 288, 582
    picture.text(first, 30, "The answer to this call is lost", "t bold")
    picture.text(second, 30, "The client", "t bold")
    picture.text(third, 30, "You get", "t bold")
    for place, each in enumerate(ROWS):
        y = top + row * place
        picture.path(f"M20 {y - 12}H{WIDTH - 20}", "line")
        picture.text(first, y + 9, each.kind, "t", room=260)
        picture.text(first, y + 29, each.calls, "m mono", size=9.8, room=264)
        sends = each.step != NOTHING
        picture.rect(second, y - 5, 236, 44, "pure edge" if sends else "box edge")
        picture.text(second + 12, y + 12, each.step, "t", size=12.5)
        picture.text(second + 12, y + 29, each.detail, "m", size=11, room=222)
        picture.arrow(second + 236, y + 17, third - 6, "edge")
        if each.unknown != ALWAYS:
            picture.text(third, y + (10 if each.unknown else 21), "its result", "t")
        if each.unknown:
            both = each.unknown != ALWAYS
            picture.text(third, y + (29 if both else 13), "OutcomeUnknown", "b mono", size=11.5)
            picture.text(third + 106, y + (29 if both else 13), each.unknown, "m", size=11, room=108)
            if not both:
                picture.text(third, y + 30, "look, then ask again", "m", size=11)
    return picture
