// The form: what is needed first, what the Caf gives, bonuses behind their question, the scale.
import { cited, make } from "./dom.js";
import { plan } from "./plan.js";
import { faultText } from "./words.js";

const idOf = (path) => `simulator-${path.replace(".", "-")}`;

export class Form {
  /** `changed(path)` is called after each edit; `open` holds the names of the parts that are ticked. */
  constructor(place, rules, locale, say, changed) {
    Object.assign(this, { place, rules, locale, say, changed, shown: null, controls: new Map() });
  }

  /** Draws the inputs of a case; those that stay keep what was typed. */
  draw(the, open) {
    Object.assign(this, { the, open });
    this.controls.clear();
    this.shown = plan(this.rules, the.ps, Number(the.year), open);
    if (!this.shown) { this.place.replaceChildren(); return; }
    const { say, shown, locale } = this;
    const { declared, caf, questions, shared, missing, built, label } = shown;
    const group = (title, hint, ...inputs) => (inputs.length ? make("fieldset", {}, make("legend", {}, title), hint && make("p", { class: "hint" }, hint), ...inputs) : null);
    const fields = (list) => list.map((field) => this.#field(field));
    const groups = [
      group(say("declared"), null, ...fields(declared)),
      group(say("missing", { year: label }), say("missingHint"), ...missing.map(({ parameter }) => this.#figure(parameter))),
      group(say("caf"), say("cafHint"), ...fields(caf)),
      group(say("bonuses"), say("bonusHint"), ...questions.map((one) => this.#question(one))),
      group(say("shared"), null, ...fields(shared)),
    ];
    if (built.length) {
      const replaced = built.some(({ parameter }) => the.figures[parameter.name]?.raw.trim());
      const inputs = [...built].map((one) => this.#held(one));
      const title = say("built", { year: label, count: built.length });
      groups.push(make("details", { open: replaced || this.unfolded }, make("summary", {}, title), make("p", { class: "hint" }, say("builtHint")), ...inputs));
      groups.at(-1).addEventListener("toggle", (event) => { this.unfolded = event.target.open; });
    }
    this.place.replaceChildren(...groups.filter(Boolean));
  }

  /** The label of what stands at a path of a fault. */
  label(path) {
    const [place, name] = path.split(".");
    const known = { entries: this.shown?.service.fields, parameters: this.shown?.service.parameters }[place]?.get(name);
    return known ? known.text[this.locale] : null;
  }

  /** Shows each fault beside its field, and takes away those that are mended. */
  mark(faults) {
    for (const [path, control] of this.controls) this.#fault(control, faults.find((fault) => fault.path === path));
  }

  #fault(control, fault) {
    const place = document.getElementById(`${control.id}-fault`);
    if (fault) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    place.hidden = !fault;
    place.textContent = fault ? faultText(fault, this.locale) : "";
  }

  #question(one) {
    const { say, locale, the, open } = this;
    const ticked = open.has(one.name);
    const id = `simulator-part-${one.name}`;
    const box = make("input", { type: "checkbox", id });
    box.checked = ticked;
    const inside = !ticked ? [] : [...(one.field.unit === "flag" ? [] : [one.field]), ...one.more].map((field) => this.#field(field));
    box.addEventListener("change", () => {
      if (box.checked) open.add(one.name);
      else open.delete(one.name);
      if (one.field.unit === "flag") the.entries[one.field.name] = String(box.checked);
      else if (!box.checked) delete the.entries[one.field.name];
      this.draw(the, open);
      document.getElementById(id).focus();
      this.changed(null);
    });
    const path = `entries.${one.field.name}`;
    if (one.field.unit === "flag") this.controls.set(path, box);
    return make("div", { class: "question", role: "group", "aria-label": one.label[locale] },
      make("div", { class: "tick" }, box, make("label", { for: id }, one.label[locale])),
      one.field.unit === "flag" ? make("p", { id: `${id}-fault`, class: "fault", hidden: true }) : null, ...inside);
  }

  #field(field) {
    const { the, locale, say } = this;
    const path = `entries.${field.name}`;
    const set = (raw) => { the.entries[field.name] = raw; };
    const hints = [field.default !== null && field.unit !== "flag" && say("optional"), field.unit === "ratio" && say("ratio")].filter(Boolean);
    return this.#input(path, field.text[locale], field.unit, the.entries[field.name] ?? "", set, hints, field.default);
  }

  #figure(parameter, label = parameter.text[this.locale], before = []) {
    const { the, say } = this;
    const set = (raw) => { the.figures[parameter.name] = { ...the.figures[parameter.name], raw }; };
    const hints = parameter.unit === "ratio" ? [say("ratio")] : [];
    return this.#input(`parameters.${parameter.name}`, label, parameter.unit, the.figures[parameter.name]?.raw ?? "", set, hints, null, before);
  }

  #held({ parameter, value }) {
    const { rules, the, locale, say } = this;
    const { shown } = rules.read(the.ps, `parameters.${parameter.name}`, value.value, null, locale);
    const label = parameter.text[locale];
    const source = make("p", { class: "held" }, make("strong", {}, label), say("colon"), shown, ". ", make("span", { class: "hint" }, cited(rules.document.sources[value.source], locale), ` (${rules.document.grades[value.grade][locale]})`));
    return this.#figure(parameter, say("instead", { label }), [source]);
  }

  #input(path, label, unit, raw, set, hints, standard, before = []) {
    const { rules, the, locale, say } = this;
    const id = idOf(path);
    const { whole, [locale]: words } = rules.document.units[unit];
    const common = { id, name: path, "aria-describedby": `${id}-read ${id}-fault` };
    const flag = unit === "flag";
    const options = [["true", rules.document.words.yes], ["false", rules.document.words.no]].map(([value, text]) => make("option", { value }, text[locale]));
    const control = flag ? make("select", common, ...(standard === null ? [make("option", { value: "" }, "–")] : []), ...options)
      : make("input", { ...common, type: "text", inputmode: whole ? "numeric" : "decimal", autocomplete: "off" });
    control.value = flag && raw === "" && standard !== null ? String(standard !== "0") : raw;
    const shown = make("p", { id: `${id}-read`, class: "read" });
    const fault = make("p", { id: `${id}-fault`, class: "fault", hidden: true });
    const show = () => {
      const read = !flag && control.value.trim() ? rules.read(the.ps, path, control.value, locale) : {};
      shown.textContent = read.figure ? [say("read", { value: read.shown }), this.#mark(path, read.figure)].filter(Boolean).join(" · ") : "";
      shown.classList.toggle("illustrative", shown.textContent.includes(say("illustrative")));
      return read;
    };
    const edited = () => {
      set(control.value);
      const read = show();
      if (!read.code) this.#fault(control, null);
      this.changed(path);
    };
    control.addEventListener("input", edited);
    control.addEventListener("change", () => { const read = show(); this.#fault(control, read.code ? read : null); });
    this.controls.set(path, control);
    show();
    const about = [...(flag ? [] : unit === "ratio" ? [] : [words]), ...hints].join(say("comma"));
    return make("div", { class: "field" }, ...before, make("label", { for: id }, label, about && make("span", { class: "unit" }, ` (${about})`) || ""), control, shown, fault);
  }

  /** What a figure is: illustrative, of a file, or a replacement of a sourced one. */
  #mark(path, figure) {
    const [place, name] = path.split(".");
    if (place !== "parameters") return "";
    const { say, the, shown } = this;
    const known = the.figures[name];
    const built = shown.built.find(({ parameter }) => parameter.name === name);
    const held = built && this.rules.read(the.ps, path, built.value.value, null, this.locale);
    if (held && held.figure.compare(figure)) return say("replacing", { value: held.shown });
    if (known?.exact !== figure.toString()) return "";
    return known.source ? say("fromPack", { source: known.source }) : say("illustrative");
  }

  /** The case as it is read: the label and the value of each input that is filled in or ticked, with its mark. */
  get said() {
    const { rules, the, locale } = this;
    return [...this.controls].filter(([, control]) => (control.type === "checkbox" ? control.checked : control.value.trim())).map(([path, control]) => {
      const raw = control.type === "checkbox" ? "true" : control.value;
      const read = rules.read(the.ps, path, raw, locale);
      return [this.label(path), read.figure ? [read.shown, this.#mark(path, read.figure)].filter(Boolean).join(this.say("comma")) : raw];
    });
  }
}
