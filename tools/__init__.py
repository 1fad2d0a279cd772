"""What developers run before a release: the gate, the matrix and the mutants. Nothing of it is in the wheel."""
