"""Write the tables of ``docs/data-contract.md`` from ``data/contracts/*.toml``.

``python -m scripts.derive_contract_docs`` rewrites what stands between the two markers; a test holds page and contracts
equal. The words around the tables are written by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from data.contracts import Contract, load_contracts

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "data-contract.md"
BEGIN, END = "<!-- contracts: begin (make docs) -->", "<!-- contracts: end -->"

_TYPES = {
    "text": "文本",
    "code": "代码",
    "datetime": "日期时间",
    "number": "数值",
    "integer": "整数",
    "personal": "个人信息，不读取",
}
_STATES = {
    "incident": {
        "received": "受理", "filed": "立案", "dispatched": "派遣", "disposing": "处置", "feedback": "待核查",
        "closed": "结案", "void": "作废",
    },
    "case_event": {
        "received": "受理", "filed": "立案", "dispatched": "派遣", "responded": "接单", "disposed": "处置完成",
        "feedback": "反馈", "checked": "核查", "rework": "返工", "closed": "结案", "rated": "评价", "void": "作废",
        "extended": "延期", "suspended": "挂起", "resumed": "恢复",
    },
    "whistle": {
        "blown": "吹哨", "managed": "派单", "reported": "报到", "disposing": "处置", "verifying": "核查", "closed": "办结",
        "void": "作废",
    },
}  # fmt: skip
# What a section is called besides its department, and which column holds the words of its states.
_DATASETS = {
    "incident": ("", "状态"),
    "case_event": (" · 案卷流转记录", "环节"),
    "whistle": (" · 吹哨报到台账", "状态"),
}
_PLACES = {"columns": "（经纬度两列）", "geometry": "（要素自带的点）"}


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _section(contract: Contract, name: str) -> str:
    form = contract.format + (f"，{contract.encoding}" if contract.encoding else "")
    patterns = "、".join(f"`{pattern}`" for pattern in contract.file_patterns)
    place = f"坐标系 {contract.datum}{_PLACES[contract.geometry]}" if contract.datum else "不含坐标"
    title, states_name = _DATASETS[contract.dataset.name]
    lines = [
        f"### {name}{title} `{contract.department}`",
        "",
        f"{contract.note}。文件名 {patterns} · {form} · {place} · 合同版本 {contract.version}",
        "",
        _row(("列名", "也接受", "类型", "必填", "系统内名称")),
        _row(("---",) * 5),
    ]
    for column in contract.columns:
        others = "、".join(column.synonyms) or "—"
        must = "是" if column.required else ""
        lines.append(_row((column.header, others, _TYPES[column.type], must, f"`{column.name}`")))
    words: dict[str, list[str]] = {}
    for word, state in contract.states.items():
        words.setdefault(state, []).append(word)
    states = "；".join(
        f"{'、'.join(theirs)} → {_STATES[contract.dataset.name][state]}" for state, theirs in words.items()
    )
    return "\n".join([*lines, "", f"{states_name}：{states}。", ""])


def tables() -> str:
    """The generated part of the page: one section for each department."""
    departments = tomllib.loads(
        (ROOT / "data" / "regions" / "qujing" / "departments.toml").read_text("utf-8")
    )
    names = {entry["id"]: entry["name"] for entry in departments["department"]}
    return "\n".join(_section(contract, names[contract.department]) for contract in load_contracts())


def renewed(page: str) -> str:
    """The page with the part between the markers written anew.

    Raises
    ------
    ValueError
        When a marker is missing.
    """
    head, rest = page.split(BEGIN)
    return f"{head}{BEGIN}\n\n{tables()}\n{END}{rest.split(END)[1]}"


def main() -> None:
    """Rewrite the page."""
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
