"""What is paid for one activity and year, from its rights.

Sources: [afas] domain/afas.md §6; [pay] domain/payments.md, its terms and vectors P2 to P7.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Rights:
    """In cents; None where it is not known."""

    forecast: int
    previous: int
    actual: int
    n_2: int


def rounded(amount: Fraction) -> int:
    """[pay] "rounding of advances (to the cent, half up, assumed)"."""
    return int(amount + Fraction(1, 2))


def advances_92(rights: Rights) -> tuple[int, int]:
    """[pay, P6, P7] Caf 92, the cap named: 40 % and 30 % of the forecast, together 70 % of the actual N-1 at most."""
    first = rounded(Fraction(2, 5) * rights.forecast)
    cap = rounded(Fraction(7, 10) * rights.previous)
    return first, min(rounded(Fraction(3, 10) * rights.forecast), max(0, cap - first))


def advances_59(rights: Rights, *, justified: bool) -> tuple[int, int]:
    """[pay, P2 to P4] Caf 59, existing equipment: 35 % of the actual N-2, 35 % of the forecast; together 70 % of the actual
    N-1 at most if the gap is over 10 % and not justified (the gap against the actual N-1, up or down: [pay] leaves it open, and the
    term reads it so)."""
    first = rounded(Fraction(35, 100) * rights.n_2)
    second = rounded(Fraction(35, 100) * rights.forecast)
    if not justified and abs(rights.forecast - rights.previous) > Fraction(1, 10) * rights.previous:
        cap = rounded(Fraction(7, 10) * rights.previous)
        second = min(second, max(0, cap - first))
    return first, second


def settled(advances: tuple[int, int], actual: int) -> tuple[int, int]:
    """[pay] The balance, and the indu: "advances and top-ups paid minus the actual right, when positive"."""
    rest = actual - sum(advances)
    return max(0, rest), max(0, -rest)
