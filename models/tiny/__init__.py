"""Two tiny packages of random weights, and the reference that the runtime is held to."""
