// The code of the how-to page, run: a form that estimates while its user types.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const root = new URL("../../", import.meta.url);
const document = JSON.parse(readFileSync(`${process.env.VECTORS ?? "build/rules"}/rules.json`, "utf8"));

class FormData extends Map {
  constructor(form) { super(Object.entries(form.typed)); }
}

for (const [page, typed, ceiling] of [
  ["docs/how-to/embed-javascript.md", ["4 981", "7 293,55 €", "100 %"], "1,97"],
  ["docs/en/how-to/embed-javascript.md", ["4,981", "€7,293.55", "100%"], "1.97"],
]) {
  test(`${page}: its code computes while typing`, async () => {
    const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(new URL(page, root), "utf8"));
    const place = `${mkdtempSync(`${tmpdir()}/afas-`)}/live.mjs`;
    writeFileSync(place, code.replace("./afas.js", new URL("js/afas.js", root).href));
    const { live } = await import(pathToFileURL(place));
    globalThis.FormData = FormData;
    const [hours, expenses, share] = typed;
    const shown = [];
    const form = { typed: { attended_hours: hours, expenses: "" }, addEventListener: (_, act) => { form.edit = act; } };
    live(form, document, { year: 2023, parameters: { ceiling } }, (made) => shown.push(made));
    assert.deepEqual(shown[0].faults.map(({ path }) => path), ["entries.expenses", "entries.general_scheme_share"]);
    Object.assign(form.typed, { expenses, general_scheme_share: share });
    form.edit();
    assert.equal(shown[1].amount, "2188.07");
    assert.deepEqual(shown[1].faults, []);
    assert.ok(shown[1].steps.length > 1);
  });
}
