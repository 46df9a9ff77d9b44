"""The visualizer: from visual tokens to pixels, by an adapter, a denoiser and a decoder."""
