// The simulator: it wires the form, the evaluator and the result. Rules, figures and sentences come from the document.
import packed from "afas-rules"; // the document in one language, deflated, given when the page is built
import { Rules } from "../afas.js";
import { address, fromAddress, supplied, worked } from "./case.js";
import { compared } from "./compare.js";
import { make } from "./dom.js";
import { download } from "./download.js";
import { Form } from "./form.js";
import { readPack } from "./pack.js";
import { asReceipt } from "./receipt.js";
import { estimated, opened } from "./plan.js";
import { faultsShown, resultShown } from "./result.js";
import { faultText, speaker } from "./words.js";

const unpacked = (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
};

/** Has the text been put on the clipboard? Pages that are not of a secure address have none. */
const copied = async (text) => {
  try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
};

const start = async (root) => {
  const locale = root.dataset.locale;
  const say = speaker(locale);
  if (!("DecompressionStream" in window)) {
    root.replaceChildren(make("p", { role: "alert" }, say("tooOld")));
    return;
  }
  const rules = new Rules(await unpacked(packed));
  let [the, other, open, made] = [null, null, new Set(), null];

  const service = make("select", { id: "simulator-ps" }, ...rules.codes.map((code) => make("option", { value: code }, `${code} – ${rules.service(code).text[locale]}`)));
  const year = make("input", { id: "simulator-year", type: "text", inputmode: "numeric", autocomplete: "off", maxlength: "4", "aria-describedby": "simulator-year-fault" });
  const yearLabel = make("label", { for: "simulator-year" });
  const yearFault = make("p", { id: "simulator-year-fault", class: "fault", hidden: true });
  const inputs = make("div", { "data-part": "fields" });
  const file = make("input", { id: "simulator-pack", type: "file", accept: ".json,application/json" });
  const told = make("div", { "data-part": "told", role: "status" });
  const result = make("section", { "data-part": "result", "aria-label": say("steps") });
  const comparison = make("section", { "data-part": "compared" });
  const button = (part, attributes = {}) => make("button", { type: "button", "data-part": part, ...attributes }, say(part));
  const form = make("form", { novalidate: true },
    make("div", { class: "first" },
      make("div", { class: "field" }, make("label", { for: "simulator-ps" }, say("service")), service),
      make("div", { class: "field" }, yearLabel, year, yearFault)),
    inputs,
    make("div", { class: "buttons" }, button("estimate", { type: "submit" }), button("example"), button("clear")),
    make("div", { class: "field pack" }, make("label", { for: "simulator-pack" }, say("pack")), file));
  root.replaceChildren(form, told, result, comparison);

  const drawn = new Form(inputs, rules, locale, say, (path) => edited(path));
  const tell = (...lines) => told.replaceChildren(...lines.map((line) => make("p", {}, line)));

  const place = () => {
    const words = address(rules, the, locale, other);
    try { history.replaceState(null, "", `#${words}`); } catch { /* a page that may not change its address still computes */ }
    const twin = document.querySelector(".afas-language a");
    if (twin) twin.hash = words;
  };

  const edited = () => {
    if (made) {
      result.classList.add("stale");
      // a file would hold the figures of now and the amount of before
      for (const button of result.querySelectorAll("[data-part=json], [data-part=csv], [data-part=receipt]")) button.disabled = true;
      if (!result.querySelector(".staleness")) result.prepend(make("p", { class: "warning staleness", role: "status" }, say("stale")));
    }
    comparison.replaceChildren();
    place();
  };

  const yearWrong = (faults) => {
    const fault = faults.find(({ path }) => path === "year");
    year.toggleAttribute("aria-invalid", false);
    if (fault) year.setAttribute("aria-invalid", "true");
    yearFault.hidden = !fault;
    yearFault.textContent = fault ? faultText(fault, locale) : "";
  };

  const draw = () => {
    service.value = the.ps;
    year.value = the.year;
    yearLabel.textContent = say(rules.service(the.ps).school_year ? "school" : "year");
    drawn.draw(the, open);
    yearWrong(drawn.shown ? [] : estimated(rules, the, open, locale, supplied).faults);
  };

  const show = (focus = true) => {
    const estimate = estimated(rules, the, open, locale, supplied);
    result.classList.remove("stale");
    drawn.mark(estimate.faults);
    yearWrong(estimate.faults);
    comparison.replaceChildren();
    made = estimate.faults.length ? null : estimate;
    if (!made) result.replaceChildren(...faultsShown(estimate.faults, drawn, year, locale, say));
    else {
      result.replaceChildren(...resultShown(made, drawn.shown, the, rules, locale, say), tools());
      if (other) comparison.replaceChildren(...compared(rules, other, the, locale, say), dropButton());
    }
    if (focus) result.querySelector("h2").focus();
    place();
    performance.mark("afas-result");
  };

  const take = (next, compute) => {
    the = next;
    open = opened(rules, the, locale);
    made = null;
    result.classList.remove("stale");
    result.replaceChildren();
    comparison.replaceChildren();
    draw();
    if (compute) show(compute === "focus");
    else place();
  };

  const act = (part, act) => {
    const made = button(part);
    made.addEventListener("click", act);
    return made;
  };
  const dropButton = () => act("drop", () => { other = null; comparison.replaceChildren(); place(); });
  const copy = (the) => structuredClone(the);
  const tools = () => make("div", { class: "buttons tools" },
    act("keep", () => { other = copy(the); place(); tell(say("kept")); }),
    act("link", async () => tell(await copied(location.href) ? say("copied") : say("copyIt", { address: location.href }))),
    act("print", () => window.print()),
    act("json", () => download.json(made, the, rules, say, locale)),
    act("csv", () => download.csv(made, the, rules, say, locale)),
    act("receipt", () => download.receipt(the, receipt())));
  const receipt = () => {
    const title = `${say("estimate_of")} ${the.ps} ${drawn.shown.label}`;
    const shown = [...result.children].filter((element) => !element.matches(".tools, .staleness"));
    return asReceipt(title, drawn.said, shown, location.href, say, locale);
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); tell(); show(); });
  service.addEventListener("change", () => take({ ps: service.value, year: rules.service(service.value).school_year === rules.service(the.ps).school_year ? the.year : String(rules.service(service.value).example.year), entries: {}, figures: {} }));
  year.addEventListener("input", () => {
    the.year = year.value.trim();
    if (the.year.length !== 4) return;
    draw();
    edited();
  });
  year.addEventListener("change", () => { the.year = year.value.trim(); draw(); edited(); });
  root.querySelector("[data-part=example]").addEventListener("click", () => { tell(); take(worked(rules, the.ps, locale), "focus"); });
  root.querySelector("[data-part=clear]").addEventListener("click", () => { tell(); other = null; take({ ...the, entries: {}, figures: {} }); service.focus(); });
  file.addEventListener("change", async () => {
    if (!file.files.length || !drawn.shown) return;
    const read = readPack(rules, await file.files[0].text(), drawn.shown, locale, say);
    file.value = "";
    if (read.faults.length) { tell(...read.faults); return; }
    Object.assign(the.figures, read.figures);
    draw();
    edited();
    tell(say("packRead", { count: Object.keys(read.figures).length }), ...read.kept);
  });

  const arrive = () => {
    const words = location.hash.slice(1);
    const first = rules.service(rules.codes.includes("ALSH") ? "ALSH" : rules.codes[0]);
    const empty = { ps: first.code, year: String(first.example.year), entries: {}, figures: {} };
    if (!words.includes("ps=")) { take(empty); return; }
    const found = fromAddress(rules, words, locale);
    other = found.other;
    tell(...(found.the ? found.dropped.length ? [say("dropped", { names: found.dropped.join(say("comma")) })] : [] : [say("unknownService", { name: found.dropped[0] })]));
    take(found.the ?? empty, Boolean(found.the) && Object.keys(found.the.entries).length > 0);
  };
  window.addEventListener("hashchange", arrive);
  // what is folded is printed too
  window.addEventListener("beforeprint", () => {
    for (const folded of result.querySelectorAll("details:not([open])")) { folded.open = true; folded.dataset.folded = "true"; }
  });
  window.addEventListener("afterprint", () => {
    for (const folded of result.querySelectorAll("[data-folded]")) { folded.open = false; delete folded.dataset.folded; }
  });
  arrive();
  root.dataset.ready = "true";
};

const root = document.getElementById("afas-simulator");
if (root) start(root);
