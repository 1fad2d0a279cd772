// The types, against the code: checked by the compiler of TypeScript, then run.
import { RULES_VERSIONS, Rational, Rules, readNumber } from "../afas.js";
import type { Estimate, Fault, Field, Formula, Locale, Options, Part, Parameter, RulesDocument, ScaleFigure, Service, Source, Step, Supplied, Value, Words } from "../afas.js";

/** Runs all that the types announce on a document; what comes out has the shape that they say. */
export const used = (document: RulesDocument, locale: Locale): string[] => {
  const rules = new Rules(document);
  const options: Options = { year: 2023, kind: null, locale, parameters: { ceiling: { value: "2", grade: "ILLUSTRATIVE" } satisfies Supplied } };
  const made: Estimate | { faults: Fault[] } = rules.estimate("ALSH", { attended_hours: 1000n, expenses: "9000", general_scheme_share: 1 }, options);
  if (!("amount" in made)) return made.faults.map((fault) => fault.text(locale));
  const steps: Step[] = made.steps(locale);
  const figures: ScaleFigure[] = made.figures(locale);
  const source: Source | null = figures[0]!.source;
  const service: Service = rules.service(rules.codes.at(0)!)!;
  const alsh: Service = rules.service("ALSH")!;
  const field: Field = alsh.fields.get("expenses")!;
  const rate: Parameter = alsh.parameters.get("rate")!;
  const inForce: { on: string; own: Formula | undefined; parts: { part: Part }[] } = rules.formulas(alsh, 2023);
  const value: Value | undefined = rules.value(rate, inForce.on);
  const label: Words = field.text;
  const read = rules.read("ALSH", "entries.expenses", "1 234,5", "fr", locale);
  const refused = rules.estimate("NOTHING", {}, { year: 2023 });
  const number = readNumber("0.5");
  const half = number instanceof Rational ? number : new Rational(0n);
  const computed = half.plus(half).minus(half).times(half).over(half).rounded(100n);
  return [
    made.amount, made.parts.right!, String(made.illustrative), String(made.replaced.length), made.ps, String(made.year),
    steps.at(-1)!.value, figures[1]!.grade, source!.cite[locale], service.text[locale], label[locale], value!.value, "shown" in read ? read.shown : read.code,
    refused.faults[0]!.code, computed.toString(), computed.decimal(2, 2), String(computed.compare(half)), String(half.zero), String(RULES_VERSIONS[0]), String(rules.document.version),
  ];
};
