// The search: the index of the page's language (website/search.py) is loaded when the field takes the focus.
// `afasSearch(index)` gives `find(words)`, which the checks ask too: it needs no page.
globalThis.afasSearch = (index) => {
  const IDLE = new Set(
    ("le la les l de du des d un une et ou a au aux en dans pour par sur avec est sont suis ai il elle on je j me ma mon mes " +
      "qui que quoi quel quelle quels quelles qu c ce cette ces se sa son ses ne pas plus comment pourquoi faire que " +
      "the of an and or to in on for with is are was i my me it its this that what which who whom how why do does can be by at")
      .split(" "),
  );
  const fold = (text) => text.toLowerCase().replace(/œ/g, "oe").normalize("NFD").replace(/\p{M}/gu, "");
  const words = (text) => fold(text).match(/[\p{L}\p{N}_]+/gu) ?? [];
  const stem = (word) => (word.length > 3 ? word.replace(/(?:es|s|x|e)$/u, "") : word);

  // How much a word weighs in a section: in the title of its page, its heading, its text, the examples.
  const weights = new Map();
  const add = (text, section, weight, most) => {
    for (const word of words(text)) {
      const term = stem(word);
      const row = weights.get(term) ?? weights.set(term, new Map()).get(term);
      const fields = row.get(section) ?? row.set(section, {}).get(section);
      fields[most] = Math.min((fields[most] ?? 0) + weight, Number(most));
    }
  };
  index.sections.forEach(([page, anchor, heading, text, code], section) => {
    add(index.pages[page][1], section, anchor ? 2 : 7, anchor ? "2" : "7");
    if (!anchor) add(index.pages[page][3], section, 7, "7");
    add(heading, section, 4, "4");
    add(text, section, 0.7, "2.4");
    add(code, section, 0.2, "0.4");
  });
  const terms = [...weights.keys()].sort();

  const synonyms = (word) => {
    const found = new Set();
    for (const group of index.synonyms) {
      if (!group.some((one) => words(one).length === 1 && stem(fold(one)) === word)) continue;
      for (const one of group) for (const other of words(one)) if (!IDLE.has(other)) found.add(stem(other));
    }
    found.delete(word);
    return found;
  };

  // Sections in which a word, one that starts like it, or one used for it stands.
  const scores = (word) => {
    const found = new Map();
    const take = (term, factor) => {
      const row = weights.get(term);
      if (!row) return;
      const rare = Math.log(1 + index.sections.length / row.size);
      for (const [section, fields] of row) {
        const score = factor * rare * Object.values(fields).reduce((sum, one) => sum + one, 0);
        if (score > (found.get(section) ?? 0)) found.set(section, score);
      }
    };
    take(word, 1);
    if (word.length > 2) {
      for (const term of terms) {
        if (term !== word && term.startsWith(word)) take(term, term.length - word.length < 4 ? 0.7 : 0.4);
      }
    }
    for (const other of synonyms(word)) take(other, 0.6);
    return found;
  };

  const find = (query, most = 12) => {
    const all = words(query);
    const asked = [...new Set((all.some((one) => !IDLE.has(one)) ? all.filter((one) => !IDLE.has(one)) : all).map(stem))];
    const sums = new Map();
    for (const word of asked) {
      for (const [section, score] of scores(word)) {
        const [sum, hits] = sums.get(section) ?? [0, 0];
        sums.set(section, [sum + score, hits + 1]);
      }
    }
    const best = new Map();
    for (const [section, [sum, hits]] of sums) {
      const [page, anchor, heading, text] = index.sections[section];
      const [place, title, boost] = index.pages[page];
      const score = sum * boost * (hits / asked.length) ** 1.5;
      if (score > (best.get(page)?.score ?? 0)) best.set(page, { score, place, title, anchor, heading, text });
    }
    return [...best.values()].sort((one, other) => other.score - one.score).slice(0, most);
  };
  return find;
};

(() => {
  const field = globalThis.document?.querySelector("[data-afas-search]");
  if (!field) return;
  const french = document.documentElement.lang === "fr";
  const toggle = document.getElementById("__search");
  const list = document.querySelector("[data-afas-results]");
  const said = document.querySelector("[data-afas-said]");
  let loading;
  const load = () => {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = field.dataset.afasSearch;
      script.onload = () => done(globalThis.afasSearch(globalThis.afasIndex));
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  };
  const show = async () => {
    const find = await load();
    const query = field.value.trim();
    const results = query ? find(query) : [];
    list.replaceChildren(
      ...results.map(({ place, title, anchor, heading, text }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const name = document.createElement("b");
        const rest = document.createElement("span");
        link.href = new URL(place + (anchor ? `#${anchor}` : ""), new URL(field.dataset.root, location));
        name.textContent = heading && heading !== title ? `${title} · ${heading}` : title;
        rest.textContent = text.length > 150 ? `${text.slice(0, 150)}…` : text;
        link.append(name, rest);
        item.append(link);
        return item;
      }),
    );
    const count = results.length;
    said.textContent = !query ? "" : french ? `${count || "Aucun"} résultat${count > 1 ? "s" : ""}` : `${count || "No"} result${count === 1 ? "" : "s"}`;
  };
  field.addEventListener("focus", () => { toggle.checked = true; load(); });
  field.closest(".md-search").addEventListener("focusout", ({ currentTarget, relatedTarget }) => {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) toggle.checked = false; // Tab leaves the search, and closes it
  });
  field.addEventListener("input", show);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  field.form.addEventListener("reset", () => { list.replaceChildren(); said.textContent = ""; field.focus(); });
  toggle.addEventListener("change", () => { if (toggle.checked) field.focus(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") { toggle.checked = false; field.blur(); }
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && (event.key === "/" || event.key === "s")) {
      event.preventDefault();
      field.focus();
    }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && toggle.checked) {
      const links = [field, ...list.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (at >= 0) { event.preventDefault(); links[Math.max(0, Math.min(links.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus(); }
    }
  });
})();
