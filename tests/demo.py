"""A document, played for whoever watches: its headings, its commands and what they print.

    python -m tests.demo tests/scenarios/demo-proof.md FOLDER

What the document's test compares is what is seen here. The folder is left as it is, to look around in.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tests import scenario


def main(page: Path, folder: Path) -> int:
    """Play a document into a folder. Returns 1 where the folder is somebody's already."""
    document = scenario.read(page)
    if folder.exists() and not (folder / document.path.name).exists():
        sys.stderr.write(f"{folder} is there already and is no folder of this demonstration. Name another.\n")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(page, folder)
    scenario.keep_demonstrations()
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {"PATH": path, "HOME": str(folder), "LC_ALL": "C.UTF-8", "COLUMNS": "140", "TZ": "UTC"} | document.environment
    told = 0
    for step in document.steps:
        for line in document.lines[told : step.line]:
            if line.startswith("## "):
                sys.stdout.write(f"\n=== {line.removeprefix('## ')}\n")
        told = step.line
        said = scenario.perform(step, folder.resolve(), environment)
        if step.command:
            typed = step.command.replace("\n", "\n> ")
            sys.stdout.write("\n".join([f"\n$ {typed}", *said, ""]))
            sys.stdout.flush()
    sys.stdout.write(f"\nEverything that was made is in {folder}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))
