#!/bin/sh
# The language stage on a graphics card (CUDA), from the base model and a neck that was trained
# before, as the shipped package was made; FOLDER is carried to where the package is made, and there
# `python -m models.scripts.compact_checkpoint unpack FOLDER` gives the checkpoint back.
set -e

python -m models.scripts.train_language --frozen 0 --curriculum whole --batch 16384 --rate 8e-4 \
  --minutes 9.3 --rounded --processes 13 --look 60
python -m models.scripts.compact_checkpoint pack "${1:?give a folder for the 64 MB}"
