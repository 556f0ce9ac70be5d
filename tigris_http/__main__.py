"""`python -m tigris_http`: the command line."""

from tigris_http.cli.main import entry

if __name__ == "__main__":
    entry()
