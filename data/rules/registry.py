"""Every rule that a file or a row is held to, with its message and remedy in both languages.

A row rule's SQL is ``queries/staging/…rule_<code>.sql``, or it is found while placing; what is said of a whole file is
``queries/staging/file_rule_<code>.sql``. The tables of ``docs/data-contract.md`` are made from here. Boundaries have kinds
of faults of their own (`data.boundaries.faults`).
"""

from __future__ import annotations

from data.rules.case_rules import CASE_RULES
from data.rules.event_rules import EVENT_RULES
from data.rules.file_rules import FILE_RULES
from data.rules.history_rules import HISTORY_RULES
from data.rules.place_rules import PLACE_RULES
from data.rules.recognition_rules import RECOGNITION_RULES
from data.rules.text_rules import TEXT_RULES
from data.rules.whistle_rules import WHISTLE_RULES

#: By what they are about, in the order of the data contract.
FAMILIES = {
    "file": (*FILE_RULES, *RECOGNITION_RULES),
    "history": HISTORY_RULES,
    "case": CASE_RULES,
    "place": PLACE_RULES,
    "text": TEXT_RULES,
    "event": EVENT_RULES,
    "whistle": WHISTLE_RULES,
}
ROW_RULES = (*CASE_RULES, *PLACE_RULES, *TEXT_RULES, *EVENT_RULES, *WHISTLE_RULES)
RULES = {rule.code: rule for rules in FAMILIES.values() for rule in rules}
