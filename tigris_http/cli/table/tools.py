"""The commands beside the service."""

from __future__ import annotations

from typing import Final

from tigris_http.cli.table.shape import Command, word

TOOLS: Final = (
    Command(
        "emulator",
        "Run a local Tigris.",
        "tools.emulator",
        (),
        (
            ("emulator --data ./tigris", "keep everything in a folder"),
            ("emulator --help", "all options"),
        ),
        "Prints the settings of clients, and runs until Ctrl-C. The options are those of"
        " `python -m tigris_http.emulator`.",
        shared=False,
    ),
    Command(
        "completion",
        "Print the completion of a shell.",
        "completion.completion",
        (word("shell", "bash, zsh or tcsh")._replace(choices=("bash", "zsh", "tcsh"), metavar="SHELL"),),
        (
            ("completion bash > ~/.local/share/bash-completion/completions/tigris-http", "for bash"),
            ('completion zsh > "${fpath[1]}/_tigris-http"', "for zsh, with a folder of yours in fpath"),
        ),
        "Needs the extra: pip install 'tigris-http[cli]'.",
    ),
)
