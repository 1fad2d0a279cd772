"""What developers run before a release: the gate and the mutants. Nothing of it is in the wheel."""
