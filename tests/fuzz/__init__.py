"""Any bytes give a result or a named error: `targets.py` lists the functions, `__main__.py` fuzzes them."""
