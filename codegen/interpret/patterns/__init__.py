"""The table of sentence patterns. Its page in the documentation is docs/sentences.md."""

from __future__ import annotations

from codegen.interpret.patterns.absent import ABSENT_ROWS
from codegen.interpret.patterns.accounts import ACCOUNT_ROWS
from codegen.interpret.patterns.cases import CASE_ROWS
from codegen.interpret.patterns.endpoints import ENDPOINT_ROWS
from codegen.interpret.patterns.fields import FIELD_ROWS
from codegen.interpret.patterns.initial import INITIAL_ROWS
from codegen.interpret.patterns.matching import MATCHING_ROWS
from codegen.interpret.patterns.operations import OPERATION_ROWS
from codegen.interpret.patterns.pairs import PAIR_ROWS
from codegen.interpret.patterns.row import Row
from codegen.interpret.patterns.together import TOGETHER_ROWS
from codegen.interpret.patterns.who import WHO_ROWS

TABLE: tuple[Row, ...] = (
    *FIELD_ROWS,
    *INITIAL_ROWS,
    *ENDPOINT_ROWS,
    *ACCOUNT_ROWS,
    *PAIR_ROWS,
    *OPERATION_ROWS,
    *WHO_ROWS,
    *CASE_ROWS,
    *MATCHING_ROWS,
    *ABSENT_ROWS,
    *TOGETHER_ROWS,
)
