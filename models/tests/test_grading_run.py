"""Faults around the grades: answers lost between runs, wrong figures in the table, wrong frames."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.grading.answers import Answer, ask_all, package_hash
from models.grading.cases import Case, batch_line, cases_of
from models.grading.graded import Graded, grade_all
from models.grading.reader import Read, Reading
from models.grading.readings import Readings, reader_version
from models.grading.rows import ROWS
from models.grading.scoring import Verdict
from models.grading.sheets import sheet
from models.grading.table import markdown


def cases(row_id: str, count: int) -> list[Case]:
    """Cases of a row."""
    return cases_of(next(row for row in ROWS if row.id == row_id), count)


def graded(case: Case, right: bool, pictures: tuple[Path, ...] = ()) -> Graded:
    """A case with a verdict."""
    verdict = Verdict(right, {"things": right, "background": True})
    return Graded(case, Answer("said", pictures, 5.0), (), verdict, False)


def test_finished_answers_are_not_asked_again(tmp_path: Path) -> None:
    """Fault: a second run asks all over, or looks for pictures where the first run lay."""
    some = cases("one", 2)
    for case in some:
        folder = tmp_path / "answers" / case.id
        folder.mkdir(parents=True)
        parts = [
            {"type": "text", "text": "Here: "},
            {"type": "image", "path": f"/elsewhere/{case.id}/1.png"},
        ]
        report = {"id": case.id, "parts": parts, "timings": {"total": 7.5}}
        (folder / "answer.json").write_text(json.dumps(report))
    # Nothing is run: there is no package in this folder.
    found = ask_all(some, tmp_path, tmp_path / "no package")
    expected = tmp_path / "answers" / some[1].id / "1.png"
    assert found[some[1].id] == Answer("Here: ", (expected,), 7.5)


def test_a_question_without_an_answer_is_wrong_and_says_why(tmp_path: Path) -> None:
    """Fault: a question that failed drops out of the share."""
    some = cases("several", 3)
    answers = {case.id: Answer("", (), 0.0, "It failed.") for case in some}
    found = grade_all(some, answers, Readings(tmp_path))
    assert [one.verdict.right for one in found] == [False, False, False]
    assert "3 questions ended in an error" in markdown(found, "p", "")


def test_a_missing_package_is_one_sentence(tmp_path: Path) -> None:
    """Fault: a traceback for a misspelt folder."""
    with pytest.raises(RuntimeError, match="holds no manifest.json"):
        package_hash(tmp_path)


def test_lines_for_the_program_keep_all_turns_and_ask_at_once() -> None:
    """Fault: the second round of a conversation is lost, or a question is thought about anyway."""
    case = cases("one", 1)[0]
    assert json.loads(batch_line(case, Path("unused"))) == {
        "id": case.id,
        "turns": [{"prompt": case.prompt, "images": []}],
    }
    follow_up = next(c for c in cases("edit", 60) if c.example.kind == "follow_up")
    assert len(json.loads(batch_line(follow_up, Path("unused")))["turns"]) == 2


def test_readings_survive_a_run_that_was_killed(tmp_path: Path) -> None:
    """Fault: half a line stops every later run, or a reading is kept for another picture."""
    picture = tmp_path / "1.png"
    Image.fromarray(np.zeros((256, 256, 3), np.uint8)).save(picture)
    first = Readings(tmp_path)
    file = tmp_path / f"readings-{reader_version()}.jsonl"
    reading = Reading("black", (Read("cat", 64, 0, 32, 0.9),), 0.01, 0.2)
    name = first.name_of(picture)
    file.write_text(json.dumps({"picture": name, **asdict(reading)}) + '\n{"picture": "ab')
    assert Readings(tmp_path).of(picture) == reading
    assert file.read_text().endswith("\n")


def test_the_table_says_what_was_counted() -> None:
    """Fault: a row's share from another row's cases, or a promise met that is not."""
    one, paper = cases("one", 20), cases("paper", 6)
    found = [graded(case, i < 18) for i, case in enumerate(one)]
    found += [graded(case, i < 4) for i, case in enumerate(paper)]
    page = markdown(found, "Package 1.0", "The reader is right.")
    line = next(text for text in page.splitlines() if text.startswith("| One object drawn"))
    assert line.split("|")[2:4] == [" 20 ", " 90 % (70 to 97) "]
    assert line.endswith("| 85 % | 97 % | ships |")
    line = next(text for text in page.splitlines() if text.startswith("| The paper's six"))
    assert " 4 of 6 " in line and line.endswith("| 5 of 6 | 6 of 6 | short |")
    assert "The reader is right." in page and "Package 1.0" in page
    assert "Video" not in page


def test_frames_of_a_sheet_say_right_and_wrong(tmp_path: Path) -> None:
    """Fault: a wrong picture framed as a right one."""
    picture = tmp_path / "1.png"
    Image.fromarray(np.full((256, 256, 3), 255, np.uint8)).save(picture)
    first, second = cases("one", 2)
    page = sheet([graded(first, True, (picture,)), graded(second, False, (picture,))])
    right, wrong = page.getpixel((11, 11)), page.getpixel((11 + 146, 11))
    assert isinstance(right, tuple) and isinstance(wrong, tuple)
    assert right[1] > right[0] and wrong[0] > wrong[1]
    with pytest.raises(ValueError, match="at least one case"):
        sheet([])
