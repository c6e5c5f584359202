"""The installed `topsheet`, started once: a process that has everything imported and forks for each command that a document runs.

More than half of a short command is Python importing libraries. Here each command still has a process of its own, with its own
arguments, folder, variables and files, and runs the entry point that the console script runs; only the imports are shared. So a
module that is used and not imported is not found here: `make test-deep` and some documents run the console script itself. What
starting costs is tested elsewhere (test_import_cost, tests/bench).
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

HERE = Path(__file__).parent


STARTED: list[subprocess.Popen[bytes]] = []


def ended() -> bool:
    """Whether somebody has ended the warm process, so that what was run since says nothing."""
    return any(server.poll() is not None for server in STARTED)


@cache
def folder() -> Path:
    """A folder for the path with a `topsheet` that asks the warm process; both last as long as this process does."""
    made = Path(mkdtemp(prefix="topsheet-warm-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    shim = made / "topsheet"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -IS "{HERE}/ask.py" "{made}/socket" "$@"\n', encoding="utf-8")
    shim.chmod(0o700)
    serve = [sys.executable, "-m", "tests.warm.serve", str(made / "socket")]
    # how it writes is settled when it starts, and not by the shell of whoever tests; it ends with the pipe
    bare = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    server = subprocess.Popen(serve, cwd=HERE.parent.parent, env=bare, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    STARTED.append(server)
    atexit.register(server.communicate)
    while not (made / "socket").exists():
        if server.poll() is not None:
            raise RuntimeError("the warm process ended before it listened")
        time.sleep(1 / 50)
    return made
