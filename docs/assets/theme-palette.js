// The colours that the reader chose, before the page is drawn.
(() => {
  const palette = window.__md_get("__palette");
  for (const [key, value] of Object.entries(palette?.color ?? {})) document.body.setAttribute(`data-md-color-${key}`, value);
})();
