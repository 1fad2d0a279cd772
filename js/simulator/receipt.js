// A receipt of an estimate: one file that says the case, the right, how it was computed and from which sources.
import { make, table } from "./dom.js";

const STYLE = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0;width:100%}caption{font-weight:700;text-align:left}th,td{border-bottom:1px solid #999;padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top}.warning{border-left:.3rem solid #b35900;font-weight:700;padding-left:.6rem}.worked,.note{display:block}.note{font-style:italic}summary,.total{font-weight:700}p{overflow-wrap:anywhere}";

/** The page as text: `rows` are the case, label and value; `shown` the elements of the result, which are copied. */
export const asReceipt = (title, rows, shown, address, say, locale) => {
  const made = document.implementation.createHTMLDocument(title);
  made.documentElement.lang = locale;
  made.head.prepend(make("meta", { charset: "utf-8" }));
  made.head.append(make("style", {}, STYLE));
  const copies = shown.map((element) => element.cloneNode(true));
  for (const copy of copies) for (const folded of [copy, ...copy.querySelectorAll("details")]) if (folded.tagName === "DETAILS") folded.open = true;
  made.body.append(
    make("h1", {}, title), make("p", {}, say("receiptIs")), table(say("case"), [say("figure"), say("value")], rows), ...copies,
    make("p", {}, say("again"), make("a", { href: address }, address)));
  return `<!doctype html>\n${made.documentElement.outerHTML}\n`;
};
