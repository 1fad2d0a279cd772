// What the theme leaves out for those who do not use a mouse: a name for the search, tables that scroll by keyboard;
// and what is folded: opened by a link to it, and on paper.
(() => {
  const french = document.documentElement.lang === "fr";
  document.querySelector(".md-search")?.setAttribute("aria-label", french ? "Recherche" : "Search");
  const reach = () => {
    for (const wide of document.querySelectorAll(".md-typeset__scrollwrap:not([tabindex]), .afas-wide:not([tabindex])")) {
      wide.tabIndex = 0;
    }
  };
  new MutationObserver(reach).observe(document.body, { childList: true, subtree: true });
  reach();

  // A link to a place that is folded away opens what holds it, here or on another page.
  const unfold = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let folded = place?.closest("details:not([open])"); folded; folded = folded.parentElement.closest("details:not([open])")) folded.open = true;
    if (place?.closest("details")) place.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  addEventListener("DOMContentLoaded", unfold);

  // Paper shows what is folded, and the screen is as it was afterwards.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const folded of opened) folded.open = true;
  });
  addEventListener("afterprint", () => {
    for (const folded of opened) folded.open = false;
    opened = [];
  });
})();
