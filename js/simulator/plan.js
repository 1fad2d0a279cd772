// Which inputs a PS needs in a year, read from its formulas: the page knows no PS.
const leaves = (formula, place) => new Set(formula.nodes.filter(([op]) => op === place).map(([, name]) => name));

/** Is a question answered with yes: a figure that is not zero? What cannot be read counts as asked for. */
export const asked = (rules, code, name, raw, locale) => {
  if (!raw?.trim()) return false;
  const { figure } = rules.read(code, `entries.${name}`, raw, locale);
  return !figure || !figure.zero;
};

/** The whole year that was typed, or NaN. */
export const yearOf = (the) => (/^\d{4}$/.test(the.year.trim()) ? Number(the.year) : NaN);

/** What to show for a PS and a year, or null where no formula is known then.
 *
 * `open` holds the names of the parts that are ticked. `declared`, `caf`, `shared` are fields; `questions` are parts,
 * each with the field that declares it and those that it alone reads; `missing`, `built` are parameters with their
 * built-in value on their day; `rights` are the formulas by part.
 */
export const plan = (rules, code, year, open) => {
  const service = rules.service(code);
  if (!Number.isInteger(year)) return null;
  const every = rules.formulas(service, year, () => true);
  if (!every.own) return null;
  const parts = every.parts.filter(({ formula }) => formula);
  const own = leaves(every.own, "data");
  const readers = (name) => parts.filter(({ formula, part }) => part.declared_by === name || leaves(formula, "data").has(name));
  const given = ({ giver, given_since: since }) => giver === "CAF" && (since === null || since <= every.on);
  const main = (field) => field.default === null || own.has(field.name);
  const fields = [...service.fields.values()];
  const extra = fields.filter((field) => !main(field) && !given(field));
  const isOpen = ({ name }) => open.has(name);
  const questions = parts.map((run) => {
    const alone = (field) => field.name !== run.part.declared_by && readers(field.name).length === 1 && readers(field.name)[0] === run;
    return { ...run, label: service.steps[run.name], field: service.fields.get(run.part.declared_by), more: extra.filter(alone) };
  });
  const placed = new Set(questions.flatMap(({ field, more }) => [field, ...more]));
  const runs = [{ name: "right", formula: every.own }, ...parts.filter(isOpen)];
  const scale = new Map();
  for (const [rank, { formula }] of runs.entries()) {
    const day = rank && formula.start > every.on ? formula.start : every.on;
    for (const name of formula.uses) {
      const parameter = service.parameters.get(name);
      if (!scale.has(name)) scale.set(name, { parameter, day, value: rules.value(parameter, day) });
    }
  }
  return {
    service, year, runs, questions,
    declared: fields.filter((field) => main(field) && !given(field)),
    caf: fields.filter((field) => given(field) && (main(field) || readers(field.name).some(isOpen))),
    shared: extra.filter((field) => !placed.has(field) && readers(field.name).some(isOpen)),
    missing: [...scale.values()].filter(({ value }) => !value),
    built: [...scale.values()].filter(({ value }) => value),
    label: service.school_year ? `${year}-${year + 1}` : `${year}`,
  };
};

/** The names of the fields and of the parameters that a plan shows. */
export const wanted = (shown, open) => ({
  fields: new Set([
    ...[...shown.declared, ...shown.caf, ...shown.shared].map(({ name }) => name),
    ...shown.questions.filter(({ name }) => open.has(name)).flatMap(({ field, more }) => [field, ...more]).map(({ name }) => name),
  ]),
  parameters: new Set([...shown.missing, ...shown.built].map(({ parameter }) => parameter.name)),
});

/** Estimates a case, with what its plan shows and nothing else: an `Estimate`, or `{faults}`. */
export const estimated = (rules, the, open, locale, figuresOf) => {
  const year = yearOf(the);
  const shown = plan(rules, the.ps, year, open);
  if (!shown) {
    // without a formula there is nothing to fill in: only the year is wrong, and it is told once
    const { faults } = rules.estimate(the.ps, {}, { year: Number.isNaN(year) ? the.year : year, locale });
    return { faults: faults.filter(({ path }) => path === "year") };
  }
  const names = wanted(shown, open);
  const entries = Object.fromEntries(Object.entries(the.entries).filter(([name]) => names.fields.has(name)));
  const parameters = figuresOf(rules, the, locale, names.parameters);
  return rules.estimate(the.ps, entries, { year, parameters, replacing: Object.keys(parameters), locale });
};

/** The parts that a case asks for. */
export const opened = (rules, the, locale) => new Set(
  rules.service(the.ps).parts.filter(({ declared_by: name }) => asked(rules, the.ps, name, the.entries[name], locale)).map(({ name }) => name),
);
