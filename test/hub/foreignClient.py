"""Fetches a model of the hub in small with Python's huggingface_hub, and prints what came.

    python -m venv .cache/hub-venv && .cache/hub-venv/bin/pip install huggingface_hub
    HUB_PYTHON=.cache/hub-venv/bin/python npx vitest run --project unit test/hub/foreignClients.test.ts
"""

import hashlib
import json
import sys
from pathlib import Path

from huggingface_hub import HfApi, hf_hub_download, snapshot_download

repository = sys.argv[1]
info = HfApi().model_info(repository, files_metadata=True)
tree = {entry.path: entry for entry in HfApi().list_repo_tree(repository, recursive=True)}
folder = Path(snapshot_download(repository))
files = {}
for sibling in info.siblings:
    path = Path(hf_hub_download(repository, sibling.rfilename))
    assert path == folder / sibling.rfilename
    content = path.read_bytes()
    assert len(content) == sibling.size == tree[sibling.rfilename].size
    files[sibling.rfilename] = hashlib.sha256(content).hexdigest()
    if sibling.lfs:
        assert sibling.lfs.sha256 == files[sibling.rfilename]
print(json.dumps({"commit": info.sha, "files": files}))
