// The form of the simulator. The page knows no PS: fields, words and figures all come from the library.
(() => {
  const root = document.getElementById("afas-simulator");
  if (!root) return;
  const locale = root.dataset.locale;
  const say = JSON.parse(document.getElementById("simulator-words").textContent);
  const here = new URL(document.querySelector("script[src$='assets/simulator.js']").src);
  const started = performance.now();
  const status = root.querySelector("[data-part=status]");
  const result = root.querySelector("[data-part=result]");
  const form = root.querySelector("form");
  const fields = root.querySelector("[data-part=fields]");
  const [service, year] = [form.elements.ps, form.elements.year];

  let worker;
  try {
    worker = new Worker(new URL("simulator-worker.js", here), { type: "module" });
  } catch (error) {
    status.textContent = say.server;
    return;
  }
  const waiting = new Map();
  let count = 0;
  worker.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id);
    waiting.delete(data.id);
    data.error ? reject(new Error(data.error)) : resolve(data.value);
  };
  worker.onerror = () => { status.textContent = say.server; };
  const ask = (call, ...args) => new Promise((resolve, reject) => {
    waiting.set(++count, { resolve, reject });
    worker.postMessage({ id: count, call, args });
  });
  const failed = (error) => { status.textContent = `${say.failed} ${error.message}`; };

  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children);
    return made;
  };

  let shown = [];
  const input = (one) => {
    const id = `simulator-${one.path.replace(".", "-")}`;
    const label = make("label", { for: id }, one.label, ...(one.unit ? [make("span", { class: "unit" }, ` (${one.unit})`)] : []));
    const described = [one.hint && `${id}-hint`, `${id}-fault`].filter(Boolean).join(" ");
    const common = { id, name: one.path, "aria-describedby": described };
    const control = one.flag
      ? make("select", common, ...(one.known === "" ? [make("option", { value: "" }, "–")] : []),
        make("option", { value: "true" }, say.yes), make("option", { value: "false" }, say.no))
      : make("input", { ...common, type: "text", inputmode: one.whole ? "numeric" : "decimal", autocomplete: "off" });
    if (one.known !== "") control.value = one.flag ? String(one.known === "1") : one.known;
    const parts = [label, control];
    if (one.hint) parts.push(make("small", { id: `${id}-hint`, class: "hint" }, one.hint));
    parts.push(make("p", { id: `${id}-fault`, class: "fault", hidden: true }));
    return make("div", { class: "field" }, ...parts);
  };

  const draw = async (example) => {
    const typed = new Map(shown.map((one) => [one.path, form.elements[one.path].value]));
    const asked = await ask("form", service.value, Number(year.value), locale);
    shown = asked.groups.flatMap(([, inputs]) => inputs);
    fields.replaceChildren(...asked.groups.map(([title, inputs]) =>
      make("fieldset", {}, make("legend", {}, title), ...inputs.map(input))));
    for (const one of shown) {
      const control = form.elements[one.path];
      if (example && one.example !== "") control.value = String(one.example);
      else if (!example && typed.get(one.path) && one.path.startsWith("entries.")) control.value = typed.get(one.path);
    }
    result.replaceChildren();
    return asked;
  };

  const number = (text) => text.trim().replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  const show = (answer) => {
    for (const one of shown) {
      const control = form.elements[one.path];
      const fault = (answer.faults || []).find((found) => found.path === one.path);
      const place = document.getElementById(`${control.id}-fault`);
      control.toggleAttribute("aria-invalid", false);
      if (fault) control.setAttribute("aria-invalid", "true");
      place.hidden = !fault;
      place.textContent = fault ? fault.text : "";
    }
    if (answer.faults) {
      const lines = answer.faults.map(({ path, text }) => {
        const control = form.elements[path];
        const link = control ? make("a", { href: `#${control.id}` }, path) : make("code", {}, path);
        if (control) link.addEventListener("click", (event) => { event.preventDefault(); control.focus(); });
        return make("li", {}, link, locale === "fr" ? " : " : ": ", text);
      });
      const title = make("h2", { tabindex: "-1" }, say.faults.replace("{count}", String(answer.faults.length)));
      result.replaceChildren(title, make("ul", {}, ...lines));
    } else {
      const title = make("h2", { tabindex: "-1" }, `${say.right} ${answer.amount}`);
      const how = make("div", { class: "explanation" });
      how.innerHTML = answer.explanation; // written by the library from numbers it has read, never from raw text
      how.querySelector("h3")?.remove();
      result.replaceChildren(title, how);
    }
    result.querySelector("h2").focus();
  };

  let illustrated = false;
  const estimate = async () => {
    const pick = (kind) => Object.fromEntries(shown.filter(({ path }) => path.startsWith(`${kind}.`))
      .map(({ path, flag, known }) => [path.slice(kind.length + 1), flag ? form.elements[path].value : number(form.elements[path].value), flag ? String(known === "1") : known])
      .filter(([, value, known]) => kind === "entries" || value !== known)
      .map(([name, value]) => [name, value]));
    const asked = { ps: service.value, year: Number(year.value), entries: pick("entries"), parameters: pick("parameters"), example: illustrated };
    show(await ask("run", JSON.stringify(asked), locale));
  };

  form.addEventListener("submit", (event) => { event.preventDefault(); estimate().catch(failed); });
  form.addEventListener("input", (event) => { if (event.target.name?.startsWith("parameters.")) illustrated = false; });
  service.addEventListener("change", () => { illustrated = false; draw(false).catch(failed); });
  year.addEventListener("change", () => { illustrated = false; draw(false).catch(failed); });
  root.querySelector("[data-part=example]").addEventListener("click", async () => {
    try {
      year.value = String((await ask("form", service.value, Number(year.value), locale)).example_year);
      await draw(true);
      illustrated = true;
      await estimate();
    } catch (error) { failed(error); }
  });

  (async () => {
    const known = await ask("services", locale);
    service.replaceChildren(...known.map(({ code, name }) => make("option", { value: code }, `${code} – ${name}`)));
    service.value = known.some(({ code }) => code === "ALSH") ? "ALSH" : known[0].code;
    year.value = String(known.find(({ code }) => code === service.value).year);
    await draw(false);
    form.hidden = false;
    const seconds = ((performance.now() - started) / 1000).toLocaleString(locale, { maximumFractionDigits: 1 });
    status.textContent = say.ready.replace("{seconds}", seconds);
    root.dataset.ready = "true";
  })().catch(failed);
})();
