// A case: what a person has chosen and typed. It is plain data, with its form in the address of the page.
//
//   { ps, year, entries: {name: raw}, figures: {name: {raw, grade?, exact?, source?}} }
//
// `raw` is as typed. A figure of a worked example carries its grade, ILLUSTRATIVE, and the exact value that it had: the
// mark stays as long as the value does. A figure of a file carries the source that the file gives.
import { Rational } from "../afas.js";

/** The worked case of a PS, written as a language writes numbers. */
export const worked = (rules, code, locale) => {
  const { year, entries, parameters } = rules.service(code).example;
  const made = { ps: code, year: String(year), entries: {}, figures: {} };
  for (const [name, value] of Object.entries(entries)) made.entries[name] = written(value, locale);
  for (const [name, value] of Object.entries(parameters)) {
    if (unsourced(rules, made, name)) made.figures[name] = illustrative(value, locale);
  }
  return made;
};

/** Has the figure no value of its own in the year? An illustrative one never replaces what is sourced. */
const unsourced = (rules, the, name) => {
  const service = rules.service(the.ps);
  return !rules.value(service.parameters.get(name), rules.formulas(service, Number(the.year)).on);
};

const illustrative = (value, locale) => ({ raw: written(value, locale), grade: "ILLUSTRATIVE", exact: Rational.of(value).toString() });

/** A plain decimal as a person of that language types it; a yes or a no as the form holds it. */
const written = (value, locale) => (typeof value === "string" && locale === "fr" ? value.replace(".", ",") : String(value));

/** The figures for `Rules.estimate`: those typed, each with its mark. */
export const supplied = (rules, the, locale, wanted) => {
  const given = {};
  for (const [name, { raw, ...mark }] of Object.entries(the.figures)) {
    if (raw.trim() && wanted.has(name)) given[name] = { value: raw, grade: grade(rules, the, name, raw, mark, locale) };
  }
  return given;
};

/** The grade of a figure: illustrative as long as it has the value of the example. */
const grade = (rules, the, name, raw, mark, locale) => {
  const read = rules.read(the.ps, `parameters.${name}`, raw, locale);
  return mark.grade === "ILLUSTRATIVE" && read.figure?.toString() === mark.exact ? "ILLUSTRATIVE" : "SUPPLIED";
};

/** A raw figure in a form that no language changes: a plain decimal; or, where it cannot be read, itself after a "~". */
const neutral = (rules, code, path, raw, locale) => {
  if (/^(true|false)$/.test(raw)) return raw;
  const { figure } = rules.read(code, path, raw, locale);
  return figure ? figure.decimal(30) : `~${raw}`;
};

const spoken = (text, locale) => (text.startsWith("~") ? text.slice(1) : written(text, locale));

/** The case as the part of an address after "#"; it is never sent to a server. */
export const address = (rules, the, locale, other = null) => {
  const words = new URLSearchParams({ ps: the.ps, year: the.year });
  for (const [name, raw] of Object.entries(the.entries)) {
    if (raw.trim()) words.set(`e.${name}`, neutral(rules, the.ps, `entries.${name}`, raw, locale));
  }
  for (const [name, { raw, ...mark }] of Object.entries(the.figures)) {
    if (!raw.trim()) continue;
    const shown = grade(rules, the, name, raw, mark, locale) === "ILLUSTRATIVE";
    words.set(`${shown ? "i" : "p"}.${name}`, neutral(rules, the.ps, `parameters.${name}`, raw, locale));
  }
  if (other) words.set("with", address(rules, other, locale));
  return words.toString();
};

/** The case of an address: `{the, other, dropped}`; `dropped` names what the rules do not know. */
export const fromAddress = (rules, text, locale) => {
  const words = new URLSearchParams(text);
  const service = rules.service(words.get("ps"));
  if (!service) return { the: null, other: null, dropped: [words.get("ps")] };
  const the = { ps: service.code, year: words.get("year") ?? "", entries: {}, figures: {} };
  const dropped = [];
  for (const [key, value] of words) {
    const [place, name] = [key.slice(0, 2), key.slice(2)];
    if (place === "e." && service.fields.has(name)) the.entries[name] = spoken(value, locale);
    else if (place === "p." && service.parameters.has(name)) the.figures[name] = { raw: spoken(value, locale) };
    else if (place === "i." && service.parameters.has(name) && /^-?\d+(\.\d+)?$/.test(value)) {
      if (unsourced(rules, the, name)) the.figures[name] = illustrative(value, locale);
    } else if (!["ps", "year", "with"].includes(key)) dropped.push(name || key);
  }
  const other = words.get("with") ? fromAddress(rules, words.get("with"), locale).the : null;
  return { the, other, dropped };
};
