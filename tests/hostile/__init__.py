"""Every operation against every kind of hostile answer: see `test_matrix.py`."""
