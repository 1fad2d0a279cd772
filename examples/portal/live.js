// The estimate while typing: the page computes at once, the server judges once the typing stops.
import { Rules } from "./afas.js";

const place = document.getElementById("live");
const given = JSON.parse(place.dataset.given);
const form = place.querySelector("form");
const [amount, verdict, steps] = ["amount", "verdict", "steps"].map((part) => document.getElementById(`live-${part}`));
const say = (name, fields = {}) => given.words[name].replace(/\{(\w+)\}/g, (_, key) => fields[key]);
const QUIET = 400; // milliseconds without a key before the server is asked

const typed = () => Object.fromEntries([...form.elements].filter(({ name }) => name.startsWith("field-")).map(({ name, value }) => [name.slice(6), value.trim()]));

/** Shows beside each input what is wrong with it, and nothing beside the others. */
const mark = (faults) => {
  for (const input of form.elements) {
    if (!input.name.startsWith("field-")) continue;
    const fault = faults.find(({ path }) => path === `entries.${input.name.slice(6)}`);
    const id = `${input.id}-fault`;
    document.getElementById(id)?.remove();
    input.removeAttribute("aria-invalid");
    if (!fault) continue;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    input.after(Object.assign(document.createElement("span"), { id, className: "fault", textContent: fault.text }));
  }
};

const rules = new Rules(await (await fetch(given.rules)).json());
let [timer, turn] = [0, 0];

const estimate = () => {
  const entries = typed();
  const made = rules.estimate(given.ps, { ...given.fixed, ...entries }, given.options);
  mark(made.faults.map((fault) => ({ path: fault.path, text: fault.text(given.locale) })));
  clearTimeout(timer);
  turn += 1;
  verdict.textContent = "";
  const shown = made.faults.length ? [] : made.steps(given.locale);
  steps.replaceChildren(...shown.map(({ label, figures, value }) => Object.assign(document.createElement("li"), { textContent: `${label} : ${figures} = ${value}` })));
  amount.textContent = shown.length ? say("live_amount", { amount: shown.at(-1).value }) : made.faults.map((fault) => fault.text(given.locale)).join(" ");
  if (shown.length) timer = setTimeout(judge, QUIET, entries, made.amount, turn);
};

/** Asks the server; an answer to figures that are no longer there is left aside. */
const judge = async (entries, shown, asked) => {
  verdict.textContent = say("live_asking");
  let answer;
  try {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    answer = await (await fetch(given.judge, { method: "POST", headers, body: JSON.stringify({ entries, amount: shown, digest: given.digest }) })).json();
  } catch {
    answer = null;
  }
  if (asked !== turn) return;
  if (!answer) verdict.textContent = say("live_unreached");
  else if (answer.faults) {
    mark(answer.faults);
    verdict.textContent = answer.faults.map(({ text }) => text).join(" ");
  } else if (!answer.same_rules) verdict.textContent = say("live_rules", { amount: answer.shown });
  else verdict.textContent = say(answer.as_shown ? "live_confirmed" : "live_other", { amount: answer.shown });
};

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", estimate);
place.hidden = false;
estimate();
