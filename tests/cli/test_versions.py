"""`--version`, and with `--debug` what a report of a problem needs: names, and no values that may be secrets."""

from __future__ import annotations

import os
import platform
import ssl
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tigris_http import __version__

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator

    from .shell import Shell

SECRET = "tsec_D1st1nct1veOfVersions"


def test_the_version_is_one_line(shell: Shell) -> None:
    assert [f"tigris-http {__version__}"] == shell.ok("--version").lines


@pytest.mark.parametrize("order", [("--version", "--debug"), ("--debug", "--version")])
def test_with_debug_it_names_what_a_report_needs(shell: Shell, order: tuple[str, ...]) -> None:
    first, *rest = shell.ok(*order).lines
    rows = dict(line.split(":", 1) for line in rest)
    assert f"tigris-http {__version__}" == first
    assert platform.python_version() in rows["python"]
    assert platform.system() in rows["system"]
    assert ssl.OPENSSL_VERSION == rows["tls"].strip()
    assert f"httpx {metadata.version('httpx')}" in rows["installed"]
    assert "missing" not in rows["installed"]
    assert {"AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL_S3"} <= set(rows["variables set"].strip().split(", "))


def test_no_value_of_a_setting_is_shown(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tigris: Emulator
) -> None:
    home = tmp_path / "home" / ".aws"
    home.mkdir(parents=True)
    (home / "credentials").write_text(f"[default]\naws_secret_access_key = {SECRET}\n", "utf-8")
    (tmp_path / f"{SECRET}.ini").write_text("[default]\n", "utf-8")
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    for name in ("AWS_SECRET_ACCESS_KEY", "TIGRIS_SESSION_TOKEN", "https_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, f"http://user:{SECRET}@proxy")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / f"{SECRET}.ini"))
    done = shell.ok("--version", "--debug")
    shown = done.out.decode()
    assert SECRET not in shown
    assert tigris.credentials.access_key_id not in shown
    assert tigris.endpoint not in shown
    assert "TIGRIS_SESSION_TOKEN" in shown
    assert "~/.aws/credentials, the file of AWS_CONFIG_FILE" in shown


def test_it_works_without_settings_and_sends_nothing(tigris: Emulator, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("AWS_", "TIGRIS_"))}
    command = [sys.executable, "-W", "error", "-m", "tigris_http", "--version", "--debug"]
    done = subprocess.run(
        command, env={**kept, "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=True
    )
    assert "" == done.stderr
    assert done.stdout.startswith(f"tigris-http {__version__}\npython: ")
    assert 0 == len(tigris.requests)
