// Evaluates the rules of a prestation de service from their document (`afas.exchange.rules`), exactly, and explains them.
// It interprets the document: it knows no PS, no figure and no sentence. No dependency; numbers are BigInt rationals.

/** The versions of the document that this evaluator reads. */
export const RULES_VERSIONS = [1];

// ------------------------------------------------------------------------------------------------- exact numbers

const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };

/** An exact fraction: `n / d`, in lowest terms, `d` above zero. */
export class Rational {
  constructor(n, d = 1n) {
    const common = gcd(n, d) || 1n;
    const sign = d < 0n ? -1n : 1n;
    this.n = (sign * n) / common;
    this.d = (sign * d) / common;
    Object.freeze(this);
  }

  /** From a plain decimal string: "-12.50". */
  static of(text) {
    const [whole, decimals = ""] = text.split(".");
    return new Rational(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
  }

  plus(other) { return new Rational(this.n * other.d + other.n * this.d, this.d * other.d); }
  minus(other) { return new Rational(this.n * other.d - other.n * this.d, this.d * other.d); }
  times(other) { return new Rational(this.n * other.n, this.d * other.d); }
  over(other) { return new Rational(this.n * other.d, this.d * other.n); }
  compare(other) { const gap = this.n * other.d - other.n * this.d; return (gap > 0n) - (gap < 0n); }
  get zero() { return this.n === 0n; }

  /** Rounded to one part of `parts`, half away from zero: 100 for cents. */
  rounded(parts) {
    const top = (this.n < 0n ? -this.n : this.n) * parts;
    const units = (2n * top + this.d) / (2n * this.d);
    return new Rational(this.n < 0n ? -units : units, parts);
  }

  /** As a decimal string: every digit where it ends within `most` decimals, else cut there with "…". */
  decimal(most = 12, least = 0) {
    const sign = this.n < 0n ? "-" : "";
    const top = this.n < 0n ? -this.n : this.n;
    const whole = top / this.d;
    let rest = top % this.d;
    let digits = "";
    while (rest && digits.length < most) {
      rest *= 10n;
      digits += rest / this.d;
      rest %= this.d;
    }
    digits = rest ? digits : digits.padEnd(least, "0");
    return `${sign}${whole}${digits && `.${digits}`}${rest ? "…" : ""}`;
  }

  toString() { return this.d === 1n ? `${this.n}` : `${this.n}/${this.d}`; }
}

const ZERO = new Rational(0n);
const ONE = new Rational(1n);
const HUNDRED = new Rational(100n);
const MOST_EUROS = Rational.of("92233720368547758.07");
const best = (numbers, sign) => numbers.reduce((kept, number) => (number.compare(kept) * sign < 0 ? number : kept));

// ------------------------------------------------------------------------------------------------ reading figures

const DIGITS = /^-?\d+(\.\d+)?$/;
const FRENCH = /^-?(\d{1,3}([ \u00a0\u202f]\d{3})+|\d+)(,\d+)?$/;
const ENGLISH = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
const POINT = /^-?[1-9]\d{0,2}\.\d{3}$/; // 1.234: a point of programs, or thousands set apart?
const MOST_CHARACTERS = 100;
const [BEFORE, AFTER] = [15, 12];
const WORDS = { fr: ["oui", "non"], en: ["yes", "no"] };
const SPACE = "[\\p{Z}\\t-\\r\\x1c-\\x1f\\x85]"; // as the library knows white space: no-break spaces too
const ENDS = new RegExp(`^${SPACE}+|(?<!${SPACE})${SPACE}+$`, "gu"); // looked for from its first space alone: no square of the length
const trimmed = (text) => text.replace(ENDS, "");
const language = (locale) => locale?.slice(0, 2).toLowerCase() ?? null;

const refusal = (code, fields) => ({ code, fields });
const tooLong = refusal("number-too-long", { digits: BEFORE, decimals: AFTER });
const like = (share, locale) => (share ? "0.95" : "7293.55").replace(".", locale && locale !== "en" ? "," : "."); // a number as this door reads it
const cut = (value) => [...`${value}`].slice(0, 40).join("");
const bounded = (text) => {
  const [, whole, decimals = ""] = /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  if (whole.length > BEFORE || decimals.length > AFTER) return tooLong;
  return Rational.of(text);
};

/** The number that a person typed, or why not: a Rational, or `{code, fields}`. */
const typed = (raw, percents, locale) => {
  if ([...raw.slice(0, 2 * MOST_CHARACTERS + 1)].length > MOST_CHARACTERS) return tooLong;
  const found = cut(raw);
  let text = trimmed(raw);
  let percent = false;
  if (locale) {
    text = trimmed(text.replaceAll("\u2212", "-").replace(/€$/, "").replace(/^€/, ""));
    percent = percents && text.endsWith("%");
    if (percent) text = trimmed(text.slice(0, -1));
    if (locale === "en") {
      if (ENGLISH.test(text)) text = text.replaceAll(",", "");
    } else if (FRENCH.test(text)) {
      text = text.replace(/\s/g, "").replace(",", ".");
    } else if (POINT.test(text)) {
      return refusal("ambiguous-number", { found, low: text.replace(".", ","), high: text.replace(".", "") });
    }
  }
  if (!DIGITS.test(text)) return refusal("not-a-number", { found, like: like(percents, locale) });
  const value = bounded(text);
  return percent && !value.code ? bounded(value.over(HUNDRED).decimal(30)) : value;
};

const exact = (raw, percents, locale) => {
  if (typeof raw === "string") return typed(raw, percents, locale);
  if (typeof raw === "bigint" || Number.isSafeInteger(raw)) return bounded(`${raw}`);
  return Number.isFinite(raw) ? refusal("float-refused", { found: cut(raw) })
    : refusal("not-a-number", { found: cut(raw), like: like(percents) });
};

const flag = (raw, locale) => {
  const text = typeof raw === "object" ? "" : trimmed(String(raw));
  const typed = WORDS[locale]?.indexOf(text.toLowerCase());
  if (typed === 0 || /^([Tt]rue|1)$/.test(text)) return ONE;
  if (typed === 1 || /^([Ff]alse|0)$/.test(text)) return ZERO;
  return refusal("not-a-flag", { found: cut(raw) });
};

const empty = (raw) => raw == null || (typeof raw === "string" && !trimmed(raw));

// ----------------------------------------------------------------------------------------------------- the rules

const day = (year, school) => `${year}-${school ? "09" : "01"}-01`;
const inForce = (formulas, on) => formulas.findLast((formula) => formula.start <= on);
const named = (list) => new Map(list.map((item) => [item.name, item]));

/** The rules of a document, ready to evaluate. */
export class Rules {
  #services = new Map();

  constructor(document) {
    if (document.format !== "afas-rules" || !RULES_VERSIONS.includes(document.version)) {
      throw new RangeError(`rules of version ${RULES_VERSIONS} wanted, not ${document.format} ${document.version}`);
    }
    this.document = document;
    for (const service of document.services) {
      const known = { ...service, fields: named(service.fields), parameters: named(service.parameters) };
      for (const code of [service.code, ...service.aliases]) this.#services.set(code, known);
    }
  }

  /** The codes of the PS, without their aliases. */
  get codes() { return this.document.services.map(({ code }) => code); }

  /** A PS by its code, with `fields` and `parameters` by name; undefined where it is unknown. */
  service(code) { return this.#services.get(code); }

  /** The formulas in force for a year, the PS's own first, then those of the parts that are asked for.
   *
   * `asks(field)` says whether the field that declares a part is filled in, and not zero.
   */
  formulas(service, year, asks = () => false) {
    const [on, until] = [day(year, service.school_year), day(year + 1, service.school_year)];
    const own = inForce(service.formulas, on);
    const parts = service.parts.filter((part) => asks(part.declared_by)).map((part) => {
      const formula = inForce(part.formulas, on) ?? (part.formulas[0].start < until ? part.formulas[0] : undefined);
      return { name: part.name, part, formula };
    });
    return { on, own, parts };
  }

  /** The built-in value of a parameter on a day, or undefined. */
  value(parameter, on) {
    return parameter.values.find(({ start, end }) => start <= on && (end === null || on < end));
  }

  /** The right to a PS, or everything that is wrong: see `estimate` in afas.d.ts. */
  estimate(code, entries, { year, parameters = {}, replacing = [], kind = null, locale = null } = {}) {
    const service = this.service(code);
    if (!service) return { faults: [this.#unknown("", "ps", code, this.codes)] };
    if (!Number.isInteger(year) || year < 1900 || year > 2200) {
      return { faults: [this.#fault("year", "not-a-year", { found: `${year}`, first: "1900", last: "2200" })] };
    }
    const spoken = language(locale);
    const { figures, faults } = this.#entries(service, entries, kind, spoken);
    const { on, own, parts } = this.formulas(service, year, (name) => figures.has(name) && !figures.get(name).zero);
    const made = own ? [{ name: "right", formula: own }, ...parts.filter(({ formula }) => formula)] : [];
    const { scale, bad } = this.#scale(service, made, on, parameters, replacing, spoken);
    const broken = this.#broken(service, scale, on);
    const unread = [...service.fields.keys()].filter((name) => !figures.has(name));
    const given = { data: figures, parameters: new Map([...scale].map(([name, { figure }]) => [name, figure])) };
    const runs = made.map((one) => ({ ...one, ...evaluate(one.formula, given) }));
    const over = runs.find((run) => run.over)?.over;
    let needed = bad;
    if (made.length && bad.some(({ code: found }) => found === "no-value-at")) {
      const read = !over && readBy(runs, unread.length === 0);
      const every = over && !this.#broken(service, scale, null).length;
      needed = bad.filter(({ code: found, path }) => found !== "no-value-at" || (read ? read.has(path) : every));
    }
    const all = [...faults, ...needed, ...broken, ...this.#outOfForce(service, year, kind, own, parts)];
    if (all.length) return { faults: all };
    if (over) return { faults: this.#overZero(service, over) };
    const total = runs.reduce((sum, { right }) => sum.plus(right), ZERO);
    if (total.compare(MOST_EUROS) > 0 || total.compare(ZERO.minus(MOST_EUROS)) < 0) {
      return { faults: [this.#fault("", "amount-too-large", { most: { euros: MOST_EUROS } })] };
    }
    return new Estimate(this.document, service, year, scale, runs, total);
  }

  #entries(service, entries, kind, locale) {
    const fields = [...service.fields.values()].filter(({ kinds }) => kind === null || kinds === null || kinds.includes(kind));
    const [figures, faults] = [new Map(), []];
    const known = named(fields);
    for (const name of Object.keys(entries)) {
      if (!known.has(name)) faults.push(this.#unknown("entries.", "field", cut(name), known.keys()));
    }
    for (const field of fields) {
      const raw = entries[field.name];
      const path = `entries.${field.name}`;
      if (empty(raw)) {
        if (field.default !== null) figures.set(field.name, Rational.of(field.default));
        else faults.push(this.#fault(path, "missing-field", { label: field.text, unit: this.#unit(field.unit) }));
        continue;
      }
      const figure = this.#read(raw, field.unit, field.low, field.high, locale);
      if (figure.code) faults.push(this.#fault(path, figure.code, figure.fields));
      else figures.set(field.name, figure);
    }
    return { figures, faults };
  }

  #unit(code) { return this.document.units[code]; }

  /** What is read in a field or for a parameter ("entries.expenses"): `{figure, shown}`, or the fault.
   *
   * With null for the locale figures are read as programs write them, and shown in the language `shownIn`. */
  read(code, path, raw, locale = "fr", shownIn = locale) {
    const [place, name] = path.split(".");
    const { unit, low, high } = leafOf(this.service(code), place === "entries" ? "data" : place, name);
    const figure = this.#read(raw, unit, low, high, language(locale));
    return figure.code ? this.#fault(path, figure.code, figure.fields) : { figure, shown: quantity(this.document, figure, unit, shownIn) };
  }

  /** A figure within its unit and bounds: a Rational, or `{code, fields}`. */
  #read(raw, code, low = "0", high = null, locale = null) {
    if (code === "flag") return flag(raw, locale);
    const [unit, ratio] = [this.#unit(code), code === "ratio"];
    const value = exact(raw, ratio || code === "rate", locale);
    if (value.code) return value;
    const found = { number: value };
    const beyond = (name, bound, sign) => bound !== null && value.compare(Rational.of(bound)) * sign > 0
      && refusal(`too-${name}`, { found, [name]: { number: Rational.of(bound) }, unit });
    const tooLow = beyond("low", ratio ? "0" : low, -1);
    if (tooLow) return tooLow;
    if (ratio && value.compare(ONE) > 0) return refusal("not-a-ratio", { found, fixed: value.over(HUNDRED).decimal(14) });
    const tooHigh = beyond("high", high, 1);
    if (tooHigh) return tooHigh;
    return unit.whole && value.d !== 1n ? refusal("not-whole", { found, unit }) : value;
  }

  #scale(service, made, on, parameters, replacing, locale) {
    const days = new Map();
    made.forEach(({ formula }, rank) => formula.uses.forEach((name) => {
      if (!days.has(name)) days.set(name, rank && formula.start > on ? formula.start : on);
    }));
    const [scale, bad] = [new Map(), []];
    const supplied = (name) => {
      const given = parameters[name];
      const grade = given?.grade ?? "SUPPLIED";
      const parameter = service.parameters.get(name);
      const figure = this.#read(given?.grade ? given.value : given, parameter.unit, "0", null, locale);
      if (!figure.code) return { figure, grade };
      bad.push(this.#fault(`parameters.${name}`, figure.code, figure.fields));
      return null;
    };
    for (const [name, at] of days) {
      const parameter = service.parameters.get(name);
      const built = this.value(parameter, at);
      const sourced = built && ["SOURCED", "START_INFERRED", "REPORTED", "DERIVED"].includes(built.grade) ? built : undefined;
      const held = built && { ...built, figure: Rational.of(built.value) };
      let value = held;
      if (name in parameters) {
        value = supplied(name);
        if (!value) continue;
        if (sourced && (value.figure.compare(held.figure) === 0 || value.grade === "ILLUSTRATIVE")) value = held;
        else if (sourced && !replacing.includes(name)) {
          const shown = { quantity: held.figure, unit: parameter.unit };
          const source = this.document.sources[sourced.source].publisher;
          bad.push(this.#fault(`parameters.${name}`, "replaces-sourced", { parameter: name, label: parameter.text, held: shown, source }));
        } else if (sourced) value = { ...value, replaces: held };
      }
      if (value) scale.set(name, value);
      else bad.push(this.#noValue(parameter, at));
    }
    const unknown = (path, name) => bad.push(this.#unknown(path, "parameter", name, service.parameters.keys()));
    for (const name of replacing) if (!service.parameters.has(name)) unknown("replacing", name);
    for (const name of Object.keys(parameters)) {
      if (!service.parameters.has(name)) unknown("parameters.", name);
      else if (!days.has(name)) supplied(name);
    }
    return { scale, bad };
  }

  #noValue(parameter, on) {
    const known = parameter.values.map(({ start, end }) => ({ period: [start, end] }));
    return this.#fault(`parameters.${parameter.name}`, "no-value-at", {
      parameter: parameter.name, label: parameter.text, unit: this.#unit(parameter.unit), on: { day: on },
      known: known.length ? known : [this.document.words.none], note: parameter.note ? { note: parameter.note } : "",
    });
  }

  #broken(service, scale, on) {
    const faults = [];
    for (const { lesser, greater, strict, since, text, source } of service.constraints) {
      const [low, high] = [scale.get(lesser)?.figure, scale.get(greater)?.figure];
      if (!low || !high || low.compare(high) < (strict ? 0 : 1) || (since !== null && on !== null && on < since)) continue;
      const [one, other] = [lesser, greater].map((name) => service.parameters.get(name));
      faults.push(this.#fault(`parameters.${lesser}`, "constraint-broken", {
        lesser: one.text, greater: other.text, low: { quantity: low, unit: one.unit }, high: { quantity: high, unit: other.unit },
        relation: this.document.words[strict ? "below" : "at_most"], why: text, source: this.document.sources[source].publisher,
      }));
    }
    return faults;
  }

  #outOfForce(service, year, kind, own, parts) {
    const faults = own ? [] : [this.#fault("year", "no-formula-at", { first: { day: service.formulas[0].start } })];
    for (const { part, formula } of own ? parts : []) {
      if (!formula) faults.push(this.#fault(`entries.${part.declared_by}`, "no-part-at", { label: service.steps[part.name], first: { day: part.formulas[0].start } }));
    }
    if (kind !== null && !(Object.hasOwn(service.kinds, kind) && year >= (service.since[kind] ?? year))) {
      const since = Object.entries(service.since);
      const taken = since.length
        ? since.map(([name, first]) => ({ from: [service.kinds[name], first] }))
        : Object.values(service.kinds);
      const label = service.school_year ? `${year}-${year + 1}` : `${year}`;
      faults.push(this.#fault("kind", "kind-not-taken", { kind: service.kinds[kind] ?? kind, year: label, taken }));
    }
    return faults;
  }

  #overZero(service, { numerator, paths }) {
    const labels = paths.map((path) => {
      const [place, name] = path.split(".");
      return { path: place === "data" ? `entries.${name}` : path, text: leafOf(service, place, name).text };
    });
    const fields = { numerator: { number: numerator }, zeros: labels.length ? { labels: labels.map(({ text }) => text) } : "" };
    return (labels.length ? labels : [{ path: "" }]).map(({ path }) => this.#fault(path, "ratio-over-zero", fields));
  }

  /** A name that the rules do not have; a path that ends with a point ends with the name. */
  #unknown(path, kind, found, known) {
    return this.#fault(path.endsWith(".") ? path + found : path, `unknown-${kind}`, { found, hint: "", known: [...known] });
  }

  #fault(path, code, fields) { return new Fault(this.document, path, code, fields); }
}

/** The field or the parameter that stands at a leaf. */
const leafOf = (service, place, name) => service[place === "data" ? "fields" : place].get(name);

const COMPARED = { "<": (gap) => gap < 0, "<=": (gap) => gap <= 0 };
const COMPUTED = {
  "+": (a, b) => a.plus(b),
  "-": (a, b) => a.minus(b),
  "*": (a, b) => a.times(b),
  cents: (a) => a.rounded(100n),
  euros: (a) => a.rounded(1n),
  not_below_zero: (a) => (a.n < 0n ? ZERO : a),
};

const holds = (condition) => (condition instanceof Rational ? !condition.zero : condition);

/** Runs a formula: `values` and `chosen` by node (null where a figure is missing), `right`, `nodes`. */
const evaluate = ({ nodes, right }, figures) => {
  const [values, chosen] = [[], []];
  let over;
  nodes.forEach(([op, ...args], rank) => {
    let value = null;
    if (given(op)) value = figures[op].get(args[0]) ?? null;
    else if (op === "step") value = values[args[1]];
    else if (op === "where") {
      const condition = values[args[0]];
      if (condition !== null) { chosen[rank] = holds(condition) ? 1 : 2; value = values[args[chosen[rank]]]; }
    } else if (args.every((arg) => values[arg] !== null)) {
      const numbers = args.map((arg) => values[arg]);
      if (bound(op)) {
        value = best(numbers, op === "least" ? 1 : -1);
        chosen[rank] = numbers.indexOf(value);
      } else if (op === "ratio") {
        const [numerator, denominator] = numbers;
        if (!denominator.zero) value = numerator.over(denominator);
        else if (numerator.zero) value = ZERO;
        else over ??= { numerator, paths: [...readBy([{ nodes, chosen: [], root: args[1] }], true)].sort() };
      } else value = op in COMPARED ? COMPARED[op](numbers[0].compare(numbers[1])) : COMPUTED[op](...numbers);
    }
    values[rank] = value;
  });
  return { nodes, values, chosen, over, right: values[right], root: right };
};

const bound = (op) => op === "least" || op === "greatest";
const given = (op) => op === "data" || op === "parameters";
const args = ([op, ...rest]) => (given(op) ? [] : op === "step" ? [rest[1]] : rest);

/** The paths that the rights read, without the branches that a choice left aside. */
const readBy = (runs, openChoices) => {
  const read = new Set();
  for (const { nodes, chosen, root } of runs) {
    const known = [];
    const walk = (rank) => (known[rank] ??= look(rank));
    const look = (rank) => {
      const node = nodes[rank];
      if (given(node[0])) return new Set([node.join(".")]);
      const of = args(node);
      if (node[0] === "where") {
        const condition = walk(of[0]);
        if (chosen[rank] !== undefined) return new Set([...condition, ...walk(of[chosen[rank]])]);
        if (!openChoices) return new Set([...condition, ...[...walk(of[1])].filter((path) => walk(of[2]).has(path))]);
      }
      return new Set(of.flatMap((arg) => [...walk(arg)]));
    };
    for (const path of walk(root)) read.add(path);
  }
  return read;
};

// --------------------------------------------------------------------------------------------------------- words

/** What writes days and lists in a language, made when first used: that takes longer than using it. */
const formats = {};
const format = (kind, locale, value, options) => (formats[kind + locale] ??= new Intl[kind](locale === "fr" ? "fr-FR" : "en-GB", options)).format(value);

/** A figure as a language writes it, `least` decimals at least; a quotient without an end is cut, with an ellipsis. */
const number = (value, locale, least = 0, percent = false) => {
  const ends = value.decimal(12, least);
  const cut = ends.endsWith("…") ? "…" : "";
  const kept = Rational.of(cut ? value.decimal(6).slice(0, -1) : ends);
  const [whole, decimals = ""] = (percent ? kept.times(HUNDRED) : kept).decimal(12, least).split(".");
  const [apart, point] = locale === "fr" ? ["\u202f", ","] : [",", "."];
  return whole.replace(/\B(?=(\d{3})+$)/g, apart) + (decimals && point + decimals) + cut;
};
const euros = (value, locale) => {
  const shown = number(value, locale, 2);
  if (locale === "fr") return `${shown}\u00a0€`;
  return shown.startsWith("-") ? `-€${shown.slice(1)}` : `€${shown}`;
};
const long = (text, locale) => {
  const shown = format("DateTimeFormat", locale, new Date(text), { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return locale === "fr" ? shown.replace(/^1 /, "1er ") : shown;
};

class Fault {
  #document;

  constructor(document, path, code, fields) {
    Object.assign(this, { path, code, fields });
    this.#document = document;
  }

  /** The sentence, in French or in English. */
  text(locale = "fr") { return fill(this.#document, this.#document.faults[this.code][locale], this.fields, locale); }
}

const fill = (document, template, fields, locale) => template
  .replace(/\{\{|\}\}|\{(\w+)\}/g, (found, name) => (name === undefined ? found[0] : words(document, fields[name], locale)));

/** A field of a sentence in words: texts, figures, days, periods and lists. */
const words = (document, value, locale) => {
  if (Array.isArray(value)) {
    return format("ListFormat", locale, value.map((item) => words(document, item, locale)));
  }
  if (value === null || typeof value !== "object") return String(value);
  if (value.number) return number(value.number, locale);
  if (value.euros) return euros(value.euros, locale);
  if (value.quantity) return quantity(document, value.quantity, value.unit, locale);
  if (value.day) return long(value.day, locale);
  const say = document.words;
  if (value.period) {
    const [start, end] = value.period;
    if (end === null) return fill(document, say.from[locale], { start: { day: start } }, locale);
    const last = new Date(new Date(end) - 86_400_000).toISOString().slice(0, 10);
    return fill(document, (last === start ? say.on : say.through)[locale], { start: { day: start }, last: { day: last } }, locale);
  }
  if (value.from) return fill(document, say.kind_from[locale], { kind: value.from[0], year: value.from[1] }, locale);
  if (value.note) return ` (${value.note[locale]})`;
  if (value.labels) return ` (${words(document, value.labels, locale)})`;
  return value[locale];
};

const quantity = (document, value, unit, locale) => {
  if (unit === "ratio" || unit === "rate") return number(value, locale, 0, true) + (locale === "fr" ? "\u00a0%" : "%");
  if (unit === "flag") return document.words[value.zero ? "no" : "yes"][locale];
  if (unit === "count") return number(value, locale);
  const label = document.units[unit][locale];
  return unit.startsWith("EUR") ? euros(value, locale) + label.replace("€", "") : `${number(value, locale)}\u00a0${label}`;
};

const SIGNS = { "+": "+", "-": "−", "*": "×", "<=": "≤", "<": "<", ratio: "/" };
const TIGHT = { "<=": 0, "<": 0, "+": 1, "-": 1, "*": 2, ratio: 2 };

/** A right that was estimated: its amount, its parts, its steps, and the figures it rests on. */
class Estimate {
  #document;
  #service;
  #scale;
  #runs;
  #total;

  constructor(document, service, year, scale, runs, total) {
    Object.assign(this, { ps: service.code, year, amount: total.decimal(2, 2), parts: {}, faults: [] });
    for (const { name, right } of runs) this.parts[name] = right.decimal(2, 2);
    this.illustrative = [...scale.values()].some(({ grade }) => grade === "ILLUSTRATIVE");
    this.replaced = [...scale].filter(([, value]) => value.replaces).map(([name]) => name);
    [this.#document, this.#service, this.#scale, this.#runs, this.#total] = [document, service, scale, runs, total];
  }

  /** Every figure of the scale that was used: its value, unit, grade, period and source. */
  figures(locale = "fr") {
    return [...this.#scale].map(([name, { figure, grade, source, start = null, end = null }]) => {
      const { text, unit } = this.#service.parameters.get(name);
      const cited = this.#document.sources[source] ?? null;
      return { name, label: text[locale], value: quantity(this.#document, figure, unit, locale), exact: figure.toString(), grade, start, end, source: cited };
    });
  }

  /** Every step, in order: label, value, how it was made in names and in figures, the bound kept, the rounding. */
  steps(locale = "fr") {
    const [shown, seen] = [[], new Set()];
    for (const run of this.#runs) {
      for (const rank of run.formula.steps) {
        const [, name, made] = run.nodes[rank];
        const key = `${name} ${run.values[rank]}`;
        if (seen.has(key)) continue;
        seen.add(key);
        shown.push({ part: run.name, ...this.#step(run, name, made, locale) });
      }
    }
    if (this.#runs.length > 1) shown.push({ part: "total", name: "total", label: this.#service.total[locale], value: euros(this.#total, locale), exact: this.#total.toString(), words: this.#runs.map(({ name }) => this.#service.steps[name]?.[locale]).join(" + "), figures: this.#runs.map(({ right }) => euros(right, locale)).join(" + "), notes: [] });
    return shown;
  }

  #step(run, name, made, locale) {
    const { unit, ...label } = this.#service.steps[name];
    const value = run.values[made];
    const show = (leaf) => this.#print(run, made, leaf, locale);
    return {
      name, label: label[locale], value: quantity(this.#document, value, unit, locale), exact: value.toString(),
      words: show((rank) => this.#name(run.nodes[rank], locale)), figures: show((rank) => this.#figure(run, rank, locale)),
      notes: this.#notes(run, made, locale),
    };
  }

  #name([op, name], locale) {
    return op === "step" ? this.#service.steps[name][locale] : leafOf(this.#service, op, name).text[locale];
  }

  #figure(run, rank, locale) {
    const [op, name] = run.nodes[rank];
    const { unit } = op === "step" ? this.#service.steps[name] : leafOf(this.#service, op, name);
    return quantity(this.#document, run.values[rank], unit, locale);
  }

  #print(run, rank, leaf, locale, top = true) {
    const say = this.#document.words;
    const [op, ...of] = run.nodes[rank];
    const bracket = (text) => (top ? text : `(${text})`);
    if (given(op) || op === "step") return leaf(rank);
    if (op in SIGNS) {
      const sides = of.map((arg, side) => this.#print(run, arg, leaf, locale, bare(run.nodes, run, op, arg, side)));
      return bracket(`${sides[0]} ${SIGNS[op]} ${sides[1]}`);
    }
    if (op === "where") return this.#print(run, of[run.chosen[rank]], leaf, locale, top);
    const inside = of.map((arg) => this.#print(run, arg, leaf, locale)).join(say.semicolon[locale]);
    if (op === "not_below_zero") return bracket(fill(this.#document, say.or_zero[locale], { number: inside }, locale));
    return `${say[op][locale]} (${inside})`;
  }

  #notes(run, made, locale) {
    const document = this.#document;
    const say = document.words;
    const [notes, left] = [[], [made]];
    const [op, ...of] = run.nodes[made];
    const note = (text, fields = {}) => notes.push(fill(document, text[locale], fields, locale));
    while (left.length) {
      const rank = left.shift();
      const node = run.nodes[rank];
      if (given(node[0]) || node[0] === "step") continue;
      const sides = args(node);
      if (node[0] === "not_below_zero" && run.values[sides[0]].n < 0n) note(say.clipped);
      if (bound(node[0])) {
        const tied = sides.filter((arg) => run.values[arg].compare(run.values[rank]) === 0).length > 1;
        if (!tied && bound(run.nodes[sides[run.chosen[rank]]][0])) {
          left.unshift(...sides);
          continue; // what that one kept is said next
        }
        const side = this.#print(run, sides[run.chosen[rank]], (leaf) => this.#name(run.nodes[leaf], locale), locale);
        note(tied ? say.tied : say.kept, { side });
      }
      left.unshift(...(node[0] === "where" ? [sides[run.chosen[rank]]] : sides));
    }
    if ((op === "cents" || op === "euros") && run.values[of[0]].compare(run.values[made]) !== 0) {
      note(say[`rounded_${op}`], { exact: { euros: run.values[of[0]] } });
    }
    return notes;
  }
}

/** Is this side read rightly without brackets? a × b − c is, a − (b − c) is not. */
const bare = (nodes, run, op, arg, side) => {
  let inner = arg;
  while (nodes[inner][0] === "where") inner = args(nodes[inner])[run.chosen[inner]];
  const [outer, tight] = [TIGHT[op], TIGHT[nodes[inner][0]]];
  if (tight === undefined) return nodes[inner][0] !== "not_below_zero";
  return tight > outer || (tight === outer && side === 0 && outer > 0);
};

/** The number that a person typed in the way of a locale ("fr", "en"): a Rational, or `{code, fields}`. */
export const readNumber = (raw, locale = null) => exact(raw, false, language(locale));
