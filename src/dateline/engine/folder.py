"""A folder to write to, on disk or in object storage: a file is there with all its content or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dateline.exports.jsonio import write_whole
from dateline.sources.remote import is_remote, said, storage


@dataclass(frozen=True, slots=True)
class Folder:
    """`place`: a path, or an address such as s3://bucket/coded."""

    place: str

    def write(self, name: str, data: bytes) -> None:
        """Write a file below the folder.  Raises SourceError where the storage refuses, OSError where the disk does."""
        if not is_remote(self.place):
            write_whole(Path(self.place) / name, [data])
            return
        filesystem, path = self._at(name)
        with said(self._shown(name)), filesystem.open_output_stream(path) as stream:
            stream.write(data)  # an object is there when the stream is closed; one write cannot stop half-way

    def read(self, name: str) -> bytes | None:
        """What a file below the folder holds; None where there is none."""
        if not is_remote(self.place):
            file = Path(self.place) / name
            return file.read_bytes() if file.is_file() else None
        from pyarrow import fs

        filesystem, path = self._at(name)
        with said(self._shown(name)):
            if filesystem.get_file_info(path).type != fs.FileType.File:
                return None
            with filesystem.open_input_stream(path) as stream:
                return bytes(stream.read())

    def drop(self, name: str) -> None:
        """Delete a file below the folder, if it is there."""
        if not is_remote(self.place):
            (Path(self.place) / name).unlink(missing_ok=True)
        elif self.read(name) is not None:
            filesystem, path = self._at(name)
            with said(self._shown(name)):
                filesystem.delete_file(path)

    def _at(self, name: str) -> tuple[Any, str]:
        filesystem, path = storage(self.place)
        return filesystem, f"{path}/{name}"

    def _shown(self, name: str) -> str:
        parts = urlsplit(self.place)
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/{name}"
