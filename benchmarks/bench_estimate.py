"""One ALSH estimate, from raw entries to the amount, and with its explanation: median microseconds."""

import statistics
import timeit

import afas

ENTRIES = {"attended_hours": "4981", "expenses": "7293.55", "general_scheme_share": "0.99"}


def median(run: object, number: int = 500) -> float:
    return statistics.median(timeit.repeat(run, number=number, repeat=9)) / number * 1e6  # type: ignore[arg-type]


def main() -> None:
    def bare() -> afas.estimation.Estimate:
        return afas.estimate("ALSH", ENTRIES, 2023, parameters={"ceiling": "1.97"})

    alone, explained = median(bare), median(lambda: afas.explain(bare()))
    print(f"ALSH estimate {alone:.1f} us, with its steps {explained:.1f} us, ratio {explained / alone:.1f}")


if __name__ == "__main__":
    main()
