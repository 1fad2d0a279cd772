// What an estimate shows: the amount, each part with its steps, the bound that was active, the figures and their sources.
import { cited, make, table } from "./dom.js";
import { faultText } from "./words.js";

/** The faults: in words, each with a link to its field. */
export const faultsShown = (faults, form, year, locale, say) => {
  const lines = faults.map((fault) => {
    const control = fault.path === "year" ? year : form.controls.get(fault.path);
    const label = fault.path === "year" ? say("year") : form.label(fault.path);
    const text = faultText(fault, locale);
    if (!label) return make("li", {}, text);
    if (!control) return make("li", {}, label, say("colon"), text);
    const link = make("a", { href: `#${control.id}` }, label);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const folded = control.closest("details");
      if (folded) folded.open = true;
      control.focus();
    });
    return make("li", {}, link, say("colon"), text);
  });
  return [make("h2", { tabindex: "-1" }, say("faults", { count: faults.length })), make("ul", {}, ...lines)];
};

/** Where a figure of the scale comes from: its source as a link, or the mark of what was supplied. */
const origin = (figure, shown, the, rules, locale, say) => {
  if (figure.source) return cited(figure.source, locale);
  if (figure.grade === "ILLUSTRATIVE") return make("strong", {}, say("illustrative"));
  const known = the.figures[figure.name];
  const text = known?.source && known.exact === figure.exact ? say("fromPack", { source: known.source }) : say("byYou");
  const built = shown.built.find(({ parameter }) => parameter.name === figure.name);
  if (!built) return text;
  const held = rules.read(the.ps, `parameters.${figure.name}`, built.value.value, null, locale).shown;
  return `${text}${say("comma")}${say("replacing", { value: held })}`;
};

/** The parts of the result, ready to be put in the page. */
export const resultShown = (estimate, shown, the, rules, locale, say) => {
  const [steps, figures] = [estimate.steps(locale), estimate.figures(locale)];
  const named = (names) => figures.filter(({ name }) => names.includes(name)).map(({ label }) => label).join(say("comma"));
  const title = amount(estimate.parts, steps);
  const warnings = [];
  if (estimate.illustrative) warnings.push(say("warnShown", { names: named(figures.filter(({ grade }) => grade === "ILLUSTRATIVE").map(({ name }) => name)) }));
  if (estimate.replaced.length) warnings.push(say("warnReplaced", { names: named(estimate.replaced) }));
  const parts = shown.runs.map(({ name, formula }, rank) => {
    const of = steps.filter(({ part }) => part === name);
    const right = of.findLast((step) => step.name === name) ?? of.at(-1);
    const used = figures.filter((figure) => formula.uses.includes(figure.name));
    return make("details", { open: rank === 0 },
      make("summary", {}, `${right.label}${say("colon")}${right.value}`),
      make("ol", { class: "steps" }, ...of.map(step(say))),
      make("p", { class: "hint" }, say("rule"), cited(rules.document.sources[formula.source], locale)),
      used.length ? table(say("figures"), [say("figure"), say("value"), say("source")], used.map((figure) => [figure.label, figure.value, origin(figure, shown, the, rules, locale, say)])) : null);
  });
  const total = steps.filter(({ part }) => part === "total").map((sum) => make("p", { class: "total" }, `${sum.label}${say("colon")}${sum.figures} = ${sum.value}`));
  return [
    make("h2", { tabindex: "-1" }, say("right", { amount: title })),
    ...warnings.map((text) => make("p", { class: "warning" }, text)),
    ...parts, ...total,
    make("p", { class: "hint" }, say("rules", { afas: rules.document.afas, digest: rules.document.digest.slice(0, 12) })),
  ];
};

/** The amount as the language writes it: that of the sum, or of the only right. */
export const amount = (parts, steps) => (steps.find(({ part }) => part === "total") ?? steps.findLast(({ name }) => name in parts)).value;

const step = (say) => ({ label, words, figures, value, notes }) => make("li", {},
  make("strong", {}, label), say("colon"), words,
  make("span", { class: "worked" }, `${figures} = ${value}`),
  ...notes.map((note) => make("span", { class: "note" }, note)));
