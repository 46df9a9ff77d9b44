"""Graded cases: the answer of each, what was read in it, and whether it is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from models.grading.answers import Answer
from models.grading.cases import Case
from models.grading.figures import Share, likeliest
from models.grading.reader import Reading
from models.grading.readings import Readings
from models.grading.scoring import Verdict, judge, judge_baseline


@dataclass(frozen=True)
class Graded:
    """One case with its answer and verdicts."""

    case: Case
    answer: Answer
    readings: tuple[Reading, ...]
    verdict: Verdict
    baseline: bool

    def row(self) -> dict[str, Any]:
        """The case as an object for JSON."""
        meta = self.case.example.meta
        wanted: dict[str, Any] = {}
        if self.case.row.rule in ("words", "chat"):
            wanted["answers"] = list(meta["answers"])
        elif self.case.row.rule == "order":
            wanted["order"] = list(meta["order"])
        else:
            wanted["scenes"] = [asdict(scene) for scene in meta["scenes"]]
        return {
            "id": self.case.id,
            "row": self.case.row.id,
            "kind": self.case.example.kind,
            "held": list(meta.get("held", ())),
            "prompt": self.case.prompt,
            "wanted": wanted,
            "text": self.answer.text,
            "pictures": [f"{path.parent.name}/{path.name}" for path in self.answer.pictures],
            "read": [asdict(reading) for reading in self.readings],
            "fault": self.answer.fault,
            "milliseconds": self.answer.milliseconds,
            "right": self.verdict.right,
            "checks": self.verdict.checks,
            "baseline_right": self.baseline,
        }


def grade_all(
    cases: Sequence[Case], answers: Mapping[str, Answer], readings: Readings
) -> list[Graded]:
    """Reads and judges the answers of all cases, in their order."""
    rows: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        rows[case.row.id].append(case)
    found = []
    for some in rows.values():
        for number, case in enumerate(some):
            answer = answers[case.id]
            read: tuple[Reading, ...] = ()
            if case.row.rule not in ("words", "order", "chat"):
                read = tuple(readings.of(path) for path in answer.pictures)
            other = some[(number + 1) % len(some)]
            baseline = judge_baseline(case, other, likeliest)
            found.append(Graded(case, answer, read, judge(case, answer.text, read), baseline))
        done = share_of([one for one in found if one.case.row == some[0].row])
        print(f"{some[0].row.title}: {done.right} of {done.of}", flush=True)
    return found


def share_of(graded: Sequence[Graded]) -> Share:
    """How many of the cases are right."""
    return Share(sum(one.verdict.right for one in graded), len(graded))
