// The example of the types (`types.ts`), which `make js` has checked and bundled, run on the document.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const folder = process.env.VECTORS ?? "build/rules";

test("what the types announce is there", async () => {
  const { used } = await import(pathToFileURL(resolve(folder, "types.mjs")));
  const document = JSON.parse(readFileSync(`${folder}/rules.json`, "utf8"));
  for (const locale of ["fr", "en"]) {
    const seen = used(document, locale);
    assert.ok(seen.every((one) => typeof one === "string" && one), JSON.stringify(seen));
    assert.equal(seen[0], "600.00"); // 30% of 1,000 h at 2 EUR
  }
});
