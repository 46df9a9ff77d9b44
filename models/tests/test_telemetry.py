"""Checks and exports that report to the maker of onnxruntime: it was loaded before it was told."""

import os
import subprocess
import sys


def test_a_script_of_the_models_turns_the_reports_off_before_it_loads_anything() -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    script = "import os, models; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    said = subprocess.run(
        [sys.executable, "-c", script], env=told, capture_output=True, text=True, check=True
    )
    assert said.stdout == "1\n"
