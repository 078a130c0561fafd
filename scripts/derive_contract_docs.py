"""Write the tables of ``docs/data-contract.md`` from ``data/contracts/*.toml`` and the registry of rules.

``python -m scripts.derive_contract_docs`` rewrites what stands between the markers; a test holds page, contracts and rules
equal. The words around the tables are written by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from data.boundaries.faults import KINDS
from data.contracts import Contract, load_contracts
from data.rules.registry import FAMILIES, RULES
from data.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "data-contract.md"
BEGIN, END = "<!-- contracts: begin (make docs) -->", "<!-- contracts: end -->"
RULES_BEGIN, RULES_END = "<!-- rules: begin (make docs) -->", "<!-- rules: end -->"

_FAMILIES = {
    "file": "文件本身 · The file itself",
    "history": "整份文件与以往相比 · A file beside earlier ones",
    "case": "案卷各项 · Cells of a case",
    "place": "位置 · Places",
    "text": "文字、代码与编号 · Texts, codes and numbers",
    "event": "案卷流转记录 · The log of cases",
    "whistle": "吹哨报到台账 · The ledger of whistles",
}
_LEVELS = {"error": "错误", "warning": "警告", "note": "提示"}
_OWNERS = {"department": "报送部门", "data_centre": "数据中心"}
_SLOTS = {
    "{column}": ("〈列〉", "‹column›"), "{value}": ("〈值〉", "‹value›"), "{detail}": ("〈说明〉", "‹detail›"),
    "{row}": ("〈行〉", "‹row›"), "{file}": ("〈文件〉", "‹file›"),
}  # fmt: skip

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
    departments = tomllib.loads((Settings.from_env().region_dir / "departments.toml").read_text("utf-8"))
    names = {entry["id"]: entry["name"] for entry in departments["department"]}
    return "\n".join(_section(contract, names[contract.department]) for contract in load_contracts())


def _both(zh: str, en: str) -> str:
    """Words of both languages in one cell, with what a message fills in named."""
    for slot, (in_zh, in_en) in _SLOTS.items():
        zh, en = zh.replace(slot, in_zh), en.replace(slot, in_en)
    return f"{zh}<br>{en}"


def rule_tables() -> str:
    """The generated list of rules: one table for each family, the boundaries' own at the end."""
    levels: list[str] = [rule.level for rule in RULES.values()]
    counts = "、".join(f"{words} {levels.count(level)} 条" for level, words in _LEVELS.items())
    lines = [f"共 {len(levels)} 条（{counts}），另有边界文件的 {len(KINDS)} 种问题。", ""]
    for family, rules in FAMILIES.items():
        lines += [
            f"### {_FAMILIES[family]}",
            "",
            _row(("规则", "级别", "发现什么", "怎么改", "谁改")),
            _row(("---",) * 5),
        ]
        lines += [
            _row(
                (
                    f"`{rule.code}`", _LEVELS[rule.level], _both(rule.message_zh, rule.message_en),
                    _both(rule.remedy_zh, rule.remedy_en), _OWNERS[rule.owner],
                )
            )
            for rule in rules
        ]  # fmt: skip
        lines.append("")
    lines += [
        "### 边界文件 · Boundary files",
        "",
        _row(("问题", "级别", "发现什么", "怎么改")),
        _row(("---",) * 4),
    ]
    lines += [
        _row(
            (f"`{name}`", _LEVELS[kind.level], _both(kind.zh, kind.en), _both(kind.remedy_zh, kind.remedy_en))
        )
        for name, kind in KINDS.items()
    ]
    return "\n".join([*lines, ""])


def renewed(page: str) -> str:
    """The page with the parts between the markers written anew.

    Raises
    ------
    ValueError
        When a marker is missing.
    """
    for begin, end, text in ((BEGIN, END, tables()), (RULES_BEGIN, RULES_END, rule_tables())):
        head, rest = page.split(begin)
        page = f"{head}{begin}\n\n{text}\n{end}{rest.split(end)[1]}"
    return page


def main() -> None:
    """Rewrite the page."""
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
