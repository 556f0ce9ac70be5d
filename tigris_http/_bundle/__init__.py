"""The bundle engine: N keys in, N results out, in order. `response` is its front.

response         `BundleResponse`: what `bundle_objects` returns
engine           batches, answers, and recovery from broken streams. Pure
perform          performs its steps, blocking and async
run              a bundle under way, shared by a response and its large members
reader           one answer: decompression, tar reader and ledger
ledger           which keys were asked for, came, or were skipped
progress         how far a batch got, and repeated keys
large_members    members larger than the buffer
single_gets      objects read by single GETs
members          `BundleMember`
results          `BundleSkipped`, `BundleStats`
"""
