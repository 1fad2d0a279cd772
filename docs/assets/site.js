// What the theme leaves out for those who do not use a mouse: a name for the search, tables that scroll by keyboard.
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
})();
