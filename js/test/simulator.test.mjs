// The parts of the simulator that need no browser: the address of a case, what is asked for, a file of figures.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Rules } from "../afas.js";
import { address, fromAddress, supplied, worked } from "../simulator/case.js";
import { asCsv } from "../simulator/download.js";
import { readPack } from "../simulator/pack.js";
import { estimated, opened, plan, wanted } from "../simulator/plan.js";
import { speaker } from "../simulator/words.js";

const rules = new Rules(JSON.parse(readFileSync(`${process.env.VECTORS ?? "build/rules"}/rules.json`, "utf8")));
const estimate = (the, locale) => estimated(rules, the, opened(rules, the, locale), locale, supplied);

for (const code of rules.codes) {
  test(`${code}: the address gives the case back, in either language, with its marks and its amount`, () => {
    const french = worked(rules, code, "fr");
    const words = address(rules, french, "fr");
    assert.equal(address(rules, fromAddress(rules, words, "fr").the, "fr"), words);
    const english = fromAddress(rules, words, "en").the;
    assert.equal(address(rules, english, "en"), words);
    const [one, other] = [estimate(french, "fr"), estimate(english, "en")];
    assert.deepEqual([one.faults, one.amount, one.illustrative], [[], other.amount, other.illustrative]);
    assert.equal(one.amount, rules.estimate(code, rules.service(code).example.entries, { year: Number(french.year), parameters: rules.service(code).example.parameters }).amount);
  });

  test(`${code}: with every bonus ticked, all that an estimate asks for is shown, once`, () => {
    const service = rules.service(code);
    for (let year = 2019; year <= 2026; year += 1) {
      const open = new Set(service.parts.map(({ name }) => name));
      const shown = plan(rules, code, year, open);
      if (!shown) continue;
      const { fields, parameters } = wanted(shown, open);
      const every = [...shown.declared, ...shown.caf, ...shown.shared, ...shown.questions.flatMap(({ field, more }) => [field, ...more])];
      assert.equal(new Set(every).size, every.length, `${year}: a field is shown twice`);
      for (const { formula } of shown.runs) {
        for (const [op, name] of formula.nodes) {
          if (op === "data") assert.ok(fields.has(name), `${year}: ${name} is read and not shown`);
          if (op === "parameters") assert.ok(parameters.has(name), `${year}: ${name} is read and not shown`);
        }
      }
    }
  });
}

test("what a link says that the rules do not know is left aside, and said", () => {
  const { the, dropped } = fromAddress(rules, "ps=ALSH&year=2023&e.expenses=1&e.nothing=2&x=3&p.toString=4", "fr");
  assert.deepEqual([the.entries, the.figures, dropped], [{ expenses: "1" }, {}, ["nothing", "x", "toString"]]);
  assert.equal(fromAddress(rules, "ps=constructor", "fr").the, null);
});

test("what cannot be read stays as it was typed", () => {
  const the = { ps: "ALSH", year: "2023", entries: { expenses: "1.234" }, figures: {} };
  assert.equal(fromAddress(rules, address(rules, the, "fr"), "fr").the.entries.expenses, "1.234");
});

test("a file of figures is read as a whole, or not at all", () => {
  const shown = plan(rules, "LAEP", 2027, new Set());
  const read = (pack) => readPack(rules, typeof pack === "string" ? pack : JSON.stringify(pack), shown, "fr", speaker("fr"));
  const pack = { source: { title: "B", publisher: "C" }, start: "2027-01-01", end: "2028-01-01", values: { LAEP: { ceiling: "10.5" } } };
  assert.equal(read(pack).figures.ceiling.raw, "10,5");
  assert.deepEqual(read({ ...pack, start: "2028-01-01", end: null }).figures, {});
  for (const wrong of ["{", "[]", { values: [] }, { ...pack, source: null }, { ...pack, start: "2027" }, { ...pack, values: { LAEP: { ceiling: 10.5 } } }, { ...pack, values: { LAEP: { ceiling: "10", roof: "1" } } }, { ...pack, values: { XX: {} } }, { ...pack, values: { LAEP: { ceiling: "-1" } } }]) {
    const { figures, faults } = read(wrong);
    assert.deepEqual(figures, {});
    assert.ok(faults.length && faults.every((fault) => !/undefined|Decimal|null/.test(fault)), JSON.stringify(wrong));
  }
});

test("no cell of a CSV file is a formula of a spreadsheet", () => {
  const the = worked(rules, "AAD", "fr");
  const made = estimate(the, "fr");
  const text = asCsv({ steps: () => [{ ...made.steps("fr")[0], label: "=1+1" }], figures: () => [] }, the, speaker("fr"), "fr");
  assert.ok(text.includes(`"'=1+1"`) && !text.includes(`"=1+1"`));
});
