"""From a folder to received files: read each, find whose it is, keep the original, name what cannot be taken."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from data.contracts import Contract
from data.problems import Problem, problem
from data.rules.registry import RULES
from data.staging.grid import FileFaultError, Grid, Reading
from data.staging.header import locate, settled_contract
from data.staging.options import Incoming
from data.staging.read import read_file
from data.staging.saved import NO_MAPPINGS, Mappings
from data.staging.sheet import Sheet
from governance.errors import ContractError

MANIFEST = "demo_manifest.json"


@dataclass(frozen=True)
class ReceivedFile:
    """One file of a delivery, read and matched to its contract, or held back with the reason among `problems`.

    Attributes
    ----------
    name
        Path below the delivery's folder.
    received_at
        UTC without a zone.
    delivery_no
        As in `Incoming`.
    datum
        What its coordinates are taken to be: as settled for this file or for such files, else as the contract declares;
        None: to be found out, or there are none.
    sheets
        What holds data; empty when the file is held back.
    n_rows
        Of a file that could be read but is held back: its rows, taken that the first of each sheet is the header.
    """

    file_id: int
    name: str
    sha256: str
    bytes: int
    received_at: datetime
    contract: Contract | None
    format: str | None
    encoding: str | None
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]
    delivery_no: int = 1
    datum: str | None = None
    n_rows: int | None = None

    @property
    def held_back(self) -> bool:
        """Whether nothing of this file goes on."""
        return not self.sheets


def delivery_files(folder: Path) -> list[Path]:
    """Files of a delivery in a fixed order, without hidden files, office locks and the demo's manifest."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name != MANIFEST
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    )


def of_folder(folder: Path, received_at: datetime | None = None) -> list[Incoming]:
    """The files of a folder as one delivery, everything about them to be found out.

    Parameters
    ----------
    received_at
        When the delivery came (UTC, no zone); now, when None.

    Raises
    ------
    ContractError
        When the folder holds no files.
    """
    moment = received_at or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    paths = delivery_files(folder)
    if not paths:
        raise ContractError(
            "没有可读的文件 Nothing to read", str(folder), "确认文件夹路径 Check the folder's path"
        )
    return [Incoming(path, path.relative_to(folder).as_posix(), moment) for path in paths]


def receive(
    files: Iterable[Incoming],
    contracts: Sequence[Contract],
    *,
    keep_in: Path | None = None,
    mappings: Mappings = NO_MAPPINGS,
) -> Iterator[ReceivedFile]:
    """Read files one by one; a file that cannot be taken does not stop the others.

    Of a file that is given, the head has been read; its rows come as its sheets are streamed, and it may turn out only
    then that it is damaged (`Stager.add` holds such a file back).

    Parameters
    ----------
    mappings
        What was settled about files of the same header before.
    keep_in
        Folder in which originals are kept under their SHA-256; None keeps nothing.
    """
    # Within one delivery: that a later one brings a file again is no fault.
    seen: dict[tuple[int, str], str] = {}
    for file_id, file in enumerate(files, start=1):
        path, name = file.path, file.name
        is_link = path.is_symlink()
        # What a link leads to is nobody's delivery: it is neither read nor kept.
        digest = hashlib.sha256(os.fsencode(path.readlink())).hexdigest() if is_link else _digest(path)
        contract: Contract | None = None
        datum: str | None = None
        reading: Reading | None = None
        n_rows: int | None = None
        sheets: tuple[Sheet, ...] = ()
        problems: tuple[Problem, ...] = ()
        try:
            if is_link:
                raise FileFaultError("unsafe_file", detail="它只是一个链接", detail_en="it is but a link")
            if (file.delivery_no, digest) in seen:
                raise FileFaultError("repeated_file", value=seen[file.delivery_no, digest])
            reading = read_file(path, name, file.options)
            settled = mappings if file.mappings is None else file.mappings
            located = locate(reading, name, contracts, file.options, settled)
            contract, sheets, datum = located.contract, located.sheets, located.datum
            problems = (*reading.problems, *located.problems, *_encoding_note(reading, contract, name))
        except FileFaultError as fault:
            problems = (fault.problem(name),)
            contract = settled_contract(file.options, name, contracts)
            datum = file.options.datum or (contract.declared_datum if contract else None)
            n_rows = _rows_of(reading)
        seen.setdefault((file.delivery_no, digest), name)
        if keep_in is not None and not is_link:
            _keep(path, keep_in / digest)
        yield ReceivedFile(
            file_id, name, digest, path.stat().st_size, file.received_at, contract,
            reading.format if reading else PurePosixPath(name).suffix.lower().lstrip(".") or None,
            reading.encoding if reading else None, sheets, problems, file.delivery_no,
            datum, n_rows,
        )  # fmt: skip


def _rows_of(reading: Reading | None) -> int | None:
    """Rows below the first of every sheet of a file that was read but belongs to nobody; None: that cannot be told."""
    if reading is None:
        return None
    try:
        known = (
            sum(map(len, grid.stream(0, 1))) if grid.n_rows is None else grid.n_rows for grid in reading.grids
        )
        return sum(max(n - 1, 0) for n in known)
    except FileFaultError:
        return None


def _encoding_note(reading: Reading, contract: Contract, name: str) -> tuple[Problem, ...]:
    agreed, actual = contract.encoding, reading.encoding
    if agreed is None or actual is None or agreed.lower() == actual.lower() or reading.format != "csv":
        return ()
    return (problem(RULES["encoding_differs"], name, value=actual, detail=agreed),)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _keep(path: Path, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}-{os.getpid()}")
    shutil.copyfile(path, part)
    part.replace(target)


__all__ = ["MANIFEST", "Grid", "ReceivedFile", "delivery_files", "of_folder", "receive"]
