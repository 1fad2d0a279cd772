// Two cases side by side: their steps, and why they differ: the effect of each change alone.
import { Rational } from "../afas.js";
import { supplied } from "./case.js";
import { make, table } from "./dom.js";
import { estimated, opened, yearOf } from "./plan.js";
import { amount } from "./result.js";

const estimateOf = (rules, the, locale) => estimated(rules, the, opened(rules, the, locale), locale, supplied);

/** What differs between two cases of one PS: `{label, from, to, change}`, where `change(case)` makes that change alone. */
const differences = (rules, first, second, locale, say) => {
  const service = rules.service(first.ps);
  const found = [];
  if (yearOf(first) !== yearOf(second)) found.push({ label: say("year"), from: first.year, to: second.year, change: (the) => ({ ...the, year: second.year }) });
  const compare = (place, label, name, one, other, none, change) => {
    const read = (raw) => (raw?.trim() ? rules.read(first.ps, `${place}.${name}`, raw, locale) : null);
    const [a, b] = [read(one), read(other)];
    if (a?.figure?.toString() === b?.figure?.toString()) return;
    found.push({ label, from: a?.shown ?? none, to: b?.shown ?? none, change });
  };
  for (const [name, { text, default: standard, unit }] of service.fields) {
    const none = standard === null ? say("none") : rules.read(first.ps, `entries.${name}`, standard, null, locale).shown;
    const value = (the) => the.entries[name]?.trim() ? the.entries[name] : standard === null ? "" : unit === "flag" ? String(standard !== "0") : standard.replace(".", locale === "fr" ? "," : ".");
    compare("entries", text[locale], name, value(first), value(second), none, (the) => ({ ...the, entries: { ...the.entries, [name]: second.entries[name] ?? "" } }));
  }
  for (const [name, { text, values }] of service.parameters) {
    compare("parameters", text[locale], name, first.figures[name]?.raw, second.figures[name]?.raw, say(values.length ? "sourced" : "none"), (the) => {
      const { [name]: _, ...others } = the.figures;
      return { ...the, figures: second.figures[name] ? { ...others, [name]: second.figures[name] } : others };
    });
  }
  return found;
};

/** The comparison as elements of the page; empty where one of the two cannot be computed. */
export const compared = (rules, first, second, locale, say) => {
  const [one, other] = [first, second].map((the) => estimateOf(rules, the, locale));
  if (one.faults.length || other.faults.length) return [];
  const money = (value) => rules.read(second.ps, firstEuros(rules, second.ps), value.n < 0n ? Rational.of("0").minus(value).decimal(2, 2) : value.decimal(2, 2), null, locale).shown;
  const signed = (value) => (value.zero ? money(value) : `${value.n < 0n ? "−" : "+"}${money(value)}`);
  const gap = (a, b) => signed(Rational.of(b.amount).minus(Rational.of(a.amount)));
  const [left, right] = [one.steps(locale), other.steps(locale)];
  const keys = [...new Map([...left, ...right].map(({ part, name, label }) => [`${part} ${name}`, label]))];
  const value = (steps, key) => steps.find(({ part, name }) => `${part} ${name}` === key)?.value ?? "–";
  const rows = keys.map(([key, label]) => [label, value(left, key), value(right, key)]);
  const names = [first, second].map((the) => `${the.ps} ${the.year}`);
  const heads = [say("step"), `${say("first")} (${names[0]})`, `${say("second")} (${names[1]})`];
  const shown = [
    make("h2", {}, say("compared")),
    make("p", {}, make("strong", {}, `${say("gap")}${say("colon")}${gap(one, other)}`), ` (${amount(one.parts, left)} → ${amount(other.parts, right)})`),
  ];
  if (first.ps === second.ps) shown.push(...why(rules, first, second, one, other, locale, say, signed));
  return [...shown, table(say("compared"), heads, rows)];
};

const firstEuros = (rules, code) => {
  const service = rules.service(code);
  return `entries.${[...service.fields.values()].find(({ unit, high }) => unit === "EUR" && high === null).name}`;
};

const why = (rules, first, second, one, other, locale, say, signed) => {
  const found = differences(rules, first, second, locale, say);
  if (!found.length) return [make("p", {}, say("same"))];
  const from = Rational.of(one.amount);
  let left = Rational.of(other.amount).minus(from);
  let whole = true;
  const rows = found.map(({ label, from: before, to, change }) => {
    const alone = estimateOf(rules, change(first), locale);
    if (alone.faults.length) { whole = false; return [label, before, to, say("notAlone")]; }
    const effect = Rational.of(alone.amount).minus(from);
    left = left.minus(effect);
    return [label, before, to, signed(effect)];
  });
  if (whole && found.length > 1 && !left.zero) rows.push([say("together"), "", "", signed(left)]);
  return [table(say("why"), [say("figure"), say("first"), say("second"), say("alone")], rows)];
};
