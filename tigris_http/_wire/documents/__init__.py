"""XML documents, read and written by the shapes of `schema`.

xml        the guards, the tree, and the writing (the only import of defusedxml)
layouts    large documents without a tree, column by column
records    frozen dataclasses, made many at a time
"""
