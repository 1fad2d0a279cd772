// Runs the library in a thread of its own, so that the page stays usable. Everything it loads stands beside it.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const ready = (async () => {
  const pyodide = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  const answer = await fetch(new URL("./pyodide/afas.zip", import.meta.url));
  if (!answer.ok) throw new Error(`afas.zip: ${answer.status}`);
  pyodide.unpackArchive(await answer.arrayBuffer(), "zip");
  return pyodide.pyimport("website.simulator");
})();

self.onmessage = async ({ data: { id, call, args } }) => {
  try {
    const simulator = await ready;
    self.postMessage({ id, value: JSON.parse(simulator[call](...args)) });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
