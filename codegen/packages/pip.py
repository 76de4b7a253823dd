"""Running pip: it may fetch and unpack wheels, and run nothing.

pip builds what a wheel asks for by address (``name @ https://...``), whatever ``--only-binary`` says, and a build runs the
code of whoever wrote it. So every start of a process is refused in pip's own process, by an audit hook.
https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.errors import PackageFault, PackagesRejected
from codegen.requirements import normalised
from codegen.types import Problem
from codegen.wheels import Wheel

TIMEOUT_S = 900.0
"""How long one run of pip may take; a large wheel on a slow line takes minutes."""

_GUARDED = """
import runpy, sys
def refuse(event, arguments):
    if event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"}:
        raise PermissionError("codegen lets pip start no process")
sys.addaudithook(refuse)
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""
_OPTIONS = (
    *("--quiet", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"),
    *("--retries=2", "--timeout=30"),
)
_KEPT = re.compile(
    r"PATH|HOME|TMPDIR|XDG_CONFIG_(HOME|DIRS)|XDG_CACHE_HOME|NETRC|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE"
    r"|CURL_CA_BUNDLE|PIP_\w+|(https?|all|no)_proxy",
    re.IGNORECASE,
)
"""What pip needs to know of the environment: where its configuration lies, and how to reach the index."""

_OWN = ("PIP_REQUIRE_HASHES", "PIP_NO_DEPS", "PIP_TARGET", "PIP_REPORT", "PIP_REQUIREMENT")
_UNREACHED = re.compile(r"Could not fetch URL (\S+): (?!404 )(.*) - skipping")
_UNKNOWN = re.compile(r"ERROR: No matching distribution found for (\S+)")
_SOURCE = "Skipping link: No sources permitted for "
_UNFITTING = re.compile(r"Skipping link: (none of the wheel's tags|.* requires a different Python)")
_STAMP = re.compile(r"^\d{4}-\d\d-\d\dT[\d:,.]+ ?")


class UnknownPackage(PackagesRejected):
    """The index knows no package of that name."""


@dataclass(frozen=True, slots=True)
class Pip:
    """pip as this Python has it. An empty ``index_url`` leaves the index to pip's own configuration."""

    index_url: str = ""

    def resolve(
        self, requirements: Sequence[str], constraints: Mapping[str, str]
    ) -> tuple[Wheel, ...]:
        """The wheels that some requirements come to, those of ``constraints`` (name to version) among them.

        Raises PackagesRejected where there are none that fit, and PackageFault where pip or the index fails.
        """
        with tempfile.TemporaryDirectory(prefix="codegen-pip-") as folder:
            report = Path(folder, "report.json")
            pins = (f"{name}=={version}" for name, version in constraints.items())
            wanted = _written(folder, "wanted.txt", requirements)
            known = _written(folder, "constraints.txt", pins)
            arguments = ("--dry-run", "--ignore-installed", f"--report={report}")
            self._install(folder, (*arguments, f"--requirement={wanted}", f"--constraint={known}"))
            value = json.loads(report.read_bytes())
        return tuple(sorted(_wheel(item) for item in value["install"]))

    def install(self, wheels: Iterable[Wheel], target: Path) -> None:
        """Unpacks exactly these wheels into a folder. Raises as ``resolve`` does."""
        with tempfile.TemporaryDirectory(prefix="codegen-pip-") as folder:
            wanted = _written(folder, "wanted.txt", (wheel.line for wheel in wheels))
            arguments = ("--require-hashes", "--no-deps", "--no-compile", f"--target={target}")
            self._install(folder, (*arguments, f"--requirement={wanted}"))

    def _install(self, folder: str, arguments: tuple[str, ...]) -> None:
        log = Path(folder, "pip.log")
        command = (sys.executable, "-I", "-c", _GUARDED, "install", *_OPTIONS, f"--log={log}")
        try:
            result = subprocess.run(
                (*command, *arguments),
                env=self._environment(folder),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=TIMEOUT_S,
            )
        except subprocess.TimeoutExpired as error:
            raise _fault(f"pip took longer than {TIMEOUT_S:g} s") from error
        except OSError as error:
            raise _fault(f"pip could not be started: {error.strerror}") from error
        if result.returncode != 0:
            said = log.read_text("utf-8", "replace") if log.exists() else ""
            raise _failure([_STAMP.sub("", line) for line in said.splitlines()], result.stderr)

    def _environment(self, folder: str) -> dict[str, str]:
        """No key and no setting of ours; with an index of the project's own, no other index.

        pip ignores an empty variable, so its configuration is overridden by the same index and an empty folder.
        """
        kept = {n: v for n, v in os.environ.items() if _KEPT.fullmatch(n) and n not in _OWN}
        own = {"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"} if self.index_url else set()
        if own:
            empty = Path(folder, "empty")
            empty.mkdir(exist_ok=True)
            kept |= {"PIP_FIND_LINKS": str(empty), **dict.fromkeys(own, self.index_url)}
            kept.pop("PIP_NO_INDEX", None)
        return {**kept, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


def _written(folder: str, name: str, lines: Iterable[str]) -> Path:
    path = Path(folder, name)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def _wheel(item: Mapping[str, Any]) -> Wheel:
    """One entry of pip's report. https://pip.pypa.io/en/stable/reference/installation-report/"""
    name, version = normalised(item["metadata"]["name"]), str(item["metadata"]["version"])
    if item["is_direct"]:
        raise _rejected(f"'{name}' is asked for by an address, not by name, by another package")
    hashes = item["download_info"].get("archive_info", {}).get("hashes", {})
    wheel = Wheel(name, version, str(hashes.get("sha256", "")))
    if wheel.malformed():
        raise _rejected(f"the index gives no {wheel.malformed()} for '{name}' that can be locked")
    return wheel


def _failure(log: Sequence[str], error_output: str) -> PackagesRejected | PackageFault:
    """What pip's log comes to, as one line."""
    for line in log:
        if match := _UNREACHED.search(line):
            return _fault(f"the index did not answer at {match[1]}: {_reason(match[2])}")
    text = "\n".join(log)
    if "codegen lets pip start no process" in text:
        return _rejected("one of the packages has to be built, and only wheels are taken")
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in text:
        mend = "Restore '.codegen' from version control, or build with --fresh."
        cause = "a package of the index is not the one that the record's lock has by its SHA-256"
        return PackagesRejected(Problem(cause, mend))
    if match := _UNKNOWN.search(text):
        return _none_fits(match[1], log)
    if "ResolutionImpossible" in text:
        causes = dict.fromkeys(line.strip() for line in log if _is_cause(line))
        return _rejected("the packages contradict each other: " + "; ".join(causes))
    if "No module named pip" in error_output:
        return _fault("this Python has no pip", "Install it: python -m ensurepip.")
    said = [line.strip() for line in (*log, *error_output.splitlines()) if "Error" in line]
    return _fault(f"pip failed: {said[-1] if said else 'it gave no reason'}")


def _none_fits(requirement: str, log: Sequence[str]) -> PackagesRejected:
    """Why no version of a package will do. A constraint on what apps have is no version that was asked for."""
    name = re.split(r"[<>=!~ (]", requirement)[0]
    is_none = any(f"requirement {requirement} (from versions: none)" in line for line in log)
    if is_none and any(f"{_SOURCE}{name}:" in line for line in log):
        return _rejected(f"'{requirement}' cannot be had: it has no wheel, only its source")
    if is_none and any(_UNFITTING.search(line) and _file(name) in line for line in log):
        return _rejected(
            f"'{requirement}' cannot be had: no wheel of it fits this Python and machine"
        )
    if is_none:
        unknown = _rejected(f"'{requirement}' cannot be had: the index has no package of that name")
        return UnknownPackage(*unknown.problems)
    return _rejected(f"'{requirement}' cannot be had: no version of it fits what apps have")


def _file(name: str) -> str:
    """How the names of a package's wheels begin."""
    return normalised(name).replace("-", "_") + "-"


def _is_cause(line: str) -> bool:
    return " depends on " in line or line.strip().startswith("The user requested")


def _reason(text: str) -> str:
    """The innermost reason of what urllib3 says."""
    inner = re.findall(r"(?:\[Errno -?\d+\] )?([A-Z][^:()'\"]+)['\")]*$", text)
    return (inner[-1] if inner else text[:200]).strip()


def _rejected(cause: str) -> PackagesRejected:
    mend = "Name another version or another package, or do without it."
    return PackagesRejected(Problem(cause, mend))


def _fault(cause: str, mend: str = "") -> PackageFault:
    usual = (
        "See that the index can be reached, by pip's configuration or 'index_url', and run again."
    )
    return PackageFault(Problem(cause, mend or usual))
