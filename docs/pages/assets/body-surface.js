/* Arithmetic only: what the doses per square metre of a page come to for one body surface. Exact: whole numbers are
   multiplied and the decimal point is set, so that nothing is rounded. Nothing is sent or kept. */
const BodySurface = (() => {
  /* "1.80" as a whole number and how many digits stand behind its point: [180n, 2]. */
  const parsed = text => {
    const [whole, part = ""] = text.split(".");
    return [BigInt(whole + part), part.length];
  };

  const times = (one, other) => {
    const [a, behind] = parsed(one);
    const [b, more] = parsed(other);
    const digits = (a * b).toString().padStart(behind + more + 1, "0");
    const point = digits.length - behind - more;
    const part = digits.slice(point).replace(/0+$/, "");
    return digits.slice(0, point) + (part ? `.${part}` : "");
  };

  /* "0.5" to "0.5" mg/m2 and "1.8" as "0.9 mg"; a range stays a range; null for what is not per square metre. */
  const worked = (low, high, unit, surface) => {
    if (!unit.endsWith("/m2")) return null;
    const mass = {ug: "microgram"}[unit.slice(0, -3)] || unit.slice(0, -3);
    const from = times(low, surface);
    const to = times(high, surface);
    return `${from === to ? from : `${from} to ${to}`} ${mass}`;
  };

  /* What was typed as square metres, or what is wrong with it. */
  const read = typed => {
    const text = typed.trim().replace(",", ".");
    if (!text) return {surface: null};
    if (!/^\d{1,2}(\.\d{1,4})?$/.test(text)) return {wrong: "Expected a number of square metres, such as 1.73"};
    const value = Number(text);
    if (value < 0.1 || value > 4) return {wrong: "Expected a body surface from 0.1 to 4 m²"};
    return {surface: text};
  };

  return {times, worked, read};
})();

{
  const place = document.getElementById("body-surface");
  const show = surface => {
    for (const old of document.querySelectorAll(".dt-worked")) old.remove();
    if (!surface) return;
    for (const value of document.querySelectorAll("[data-low][data-unit]")) {
      const {low, high, unit} = value.dataset;
      const text = BodySurface.worked(low, high, unit, surface);
      if (text === null) continue;
      const day = /per day$/.test(value.textContent) ? " per day" : "";
      const note = document.createElement("span");
      note.className = "dt-worked";
      note.textContent = `= ${text}${day}`;
      value.after(note);
    }
  };
  if (place) {
    place.innerHTML =
      '<details><summary>Arithmetic only: amounts for a body surface</summary>' +
      '<p><label for="dt-m2">Body surface</label> <input id="dt-m2" inputmode="decimal" autocomplete="off" size="6" ' +
      'aria-describedby="dt-m2-said"> m² <button type="button">Clear</button></p>' +
      '<p id="dt-m2-said" role="status"></p>' +
      '<p>Each dose per m² times this number, exactly and unrounded, beside the dose. It is no order and no check of one: ' +
      'no limit, no rounding to vials, nothing about the patient. It is not printed.</p></details>';
    const input = place.querySelector("input");
    const said = place.querySelector("[role=status]");
    const update = () => {
      const {surface = null, wrong = ""} = BodySurface.read(input.value);
      input.setAttribute("aria-invalid", wrong ? "true" : "false");
      said.textContent = wrong || (surface ? `Arithmetic only, for ${surface} m².` : "");
      show(surface);
    };
    input.addEventListener("input", update);
    place.querySelector("button").addEventListener("click", () => {
      input.value = "";
      update();
      input.focus();
    });
  }
}
