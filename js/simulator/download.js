// Files to take away. The browser makes them: nothing is sent.
const save = (name, type, text) => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
};

const nameOf = (the, kind) => `afas-${the.ps}-${the.year}.${kind}`;

/** The case, its result and the rules it was computed with, as JSON. */
export const asJson = (estimate, the, rules, locale) => JSON.stringify({
  ps: the.ps,
  year: estimate.year,
  entries: the.entries,
  parameters: Object.fromEntries(Object.entries(the.figures).filter(([, { raw }]) => raw.trim())),
  locale,
  amount: estimate.amount,
  parts: estimate.parts,
  illustrative: estimate.illustrative,
  replaced: estimate.replaced,
  steps: estimate.steps(locale),
  figures: estimate.figures(locale),
  rules: { afas: rules.document.afas, version: rules.document.version, digest: rules.document.digest },
}, null, 2);

/** A cell of CSV: quoted; what a spreadsheet would take for a formula is kept a text. */
const cell = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** Steps then figures, a line each. French spreadsheets separate cells with semicolons. */
export const asCsv = (estimate, the, say, locale) => {
  const rows = [[say("step"), say("value"), say("steps"), ""]];
  for (const step of estimate.steps(locale)) rows.push([step.label, step.value, step.figures, step.notes.join(say("comma"))]);
  rows.push([say("figure"), say("value"), say("source"), ""]);
  for (const { label, value, grade, source } of estimate.figures(locale)) {
    rows.push([label, value, source?.cite[locale] ?? say(grade === "ILLUSTRATIVE" ? "illustrative" : "byYou"), ""]);
  }
  return `\ufeff${rows.map((row) => row.map(cell).join(locale === "fr" ? ";" : ",")).join("\r\n")}\r\n`;
};

export const download = {
  json: (estimate, the, rules, say, locale) => save(nameOf(the, "json"), "application/json", asJson(estimate, the, rules, locale)),
  receipt: (the, text) => save(nameOf(the, "html"), "text/html", text),
  csv: (estimate, the, rules, say, locale) => save(nameOf(the, "csv"), "text/csv", asCsv(estimate, the, say, locale)),
};
