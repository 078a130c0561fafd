"""What departments owe, in words: the same on the screen and in the file that a department is handed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from views.basis import Basis
from views.debts import Debt, Reason
from views.evidence.table import Cell, Column
from views.evidence.words import DEMO, MARKING, NOTE_NAMES, Pair, word
from views.names import Lang

TASKS: dict[str, Pair] = {
    "missing": ("报送“{feed}”：从未收到", "Send {feed}: it never came"),
    "late": ("报送“{feed}”：约定每 {rhythm} 天一次", "Send {feed}: promised every {rhythm} days"),
    "file": ("改正后整份重新报送", "Mend the file and send it again"),
    "centre": (
        "数据中心确认怎样读取，部门不用重报",
        "The data centre settles how to read it; nothing to send",
    ),
    "rows": ("补正退回的 {n} 行", "Mend the {n} rows sent back"),
}
SCREENS: dict[str, Pair] = {
    "one_map": ("一图知全域", "City map"),
    "categories": ("分类示范区", "Categories"),
    "incidents": ("事件", "Incidents"),
    "whistles": ("吹哨报到", "Whistles"),
    "assessment": ("考核", "Assessment"),
    "unit": ("单元画像", "Unit profile"),
}
_COLUMNS: dict[str, Pair] = {
    "department": ("部门", "Department"),
    "feed": ("数据", "Data"),
    "task": ("待办", "To do"),
    "file": ("文件", "File"),
    "since": ("自", "Since"),
    "days": ("已过天数", "Days since"),
    "rows": ("待补正行数", "Rows to mend"),
    "reasons": ("为什么退回", "Why"),
    "remedies": ("怎么改", "Remedy"),
    "screens": ("影响的页面", "Screens that rest on it"),
}
_TITLE: Pair = ("部门待办清单", "What departments owe")
_AS_OF: Pair = ("截至", "As of")
_HOW: Pair = ("说明", "How to")
_HELP: Pair = (
    "补正后的行可以只报退回的那些；也可以整份重新报送，同一编号以后到的为准。",
    "Send the mended rows alone, or the whole file again: of the same number, what comes later counts.",
)
_REASON: Pair = ("{words}（{n} 行，首见第 {row} 行）", "{words} ({n} rows, first in row {row})")
_NOBODY: Pair = ("部门未识别", "Nobody's that we know")
_BETWEEN: Pair = ("；", "; ")
_COMMA: Pair = ("、", ", ")
_SHEETS: tuple[Pair, Pair] = (("待办", "To do"), ("依据", "Provenance"))


@dataclass(frozen=True, eq=False)
class DebtFile:
    """Columns, rows and provenance of the list as a file."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...]
    marking: str
    name_parts: tuple[str, ...]
    sheets: tuple[str, str]

    def pieces(self) -> Iterator[Sequence[Sequence[Cell]]]:
        """The rows, all at once: the list is short."""
        yield self.rows


def debt_file(
    basis: Basis, owed: Sequence[Debt], lang: Lang, *, today: date | None = None, department: str = ""
) -> DebtFile:
    """The list as a file takes it; of one department where `department` names one."""
    day = today or basis.today
    shown = tuple(
        debt for debt in owed if not department or (debt.department and debt.department.id == department)
    )
    source = basis.provenance
    marks = [word(MARKING, lang), *([word(DEMO, lang)] if source.is_demo else [])]
    title = word(_TITLE, lang)
    whose = department_name(shown[0], lang) if department and shown else ""
    return DebtFile(
        columns=tuple(
            Column(key, word(pair, lang), "number" if key in ("days", "rows") else "text")
            for key, pair in _COLUMNS.items()
        ),
        rows=tuple(_row(debt, lang) for debt in shown),
        notes=(
            (word(NOTE_NAMES["marking"], lang), " · ".join(marks)),
            (word(_AS_OF, lang), day.isoformat()),
            (word(NOTE_NAMES["release"], lang), source.release_id),
            (word(_HOW, lang), word(_HELP, lang)),
        ),
        marking=" · ".join(filter(None, (*marks, title, whose, f"{word(_AS_OF, lang)} {day.isoformat()}"))),
        name_parts=(title, whose, day.isoformat()),
        sheets=(word(_SHEETS[0], lang), word(_SHEETS[1], lang)),
    )


def _row(debt: Debt, lang: Lang) -> tuple[Cell, ...]:
    remedies = dict.fromkeys(word(reason.remedy, lang) for reason in debt.reasons)
    return (
        department_name(debt, lang),
        feed_name(debt, lang),
        task(debt, lang),
        debt.file,
        debt.since.isoformat() if debt.since else None,
        debt.days,
        debt.n_rows or None,
        word(_BETWEEN, lang).join(reason_words(reason, lang) for reason in debt.reasons),
        word(_BETWEEN, lang).join(remedies),
        screen_names(debt.screens, lang),
    )


def task(debt: Debt, lang: Lang) -> str:
    """What is to be done about a debt."""
    rhythm = debt.feed.rhythm_days if debt.feed else 0
    return word(TASKS["centre" if debt.is_the_centres else debt.kind], lang).format(
        feed=feed_name(debt, lang), rhythm=rhythm, n=f"{debt.n_rows:,}"
    )


def reason_words(reason: Reason, lang: Lang) -> str:
    """Why, with how many rows and where the first of them stands."""
    words = word(reason.words, lang)
    if not reason.n:
        return words
    return word(_REASON, lang).format(words=words, n=f"{reason.n:,}", row=reason.row)


def department_name(debt: Debt, lang: Lang) -> str:
    """Whose debt it is; where nobody can tell, it says so."""
    if debt.department is None:
        return word(_NOBODY, lang)
    return debt.department.name if lang == "zh" else debt.department.name_en


def feed_name(debt: Debt, lang: Lang) -> str:
    """What the department calls these files; "" where the file fits none."""
    if debt.feed is None:
        return ""
    return debt.feed.name if lang == "zh" else debt.feed.name_en


def screen_names(screens: Sequence[str], lang: Lang) -> str:
    """Screens by the names that the bar gives them."""
    return word(_COMMA, lang).join(word(SCREENS[name], lang) for name in screens)
