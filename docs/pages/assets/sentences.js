/* Beside a value that is pointed at, focused or clicked, the sentence it came from. Without this script the link of the
   value leads to the same sentence further down the page. */
(() => {
  const card = document.createElement("div");
  card.className = "dt-says-card";
  card.setAttribute("role", "status");
  card.hidden = true;
  document.body.append(card);
  let pinned = null;

  const entry = link => {
    const hash = link.getAttribute("href") || "";
    return hash.startsWith("#says-") ? document.getElementById(hash.slice(1)) : null;
  };

  const place = link => {
    const box = (link.closest("td") || link).getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    card.style.left = `${Math.max(8, Math.min(box.left, wide - card.offsetWidth - 8)) + scrollX}px`;
    const below = box.bottom + 6 + card.offsetHeight < innerHeight || box.top < card.offsetHeight + 12;
    card.style.top = `${(below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + scrollY}px`;
  };

  const show = link => {
    const found = entry(link);
    if (!found) return;
    card.replaceChildren(...[...found.childNodes].map(node => node.cloneNode(true)));
    const more = document.createElement("a");
    more.href = `#${found.id}`;
    more.textContent = "all sentences of this page";
    card.append(more);
    card.hidden = false;
    place(link);
  };

  const hide = () => {
    pinned = null;
    card.hidden = true;
  };

  const values = "a.dt-value[href^='#says-'], a.dt-gap[href^='#says-']";
  for (const link of document.querySelectorAll(values)) {
    link.addEventListener("mouseenter", () => pinned || show(link));
    link.addEventListener("mouseleave", () => pinned || hide());
    link.addEventListener("focus", () => { pinned = null; show(link); });
    link.addEventListener("blur", event => card.contains(event.relatedTarget) || hide());
    link.addEventListener("click", event => {
      event.preventDefault();
      const again = pinned === link;
      hide();
      if (again) return;
      show(link);
      pinned = link;
      if (link.id) history.replaceState(null, "", `#${link.id}`);
    });
  }
  document.addEventListener("keydown", event => event.key === "Escape" && hide());
  document.addEventListener("click", event => {
    if (pinned && event.target !== pinned && !pinned.contains(event.target) && !card.contains(event.target)) hide();
  });
  const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named && named.matches(values)) {
    show(named);
    pinned = named;
  }
})();
