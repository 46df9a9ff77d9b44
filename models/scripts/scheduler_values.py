"""Writes what `diffusers` gives for the noise schedules, as JSON.

python -m models.scripts.scheduler_values

Needs the package ``diffusers``; the values are committed, so that no test needs it.
"""

from __future__ import annotations

import json
from typing import Any

import torch
from diffusers import DDIMScheduler

from models.paths import ROOT

SETTINGS = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
}
CASES: list[dict[str, Any]] = [
    {"steps": steps, "prediction": prediction, "offset": offset, "alpha_one": alpha_one}
    for steps, prediction, offset, alpha_one in [
        (1, "epsilon", 1, False),
        (7, "epsilon", 1, False),
        (20, "epsilon", 1, False),
        (50, "epsilon", 1, False),
        (20, "v_prediction", 1, False),
        (20, "sample", 1, False),
        (30, "epsilon", 0, True),
    ]
]


def trajectory(case: dict[str, Any]) -> dict[str, Any]:
    """Timesteps and the latent after each step, for predictions that are plain functions of it."""
    scheduler: Any = DDIMScheduler(  # type: ignore[no-untyped-call]
        **SETTINGS,
        clip_sample=False,
        set_alpha_to_one=case["alpha_one"],
        steps_offset=case["offset"],
        prediction_type=case["prediction"],
        timestep_spacing="leading",
    )
    scheduler.set_timesteps(case["steps"])
    latent = torch.linspace(-2, 2, 6, dtype=torch.float64)
    start = latent.tolist()
    latents = []
    for timestep in scheduler.timesteps:
        prediction = torch.sin(latent) + float(timestep) / 1000
        latent = scheduler.step(prediction, timestep, latent, eta=0.0).prev_sample
        latents.append(latent.tolist())
    return {
        **case,
        "start": start,
        "timesteps": [int(t) for t in scheduler.timesteps],
        "latents": latents,
    }


if __name__ == "__main__":
    path = ROOT / "test" / "fixtures" / "reference" / "schedulers.json"
    path.write_text(json.dumps([trajectory(case) for case in CASES]) + "\n")
    print(f"{path.name}: {len(CASES)} cases")
