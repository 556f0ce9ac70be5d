"""The bundle engine, room by room; `tigris_http.bundle` is its front.

    keys        any iterable of keys, cut into batches that one request takes
    steps       what the engine asks of whoever drives it
    engine      N keys in, N results out: batches, answers, and what breaks
    order       answers in the order of the places, where keys are named more than once
    healing     what is left of a batch, and when it is worth going on
    singles     objects read by single GETs
    large       a member read in pieces, and on from where its stream broke
    reader      one answer: decoder, tar reader and ledger put together
    ledger      who was asked for, who came, who was skipped
    members     what is handed out: objects
    results     and what else: skipped keys, the account
    io          the two thin drivers: doing the engine's steps, blocking and async
    run         a bundle under way, which a response and its large members share
    archive     the archive itself, as it comes
    calls       what type checkers see of `bundle_objects`

Everything but `io`, `run`, `members` and the bodies of `archive` is a plan of plain values: no socket, clock, thread or
loop is known there.
"""
