/* What makes the site nicer with JavaScript; everything works without it. */
import htmx from "htmx.org";

window.htmx = htmx;

/* A form that came back with faults: go to the summary, so that it is read first. */
document.querySelector("[data-focus]")?.focus();

/* Tables that are shown as cards lose their meaning for some screen readers; naming the roles keeps it. */
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
function nameRoles(root) {
  for (const element of root.querySelectorAll(".ww-table, .ww-table :is(thead, tbody, tr, td, th)")) {
    const role = ROLES[element.tagName] ?? (element.getAttribute("scope") === "row" ? "rowheader" : "columnheader");
    element.setAttribute("role", role);
  }
}
nameRoles(document);
htmx.onLoad(nameRoles);

/* An open menu closes with Escape and with a click elsewhere. */
const MENUS = "details.ww-account[open], details.ww-menu[open]";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(MENUS)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(event.target)) menu.open = false;
});
