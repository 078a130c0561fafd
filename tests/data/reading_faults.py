"""Which rule holds a file back, however far reading it comes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from data.contracts import load_contracts
from data.staging.grid import FileFaultError
from data.staging.options import Incoming
from data.staging.receive import receive

CONTRACTS_ALL = load_contracts()
CAME = datetime(2026, 6, 30)


def fault_of(path: Path) -> str:
    """The rule that holds a file back, while its head or its rows are read; "" when it is taken."""
    (file,) = receive([Incoming(path, path.name, CAME)], CONTRACTS_ALL)
    try:
        for sheet in file.sheets:
            for batch in sheet.batches():
                batch.rows()
    except FileFaultError as fault:
        assert fault.problem(path.name).message_zh
        return fault.rule
    errors = [p for p in file.problems if p.level == "error"]
    assert file.held_back == bool(errors)
    assert all(p.message_zh and p.remedy_zh and p.message_en for p in file.problems)
    return errors[0].rule if errors else ""
