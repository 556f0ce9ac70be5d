"""The methods of the file system, each class on top of the one before it.

- `base`: construction, client, loop, paths, serialisation
- `listings`, `trees`: properties and listings
- `reads`, `bundles`, `downloads`: objects, many objects, local files
- `writes`, `deletions`, `moves`: the other direction, and within the service
- `buckets`: buckets, links and metadata
- `opening`: open files
- `arguments`: what several of them take
"""
