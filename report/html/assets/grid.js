/* The grid of findings. Only the rows that can be seen are there; the focus stays on the grid, which names the active
 * row. */

const ROW_HEIGHT = 48; /* as in the style sheet */
const SPARE_ROWS = 8;
const grid = document.getElementById("grid");
const gridRows = document.getElementById("rows");
const gridHead = grid.querySelector(".head");
const COLUMNS = [...grid.querySelectorAll("[role=columnheader]")].map((header) => header.dataset.key);
const active = { place: 0 }; /* among the hits */

function cellText(finding, key) {
  switch (key) {
    case "code": return codeOf(finding).name;
    case "status": return wordAt(finding, AT.status)[1];
    default: return textAt(finding, SORTABLE.get(key));
  }
}

function fillCell(cell, finding, key) {
  if (key === "severity") {
    const [outcome, severity] = [wordAt(finding, AT.outcome), wordAt(finding, AT.severity)];
    cell.append(make("b", `sign ${outcome[0]}`, outcome[1]), " ", make("small", severity[0], severity[1]));
  } else {
    cell.textContent = cellText(finding, key);
  }
}

function makeRow(place) {
  const finding = findings[shown.hits[place]];
  const row = make("div");
  row.setAttribute("role", "row");
  row.id = `row-${place}`;
  row.dataset.place = place;
  row.setAttribute("aria-rowindex", place + 2);
  row.setAttribute("aria-selected", place === active.place);
  row.style.transform = `translateY(${place * ROW_HEIGHT}px)`;
  COLUMNS.forEach((key, column) => {
    const cell = make("div", `cell ${key}`);
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colindex", column + 1);
    fillCell(cell, finding, key);
    row.append(cell);
  });
  return row;
}

function drawRows() {
  const first = Math.max(0, Math.floor(grid.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
  const last = Math.min(shown.hits.length, first + Math.ceil(grid.clientHeight / ROW_HEIGHT) + 2 * SPARE_ROWS);
  const rows = [];
  for (let place = first; place < last; place++) {
    rows.push(makeRow(place));
  }
  gridRows.replaceChildren(...rows);
  if (active.place >= first && active.place < last) {
    grid.setAttribute("aria-activedescendant", `row-${active.place}`);
  } else {
    grid.removeAttribute("aria-activedescendant");
  }
}

function scrollToActive() {
  const top = active.place * ROW_HEIGHT;
  const room = grid.clientHeight - gridHead.offsetHeight - ROW_HEIGHT;
  if (top < grid.scrollTop) {
    grid.scrollTop = top;
  } else if (top > grid.scrollTop + room) {
    grid.scrollTop = top - room;
  }
}

function activate(place) {
  active.place = Math.max(0, Math.min(shown.hits.length - 1, place));
  scrollToActive();
  drawRows();
}

/* After a change of filters or order. */
function showHits() {
  findHits();
  active.place = 0;
  grid.scrollTop = 0;
  grid.setAttribute("aria-rowcount", shown.hits.length + 1);
  gridRows.style.height = `${shown.hits.length * ROW_HEIGHT}px`;
  document.getElementById("hits").textContent = say("hits", formatCount(shown.hits.length), formatCount(findings.length));
  drawRows();
}

/* For showHits. */
function sortBy(header) {
  const isDescending = header.getAttribute("aria-sort") === "ascending" ||
    (header.dataset.key === "severity" && !header.hasAttribute("aria-sort"));
  for (const other of gridHead.querySelectorAll("[aria-sort]")) {
    other.removeAttribute("aria-sort");
  }
  header.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
  shown.order = orderBy(header.dataset.key, isDescending);
}

function pageOfRows() {
  return Math.max(1, Math.floor((grid.clientHeight - gridHead.offsetHeight) / ROW_HEIGHT) - 1);
}

const MOVES = new Map([
  ["ArrowDown", () => active.place + 1],
  ["ArrowUp", () => active.place - 1],
  ["PageDown", () => active.place + pageOfRows()],
  ["PageUp", () => active.place - pageOfRows()],
  ["Home", () => 0],
  ["End", () => shown.hits.length - 1],
]);
