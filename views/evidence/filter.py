"""The filter of a question in words."""

from __future__ import annotations

from views.basis import Basis
from views.cases.filter import FAMILIES, CaseFilter, classes_of, kinds_of
from views.evidence.parts import Question
from views.evidence.words import FAMILY_NAMES, STANDING_NAMES, STATE_NAMES, word
from views.names import Lang, class_label
from views.whistles.filter import names_of


def question_words(basis: Basis, question: Question, lang: Lang) -> tuple[str, ...]:
    """What of all cases or whistles is looked at, one entry a condition; empty where it is all of them."""
    names = names_of(basis)
    of_whistles = (names.theme(question.theme, lang), names.office(question.office, lang))
    return (*filter_words(basis, question.filter, lang), *filter(None, of_whistles))


def filter_words(basis: Basis, chosen: CaseFilter, lang: Lang) -> tuple[str, ...]:
    """What a filter asks for, one entry a condition; empty where it asks nothing."""
    names = {**STATE_NAMES, **STANDING_NAMES}
    joined = "、" if lang == "zh" else ", "
    department = next((d for d in basis.definitions.departments if d.id == chosen.department), None)
    conditions = (
        joined.join(_classes(basis, chosen, lang)),
        chosen.subclass,
        joined.join(word(names[state], lang) for state in sorted(chosen.states)),
        "" if department is None else (department.name if lang == "zh" else department.name_en),
        chosen.channel,
        chosen.day.isoformat() if chosen.day else "",
        f"“{chosen.text}”" if chosen.text else "",
    )
    return tuple(filter(None, conditions))


def _classes(basis: Basis, chosen: CaseFilter, lang: Lang) -> tuple[str, ...]:
    """Names of the classes, or of the family that they make up."""
    if not chosen.classes:
        return ()
    for family in FAMILIES:
        if chosen.classes == classes_of(basis, family):
            return (word(FAMILY_NAMES[family], lang),)
    names = {kind.class_code: kind.class_name for kind in kinds_of(basis)}
    labels = (class_label(basis, code, names.get(code, code), lang) for code in sorted(chosen.classes))
    return tuple(dict.fromkeys(labels))
