#!/bin/sh
# From nothing to a package, on two cores. The minutes are no advice; LOG.md has what was used.
# Run from the root of the repository; what is needed before stands in models/README.md.
set -e

# The latent: principal components of the patches of 2,500 pictures.
python -m models.scripts.fit_latent
# A pool of pictures: the encoder's grids, and what they show (2.2 GB for 22,000).
python -m models.scripts.build_pool --count 22000
# The neck: the encoder learns to say what a picture shows.
python -m models.scripts.train_neck --minutes 16 --threads 2
# The visualizer and its decoder; they need none of the stages but the latent.
python -m models.scripts.train_visualizer visualizer --minutes 14 --threads 2
python -m models.scripts.train_visualizer decoder --minutes 18 --threads 2
# The base model's own answers.
python -m models.scripts.chat_answers
# The paper's two stages; begun before the neck is ready, they go on without the encoder.
python -m models.scripts.train_language --minutes 60 --threads 2
# The package, and whether its graphs give what PyTorch gives.
python -m models.scripts.export --out models/package --version 0.1
python -m models.scripts.check_export
