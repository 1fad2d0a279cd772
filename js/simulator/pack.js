import { faultText } from "./words.js";

// A scale from a file, in the form that `afas.read_pack` reads: its figures for one PS and year, or why not.
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `{figures: {name: {raw, source}}, kept: [sentence], faults: [sentence]}` for what a plan shows. */
export const readPack = (rules, text, shown, locale, say) => {
  const refuse = (name, fields) => ({ figures: {}, kept: [], faults: [say("packUnread", { why: say(name, fields) })] });
  let pack;
  try {
    pack = JSON.parse(text);
  } catch {
    return refuse("packNotJson");
  }
  if (!isMapping(pack) || !isMapping(pack.values)) return refuse("packNoValues");
  const read = { figures: {}, kept: [], faults: [] };
  const fault = (name, fields) => read.faults.push(say(name, fields));
  for (const [code, values] of Object.entries(pack.values)) {
    const service = rules.service(code);
    if (!service || !isMapping(values)) { fault("packUnknown", { name: code }); continue; }
    for (const [name, given] of Object.entries(values)) {
      const parameter = service.parameters.get(name);
      if (!parameter) { fault("packUnknown", { name: `${code}, ${name}` }); continue; }
      for (const one of Array.isArray(given) ? given : [given]) value(rules, service, parameter, { ...pack, ...(isMapping(one) ? one : { value: one }) }, shown, locale, say, read);
    }
  }
  return read.faults.length ? { ...read, figures: {} } : read; // all of it, or nothing
};

const isMapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const value = (rules, service, parameter, { value: raw, start, end, source }, shown, locale, say, read) => {
  const label = parameter.text[locale];
  const fault = (name, fields = {}) => read.faults.push(say(name, { name: `${service.code}, ${label}`, ...fields }));
  const plain = rules.read(service.code, `parameters.${parameter.name}`, raw, null, locale);
  if (!plain.figure) { fault("packFigure", { why: faultText(plain, locale) }); return; }
  if (!DAY.test(start)) { fault("packNoStart"); return; }
  if (!source?.title || !source?.publisher) { fault("packNoSource"); return; }
  const place = shown.service === service && [...shown.missing, ...shown.built].find((known) => known.parameter === parameter);
  if (!place || place.day < start || (end && place.day >= end)) return;
  if (!place.value) {
    const cite = locale === "fr" ? `${source.publisher}, « ${source.title} »` : `${source.publisher}, “${source.title}”`;
    const written = plain.figure.decimal(30);
    read.figures[parameter.name] = { raw: locale === "fr" ? written.replace(".", ",") : written, exact: plain.figure.toString(), source: cite };
    return;
  }
  const held = rules.read(service.code, `parameters.${parameter.name}`, place.value.value, null, locale);
  if (held.figure.compare(plain.figure)) read.kept.push(say("packKept", { label, brought: plain.shown, held: held.shown }));
};
