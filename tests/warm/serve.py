"""The warm process: imports everything, then forks for each command, until whoever started it is gone."""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from pydantic import BaseModel

import cli
import ledger


def serve(path: str) -> None:
    """Listen at this path."""
    for package in (cli, ledger):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    for model in models(BaseModel):
        model.model_rebuild()  # else each fork would complete those that it uses
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a fork: it says itself how its command ended
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{path}.made")
        server.listen()
        Path(f"{path}.made").rename(path)  # it is there once it listens
        while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
            line, _ = server.accept()
            with line:
                if os.fork() == 0:
                    server.close()
                    answer(line)


def models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Every model that is made so far."""
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def answer(line: socket.socket) -> None:
    """One command: run it in one more fork, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, files, _, _ = socket.recv_fds(line, 1, 3)
    words, place, variables = json.loads(b"".join(iter(lambda: line.recv(65536), b"")))
    command = os.fork()
    if command == 0:
        line.close()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(place)
        os.environ.clear()
        os.environ.update(variables)
        time.tzset()
        sys.argv = ["topsheet", *words]
        cli.main()
    _, status = os.waitpid(command, 0)
    with suppress(OSError):
        code = os.waitstatus_to_exitcode(status)
        line.sendall(bytes([code if code >= 0 else 128 - code]))
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
