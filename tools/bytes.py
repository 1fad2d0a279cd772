"""What the library writes, as one digest a thing: the same bytes under any `-O`, time zone, locale, hash seed, context.

    python -O -m tools.bytes              prints `name digest` lines
    python -m tools.bytes --decimals 5    in a decimal context of five digits, rounding up, without traps

`python -m tools.matrix` runs it under each of them, and compares. A test of pytest asks with `assert`, which `-O`
removes: here nothing is asked, what is written is compared outside.
"""

import argparse
import hashlib
import pickle
from collections.abc import Iterator
from decimal import ROUND_UP, Context, Decimal, setcontext

import afas
from afas import exchange, packs, ps
from afas.declarations import diagram
from benchmarks._campaign import CAMPAIGN, act, opened
from examples import campaign_2023


def written() -> Iterator[tuple[str, str | bytes]]:
    """Each thing, and its bytes."""
    declaration = opened()
    for rank in range(len(CAMPAIGN)):
        declaration = act(declaration, rank)
        yield f"declaration {rank}", exchange.dumps(declaration)
        yield f"verified {rank}", str(afas.workflow.verify(declaration))
        yield f"pickled {rank}", str(pickle.loads(pickle.dumps(declaration)) == declaration)  # noqa: S301 - its own
    campaign = campaign_2023.Campaign(campaign_2023.load())
    for entered in campaign.data["declarations"]:
        campaign.declare(entered)
    yield "demo", "\n".join(campaign.lines)
    yield "book", exchange.dumps(campaign.book)
    yield "ledger", exchange.dumps(campaign.ledger)
    for locale in ("fr", "en"):
        yield f"ledger, {locale}", campaign.ledger.to_markdown(locale=locale)
    for code in ps.codes():
        for year in (2022, 2023, 2024):
            yield f"estimate {code} {year}", _estimate(ps.get(code), year)
    yield "calendar", exchange.dumps(campaign.calendar)
    yield "lifecycle", diagram()
    yield "schema", str(exchange.json_schema(afas.RoleBook))
    yield "rules", str(exchange.rules())


def _estimate(service: ps.PS, year: int) -> str:
    """The explanation and the document of a case; or its faults."""
    entries = {field.name: field.default or max(field.low, Decimal(1)) for field in service.fields}
    try:
        made = afas.estimate(service, entries, year, packs.illustrative_pack(), policy="carry_forward")
    except afas.errors.AfasError as refused:
        return "\n".join(f"{fault.path} {fault.code} {fault.message.fr}" for fault in refused.faults)
    return afas.explain(made).to_markdown(locale="fr") + exchange.dumps(made)


def main() -> None:
    """Print a line a thing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decimals", type=int, default=0, help="digits of the decimal context; 0: Python's own")
    given = parser.parse_args()
    if given.decimals:
        setcontext(Context(prec=given.decimals, rounding=ROUND_UP, traps=[]))
    for name, content in written():
        raw = content if isinstance(content, bytes) else content.encode()
        print(name, hashlib.sha256(raw).hexdigest())


if __name__ == "__main__":
    main()
