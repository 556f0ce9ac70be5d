"""Any bytes give a result or the named error: of what, says `targets.py`; how to fuzz it, says `__main__.py`."""
