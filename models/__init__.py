"""The world, training, export and grading of the embedded model."""

import os

# Read by onnxruntime when it is imported: it would report to its maker otherwise.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
