/* What the theme leaves out. Its search is a dialog without a name; and a table that is wider than the page has to be
   scrolled by keyboard too, as those of the protocols can without this script. */
document.querySelector("[data-md-component=search]")?.setAttribute("aria-label", "Search");
for (const table of document.querySelectorAll(".md-typeset table:not([class])")) {
  const region = document.createElement("div");
  let before = table.previousElementSibling;
  while (before && !/^H[1-6]$/.test(before.tagName)) before = before.previousElementSibling;
  region.className = "dt-scroll";
  region.tabIndex = 0;
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", before ? before.firstChild.textContent : "Table");
  table.className = "dt-table";
  table.replaceWith(region);
  region.append(table);
}
