"""Formulas on whole columns, exact to the cent: the fourth kind of number (numpy).

`run` gives, on every row, exactly the cents that `arithmetic.exactly` gives. It works by blocks of rows that stay in
the processor's cache: first on 64-bit whole numbers (and on floats within a known error, where a quotient or a bound
leaves them), then again on whole numbers without a limit for the rows that the first way could not settle.
"""

from afas.columns._fixed import Cents, Fixed, Mask
from afas.columns._kernel import Kernel
from afas.columns._run import Amounts, Each, attempt, run

__all__ = ["Amounts", "Cents", "Each", "Fixed", "Kernel", "Mask", "attempt", "run"]
