#!/bin/sh
# Trains the shipped package's language model further, and ships it with the rest as it is.
# With --scales the integers of 4 bits stay and only their blocks' scales learn.
set -e
out="${1:?give a folder for the new package}"

python -m models.scripts.chat_answers
python -m models.scripts.self_chat --count 6000
torchrun --nproc-per-node 2 -m models.scripts.train_language --begin models/package \
  --curriculum scales --scales --frozen 0 --rate 4e-3 --threads 1 --minutes 60
python -m models.scripts.export --out "$out" --version 0.2 --vision-of models/package
python -m models.scripts.check_export --package "$out" --language
