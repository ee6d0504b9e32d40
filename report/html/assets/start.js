/* What happens when. */

const PIECE = 4000; /* findings indexed at a time */

function onGridKey(event) {
  if (event.target !== grid) {
    return;
  }
  const move = MOVES.get(event.key);
  if (move) {
    event.preventDefault();
    activate(move());
    if (!detail.hidden) {
      fillDetail();
    }
  } else if (event.key === "Enter") {
    event.preventDefault();
    openDetail();
    detail.focus();
  } else if (event.key === "Escape" && !detail.hidden) {
    closeDetail();
  }
}

/* Filters and orders change what is open as well as what is listed. */
function onFilter() {
  showHits();
  if (!detail.hidden) {
    if (shown.hits.length) {
      fillDetail();
    } else {
      detail.hidden = true;
      split.classList.remove("open");
    }
  }
}

function onFigure(event) {
  const link = event.target.closest("a[data-filter]");
  if (link) {
    setFilters(link.dataset.filter);
    onFilter();
    grid.focus({ preventScroll: true });
  }
}

function onRow(event) {
  const row = event.target.closest("[role=row]");
  if (row && row.dataset.place !== undefined) {
    activate(Number(row.dataset.place));
    openDetail();
  }
}

function onHash() {
  const match = /^#finding-([0-9a-f]{16})$/.exec(window.location.hash);
  if (match) {
    openById(match[1]);
  }
}

function listen() {
  let isDrawing = false;
  queryInput.addEventListener("input", onFilter);
  selects.forEach((select) => select.addEventListener("change", onFilter));
  document.getElementById("clear").addEventListener("click", () => {
    resetFilters();
    onFilter();
  });
  gridHead.addEventListener("click", (event) => {
    const header = event.target.closest("[role=columnheader]");
    if (header) {
      sortBy(header);
      onFilter();
    }
  });
  grid.addEventListener("keydown", onGridKey);
  grid.addEventListener("scroll", () => {
    if (!isDrawing) {
      isDrawing = true;
      requestAnimationFrame(() => {
        isDrawing = false;
        drawRows();
      });
    }
  }, { passive: true });
  gridRows.addEventListener("click", onRow);
  detail.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeDetail();
    }
  });
  document.addEventListener("click", onFigure);
  window.addEventListener("hashchange", onHash);
  window.addEventListener("resize", drawRows);
  window.addEventListener("beforeprint", fillPrinted);
  window.addEventListener("afterprint", () => printed.replaceChildren());
}

/* Whatever can be made ready before somebody asks for it, a piece at a time. */
function prepare() {
  const pending = [...SORTABLE.keys()].filter((key) => !ranks.has(key));
  if (pending.length) {
    ranksOf(pending[0]);
  } else if (indexMore(PIECE)) {
    document.documentElement.dataset.ready = "";
    return;
  }
  setTimeout(prepare, 0);
}

function start() {
  document.getElementById("browser").hidden = false;
  shown.order = Uint32Array.from(findings, (_, number) => number);
  selects.forEach((select, key) => fillSelect(key, select));
  resetFilters();
  listen();
  showHits();
  onHash();
  prepare();
}

start();
