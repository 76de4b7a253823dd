"""A sandbox whose runs may import from a folder of unpacked wheels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from codegen.sandbox.base import Layer, Run, RunResult, Sandbox


@dataclass(frozen=True, slots=True)
class EquippedSandbox:
    """Another sandbox, with the packages of one app.

    The tests run in a fork of the same warm process as everybody's, rather than in a Python of an environment of
    their own: that would have to start and import everything for each run, and would run the ``.pth`` files of the
    wheels before any wall stands (https://docs.python.org/3/library/site.html). The fork appends ``packages`` to its
    import path when it is within the walls, where Landlock lets it be read and not written.
    """

    inner: Sandbox
    packages: Path

    def layers(self) -> tuple[Layer, ...]:
        """Those of the inner sandbox."""
        return self.inner.layers()

    def run(self, run: Run) -> RunResult:
        """Runs the tests, with the packages. Raises SandboxFault where the sandbox itself fails."""
        return self.inner.run(replace(run, packages=str(self.packages.resolve())))

    def close(self) -> None:
        """Closes the inner sandbox."""
        self.inner.close()
