/** The versions of the document of rules that this evaluator reads. */
export const RULES_VERSIONS: readonly number[];

export type Locale = "fr" | "en";
export type Words = { fr: string; en: string };

/** What `afas.exchange.rules` writes; see the page "Rules as a document". */
export interface RulesDocument {
  format: "afas-rules";
  version: number;
  afas: string;
  digest: string;
  units: Record<string, Words & { whole: boolean }>;
  grades: Record<string, Words>;
  faults: Record<string, Words>;
  words: Record<string, Words>;
  sources: Source[];
  services: (Omit<Service, "fields" | "parameters"> & { fields: Field[]; parameters: Parameter[] })[];
}

/** What a partner declares, or the Caf gives. */
export interface Field {
  name: string;
  text: Words;
  unit: string;
  form: string;
  by_site: boolean;
  low: string | null;
  high: string | null;
  /** What an empty field is read as; null: it has to be filled in. */
  default: string | null;
  kinds: string[] | null;
  section: Words | null;
  since: string | null;
  until: string | null;
  giver: string;
  given_since: string | null;
}

/** A figure of the scale, with its built-in values by period. */
export interface Parameter {
  name: string;
  text: Words;
  unit: string;
  note: Words | null;
  values: Value[];
}

/** A built-in value, from the day `start` until the day before `end`; `source` is a rank in the document's. */
export interface Value {
  start: string;
  end: string | null;
  value: string;
  grade: string;
  source: number;
  published: string | null;
}

/** A formula, from a day on: see the page "Rules as a document". */
export interface Formula {
  start: string;
  uses: string[];
  source: number;
  nodes: (string | number)[][];
  steps: number[];
  right: number;
}

/** A bonus or a complement, and the field that asks for it. */
export interface Part {
  name: string;
  declared_by: string;
  formulas: Formula[];
}

/** A PS. */
export interface Service {
  code: string;
  aliases: string[];
  text: Words;
  school_year: boolean;
  sites: boolean;
  kinds: Record<string, Words>;
  since: Record<string, number>;
  fields: Map<string, Field>;
  parameters: Map<string, Parameter>;
  constraints: { lesser: string; greater: string; strict: boolean; since: string | null; text: Words; source: number }[];
  formulas: Formula[];
  parts: Part[];
  steps: Record<string, Words & { unit: string }>;
  total: Words;
  example: { year: number; entries: Record<string, string | boolean | null>; parameters: Record<string, string> } | null;
}

/** An exact fraction in lowest terms. */
export class Rational {
  constructor(n: bigint, d?: bigint);
  readonly n: bigint;
  readonly d: bigint;
  static of(text: string): Rational;
  plus(other: Rational): Rational;
  minus(other: Rational): Rational;
  times(other: Rational): Rational;
  over(other: Rational): Rational;
  compare(other: Rational): -1 | 0 | 1;
  readonly zero: boolean;
  rounded(parts: bigint): Rational;
  decimal(most?: number, least?: number): string;
  toString(): string;
}

/** A figure: a decimal string, a whole number, or a yes or a no. A number with a point is refused: it is not exact. */
export type Figure = string | number | bigint | boolean | null | undefined;

/** A figure for a parameter; with a grade, one that is only for show says so. */
export type Supplied = Figure | { value: Figure; grade: "SUPPLIED" | "ILLUSTRATIVE" };

export interface Options {
  /** The financial year; of a PS by school year, that of its autumn. */
  year: number;
  /** Figures for the parameters, by name. */
  parameters?: Record<string, Supplied>;
  /** The parameters whose sourced value is replaced on purpose. */
  replacing?: string[];
  /** The kind of declaration: "FORECAST", "ACTUAL", … */
  kind?: string | null;
  /** How figures are written: "fr" reads 12 500,5 and 95 %; "en" reads 12,500.5; null: as programs write them. */
  locale?: Locale | null;
}

/** One thing that is wrong: where, which, and the sentence that says how to mend it. */
export interface Fault {
  readonly path: string;
  readonly code: string;
  readonly fields: Record<string, unknown>;
  text(locale?: Locale): string;
}

export interface Source {
  title: string;
  publisher: string;
  url: string | null;
  page: string | null;
  published: string | null;
  checked_on: string | null;
  cite: Words;
}

export interface ScaleFigure {
  name: string;
  label: string;
  value: string;
  exact: string;
  grade: string;
  start: string | null;
  end: string | null;
  source: Source | null;
}

export interface Step {
  /** The part it belongs to: "right" for the PS itself, "total" for the sum. */
  part: string;
  name: string;
  label: string;
  value: string;
  exact: string;
  words: string;
  figures: string;
  notes: string[];
}

export interface Estimate {
  readonly ps: string;
  readonly year: number;
  /** The right, in euros, two decimals. */
  readonly amount: string;
  /** Each amount by name: `right` is the PS itself, then its bonuses and complements. */
  readonly parts: Record<string, string>;
  readonly illustrative: boolean;
  readonly replaced: string[];
  readonly faults: [];
  figures(locale?: Locale): ScaleFigure[];
  steps(locale?: Locale): Step[];
}

export class Rules {
  constructor(document: RulesDocument);
  readonly document: RulesDocument;
  readonly codes: string[];
  /** A PS by its code or an alias of it. */
  service(code: string): Service | undefined;
  /** The built-in value of a parameter on a day. */
  value(parameter: Parameter, on: string): Value | undefined;
  /** The formulas in force in a year, and its first day; `asks` says whether a field that declares a part is filled in. */
  formulas(service: Service, year: number, asks?: (field: string) => boolean): {
    on: string;
    own: Formula | undefined;
    parts: { name: string; part: Part; formula: Formula | undefined }[];
  };
  /** What is read in a field or for a parameter ("entries.expenses", "parameters.ceiling"), or the fault: to show while typing. */
  read(ps: string, path: string, raw: Figure, locale?: Locale | null, shownIn?: Locale): { figure: Rational; shown: string } | Fault;
  /** The right to a PS; or all that is wrong, each fault with the code and the path that the library gives. */
  estimate(ps: string, entries: Record<string, Figure>, options: Options): Estimate | { faults: Fault[] };
}

/** The number that a person typed in the way of a locale, or why it cannot be read. */
export function readNumber(raw: Figure, locale?: Locale | null): Rational | { code: string; fields: Record<string, unknown> };
