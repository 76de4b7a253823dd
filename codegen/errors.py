"""The exceptions of codegen.

::

    CodegenError                 exit code
    ├── Rejected                 1   the input, or what was made of it, cannot be accepted
    │   ├── SpecRejected             the spec cannot be read, placed or agreed with itself
    │   ├── EditConflict             a build would have to change a file that a person edited
    │   ├── AnswerRejected           a model's answers did not fit, asked again as often as is allowed
    │   ├── PackagesRejected         packages that were named cannot be had with what apps have
    │   ├── NotAnswered              a call has no answer yet, and nobody may be asked for one now
    │   └── LimitReached             --max-cost, --max-tokens or --max-calls
    ├── UsageError               2   flags and settings
    └── Fault                    3   outside the code: never shown as if the code had failed
        ├── SandboxFault             generated code cannot be run safely here
        ├── ProviderFault            a model cannot be asked: key, network, server
        ├── PackageFault             packages cannot be fetched: pip, network, index
        └── DiskFault                the disk refused, or changed under our feet
"""

from __future__ import annotations

from codegen.types import Problem


class CodegenError(Exception):
    """Whatever codegen stops for. ``problems`` is never empty; all of them are shown."""

    exit_code = 3

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Rejected(CodegenError):
    """The input, or what was made of it, cannot be accepted."""

    exit_code = 1


class SpecRejected(Rejected):
    """The spec cannot be read, placed or agreed with itself."""


class EditConflict(Rejected):
    """A build would have to change a file that a person edited."""


class AnswerRejected(Rejected):
    """A model's answers did not fit, though it was told what was wrong with them."""


class PackagesRejected(Rejected):
    """Packages that the spec or the settings name cannot be had with what apps have."""


class NotAnswered(Rejected):
    """A call has no answer yet, and nobody may be asked for one now."""


class LimitReached(Rejected):
    """The next call would pass what the settings allow to be spent."""


class UsageError(CodegenError):
    """A flag or a setting cannot be used."""

    exit_code = 2


class Fault(CodegenError):
    """Something outside the code failed."""


class SandboxFault(Fault):
    """Generated code cannot be run safely here."""


class ProviderFault(Fault):
    """A model cannot be asked: its key, the network or the server failed."""


class PackageFault(Fault):
    """Packages cannot be fetched: pip, the network or the index failed, or nobody may be asked."""


class DiskFault(Fault):
    """The disk refused, or changed under our feet."""
