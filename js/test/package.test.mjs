// What the npm package holds: the evaluator, its types, its licence, and the version of the rules that it goes with.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);
const read = (name) => readFileSync(new URL(name, root), "utf8");

test("the package holds what it needs, and nothing else", () => {
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: new URL("js/", root), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  assert.deepEqual(packed.files.map(({ path }) => path).sort(), ["LICENSE", "README.md", "afas.d.ts", "afas.js", "package.json"]);
  assert.equal(packed.version, JSON.parse(read(`${process.env.VECTORS ?? "build/rules"}/rules.json`)).afas, "the version is not that of the library");
  assert.equal(read("js/LICENSE"), read("LICENSE"));
});

test("the types announce what the module exports", async () => {
  const types = read("js/afas.d.ts");
  const announced = [...types.matchAll(/^export (?:class|function|const) (\w+)/gm)].map(([, name]) => name).sort();
  assert.deepEqual(announced, Object.keys(await import("../afas.js")).sort());
});
