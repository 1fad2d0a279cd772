// The evaluator against what the library answered: node --test js/test, with VECTORS naming the folder of the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Rational, Rules, readNumber } from "../afas.js";

const folder = process.env.VECTORS ?? "build/rules";
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8"));
const rules = new Rules(read("rules.json"));
const hint = / \(vouliez-vous dire « [^»]* » \?\)| \(did you mean “[^”]*”\?\)/g;

const answer = (made) => {
  if (made.faults.length) return { faults: made.faults.map((fault) => [fault.path, fault.code, ...["fr", "en"].map((locale) => fault.text(locale).replace(hint, ""))]) };
  const [french, english] = [made.steps("fr"), made.steps("en")];
  const steps = french.map((step, rank) => [step.name, step.exact, step.words, english[rank].figures, step.value, step.notes]);
  return { amount: made.amount, parts: made.parts, illustrative: made.illustrative, replaced: made.replaced, steps };
};

for (const code of rules.codes) {
  test(`${code}: amounts, steps, words and faults are those of the library`, () => {
    const vectors = read("vectors.json").filter(({ ps }) => ps === code);
    assert.ok(vectors.some(({ answer: { amount } }) => amount !== undefined), "no vector has an amount");
    assert.ok(vectors.some(({ answer: { faults } }) => faults), "no vector is refused");
    for (const { answer: wanted, ...call } of vectors) {
      assert.deepEqual(answer(rules.estimate(call.ps, call.entries, call)), wanted, JSON.stringify(call));
    }
  });
}

test("figures are read as a language writes them, and refused where they can be read in two ways", () => {
  const shown = (raw, locale) => { const made = readNumber(raw, locale); return made instanceof Rational ? `${made}` : made.code; };
  assert.deepEqual(["12 500,5", "1\u202f234,56 €", "\u22125", "1.234", "1,2,3"].map((raw) => shown(raw, "fr")), ["25001/2", "30864/25", "-5", "ambiguous-number", "not-a-number"]);
  assert.deepEqual(["1,234", "€1,234.50", "1,23", "12 500,5"].map((raw) => shown(raw, "en")), ["1234", "2469/2", "not-a-number", "not-a-number"]);
  assert.equal(shown("0.1", null), "1/10");
  assert.equal(shown(0.1, "fr"), "float-refused");
});

test("a percentage is a ratio, and a number of another unit has none", () => {
  const typed = (share, locale) => rules.estimate("ALSH", { attended_hours: "4981", expenses: "7293.55", general_scheme_share: share }, { year: 2023, parameters: { ceiling: "1,97".replace(",", locale === "fr" ? "," : ".") }, locale });
  assert.equal(typed("100 %", "fr").amount, "2188.07");
  assert.equal(typed("100%", "en").amount, "2188.07");
  assert.equal(typed("95", "fr").faults[0].code, "not-a-ratio");
});

test("a document of another version is refused", () => {
  assert.throws(() => new Rules({ ...rules.document, version: 99 }), RangeError);
});
