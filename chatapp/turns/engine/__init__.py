"""What runs a turn: the runner, the loop, the prompt, titles, turns of other processes."""
