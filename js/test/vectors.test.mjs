// The evaluator against what the library answered: node --test js/test/*.test.mjs, with VECTORS naming the folder of the vectors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Rational, Rules, readNumber } from "../afas.js";
import { answer } from "../answers.mjs";

const folder = process.env.VECTORS ?? "build/rules";
const read = (place) => JSON.parse(readFileSync(place, "utf8"));
const rules = new Rules(read(`${folder}/rules.json`));
const typed = read(new URL("typed.json", import.meta.url));
const vectors = read(`${folder}/vectors.json`);

for (const code of rules.codes) {
  test(`${code}: amounts, steps, words and faults are those of the library`, () => {
    const of = vectors.filter(({ ps }) => ps === code);
    assert.ok(of.some(({ answer: { amount } }) => amount !== undefined), "no vector has an amount");
    assert.ok(of.some(({ answer: { faults } }) => faults), "no vector is refused");
    for (const { answer: wanted, ...call } of of) assert.deepEqual(answer(rules, call), wanted, JSON.stringify(call));
  });
}

/** The path of a field or of a parameter that has this unit, and its PS. */
const placeOf = (unit) => {
  for (const code of rules.codes) {
    const { fields, parameters } = rules.service(code);
    for (const [place, known] of Object.entries({ entries: fields, parameters })) {
      for (const [name, one] of known) if (one.unit === unit) return [code, `${place}.${name}`];
    }
  }
  return null;
};

test("each figure typed is read as what it means in its language, or refused", () => {
  const placed = typed.figures.map((row) => [placeOf(row[1]), ...row]).filter(([place]) => place); // a unit may be of no PS
  assert.ok(placed.length > 300);
  for (const [place, locale, unit, text, wanted] of placed) {
    const made = rules.read(...place, text, locale);
    const found = made.figure ? made.figure.compare(Rational.of(/\d/.test(wanted) ? wanted : "-1")) === 0 : made.code === wanted;
    assert.ok(found, JSON.stringify([locale, unit, text, wanted, made.code ?? `${made.figure}`]));
  }
});

test("each case typed has the amount of the same figures in plain writing, or its faults", () => {
  assert.ok(typed.cases.length > 300);
  for (const { amount, faults, ...call } of typed.cases) {
    const made = rules.estimate(call.ps, call.entries, { ...call, replacing: Object.keys(call.parameters) });
    assert.deepEqual([made.amount, made.faults.map(({ path, code }) => [path, code])], [amount, faults ?? []], JSON.stringify(call));
  }
});

test("a number without a unit is read in the same way", () => {
  const shown = (raw, locale) => { const made = readNumber(raw, locale); return made instanceof Rational ? `${made}` : made.code; };
  assert.deepEqual(["12 500,5", "1\u202f234,56 €", "1.234"].map((raw) => shown(raw, "fr")), ["25001/2", "30864/25", "ambiguous-number"]);
  assert.equal(shown("0.1"), "1/10");
  assert.equal(shown(0.1, "fr"), "float-refused");
});

test("a document of another version is refused", () => {
  assert.throws(() => new Rules({ ...rules.document, version: 99 }), RangeError);
});
