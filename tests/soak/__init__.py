"""A long run of mixed work while one request in a hundred goes wrong: `python -m tests.soak --minutes 30 --seed 1`."""
