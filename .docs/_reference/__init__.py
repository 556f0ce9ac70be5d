"""Writes the reference from signatures and docstrings, as reStructuredText.

The documentation of a parameter or field stands beside it in the source.

pages        all pages, and their index
names        the public names, and the methods of the clients by family
classes      the entry of one name
signatures   signatures and types, with full names
text         docstrings: names in backticks become links
sources      docstrings beside fields and values
links        names in the guides, with links into the reference
tables       tables of rendered pages, for narrow screens
pictures     the pictures of `.github/assets`, for light and dark pages
"""
