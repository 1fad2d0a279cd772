// What the evaluator answers to a call of the test vectors, in their form; as a program, a line of JSON for each:
//
//     node js/answers.mjs rules.json < calls > answers
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { Rules } from "./afas.js";

// how near two names are is no rule
const HINT = / \(vouliez-vous dire « [^»]* » \?\)| \(did you mean “[^”]*”\?\)/g;

export const answer = (rules, call) => {
  const made = rules.estimate(call.ps, call.entries, call);
  if (made.faults.length) return { faults: made.faults.map((fault) => [fault.path, fault.code, ...["fr", "en"].map((locale) => fault.text(locale).replace(HINT, ""))]) };
  const [french, english] = [made.steps("fr"), made.steps("en")];
  const steps = french.map((step, rank) => [step.name, step.exact, step.words, english[rank].figures, step.value, step.notes]);
  return { amount: made.amount, parts: made.parts, illustrative: made.illustrative, replaced: made.replaced, steps };
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const rules = new Rules(JSON.parse(readFileSync(process.argv[2], "utf8")));
  let lines = [];
  for await (const line of createInterface({ input: process.stdin })) {
    lines.push(JSON.stringify(answer(rules, JSON.parse(line))));
    if (lines.length >= 50) { process.stdout.write(`${lines.join("\n")}\n`); lines = []; }
  }
  if (lines.length) process.stdout.write(`${lines.join("\n")}\n`);
}
