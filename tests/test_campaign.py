"""The demo is a test: its text is kept, and its amounts are worked by hand in `examples/data/derivations.md`."""

from pathlib import Path

from examples import campaign_2023

GOLDEN = Path(__file__).parent / "golden" / "campaign_2023.txt"


def test_the_campaign_prints_what_was_read_and_approved() -> None:
    assert campaign_2023.campaign(campaign_2023.load()) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_every_amount_paid_stands_in_the_derivations() -> None:
    worked = (Path(campaign_2023.__file__).parent / "data" / "derivations.md").read_text(encoding="utf-8")
    year = campaign_2023.Campaign(campaign_2023.load())
    for told in year.data["declarations"]:
        year.declare(told)
    for right in year.rights.values():
        assert f"{right:,}" in worked
    assert f"{sum(year.payments(activity) for activity in year.activities.values()):,}" in worked
