"""Trees under way.

work        the items of a tree, their outcomes, its deletions
unpack      small objects: from bundles to files
lanes       items at once
settings    the parameters that trees share
entries     streams of sorted entries
listing     the objects of a bucket, listed side by side
keyspace    guesses how far a number of keys reaches
order       the check that keys come in order
merge       two streams joined by key
patterns    which items take part: `include` and `exclude`
checked     items that may be the same, looked at more closely
compare     whether two sides are the same
"""
