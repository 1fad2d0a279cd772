"""Law 2: the explanation ends in the amount, and cites the source of every parameter."""

from hypothesis import given
from hypothesis import strategies as st

from afas import estimate, explain
from tests.strategies import case


@given(st.data())
def test_explained(data: st.DataObject) -> None:
    service, year, entries, supplied = case(data)
    ordered = {name for constraint in service.constraints for name in (constraint.lesser, constraint.greater)}
    own = {
        name
        for name in supplied.keys() - ordered
        if service.parameter(name).at(year.start) and data.draw(st.booleans())
    }
    parameters = {name: figure for name, figure in supplied.items() if name not in own}
    made = estimate(service, entries, year, parameters=parameters, replacing=service.by_name)
    explanation = explain(made)
    assert explanation.amount == made.amount
    lines = explanation.to_markdown().splitlines()
    for name, value in made.scale.values.items():
        label, said = service.parameter(name).text.fr, value.source.cite() if name in own else value.grade.text.fr
        assert any(label in line and said in line for line in lines), f"{service.code}.{name}"
