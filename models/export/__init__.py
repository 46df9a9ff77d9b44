"""From trained models to a package and back: graphs, manifest, checks."""
