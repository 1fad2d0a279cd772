/** An element with its attributes and what it holds; false and undefined leave an attribute out. Texts stay texts. */
export const make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

/** A table with its heads; the first cell of a row is its head. */
export const table = (caption, heads, rows) => make("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, make("table", {},
  make("caption", {}, caption),
  make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))),
  make("tbody", {}, ...rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, ...[first].flat()), ...cells.map((cell) => make("td", {}, ...[cell].flat())))))));

/** A link to a source; only an address of the web becomes a link. */
export const cited = (source, locale) => {
  if (!/^https?:\/\//.test(source.url ?? "")) return source.cite[locale];
  const title = locale === "fr" ? `« ${source.title} »` : `“${source.title}”`;
  return make("span", {}, `${source.publisher}, `, make("a", { href: source.url }, title), source.page ? `, ${source.page}` : "");
};
