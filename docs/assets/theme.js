// What the theme keeps for a reader, in this site's own storage; a file, so that pages hold no script of their own.
(() => {
  const scope = new URL(document.currentScript.dataset.scope, location);
  window.__md_scope = scope;
  window.__md_hash = (text) => [...text].reduce((sum, letter) => (sum << 5) - sum + letter.charCodeAt(0), 0);
  window.__md_get = (key, storage = localStorage, place = scope) => JSON.parse(storage.getItem(`${place.pathname}.${key}`));
  window.__md_set = (key, value, storage = localStorage, place = scope) => {
    try { storage.setItem(`${place.pathname}.${key}`, JSON.stringify(value)); } catch { /* a full or closed storage keeps nothing */ }
  };
  // The colours that the reader chose, as soon as there is a body to paint.
  new MutationObserver((_, watch) => {
    if (!document.body) return;
    watch.disconnect();
    const palette = window.__md_get("__palette");
    for (const [key, value] of Object.entries(palette?.color ?? {})) document.body.setAttribute(`data-md-color-${key}`, value);
  }).observe(document.documentElement, { childList: true });
})();
