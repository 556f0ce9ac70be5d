"""A bucket of an emulator as fsspec sees it: its URLs, the storage options, and a file system already in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remote:
    """Pickles: the file system is then made from its arguments."""

    name: str
    options: dict[str, str]
    """Storage options, as `fsspec.open` and the libraries take them."""
    files: Any
    """A `TigrisFileSystem` that has sent requests in the process of the tests."""

    def url(self, key: str = "", protocol: str = "t3") -> str:
        return f"{protocol}://{self.name}/{key}"

    def put(self, key: str, content: bytes) -> None:
        self.files.pipe_file(f"{self.name}/{key}", content)

    def get(self, key: str) -> bytes:
        content: bytes = self.files.cat_file(f"{self.name}/{key}")
        return content

    def find(self, prefix: str = "") -> list[str]:
        """Return the keys below a prefix that ends at a slash, or all."""
        found: list[str] = self.files.find(f"{self.name}/{prefix}".rstrip("/"))
        return sorted(each.removeprefix(f"{self.name}/") for each in found)
