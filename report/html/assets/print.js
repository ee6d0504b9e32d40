/* What is filtered is what is printed: a plain table of it, made when the page is printed. */

const PRINTED_MAX = 2000;
const printed = document.getElementById("printed");
const PRINTED_HEADINGS = ["outcome", "code", "subject", "what", "documented", "observed"];

function makeCell(...lines) {
  const cell = make("td");
  lines.filter(Boolean).forEach((line, i) => {
    if (i) {
      cell.append(make("br"));
    }
    cell.append(line);
  });
  return cell;
}

function makePrintedRow(number) {
  const finding = findings[number];
  const code = codeOf(finding);
  const outcome = wordAt(finding, AT.outcome);
  const row = make("tr");
  row.append(
    makeCell(make("span", `sign ${outcome[0]}`, outcome[1]), wordAt(finding, AT.severity)[1],
      wordAt(finding, AT.status)[1]),
    makeCell(code.name, code.title),
    makeCell(textAt(finding, AT.subject), textAt(finding, AT.hostname), textAt(finding, AT.department),
      textAt(finding, AT.location)),
    makeCell(textAt(finding, AT.message), make("span", "note", textAt(finding, AT.remedy)),
      make("code", "", textAt(finding, AT.id))),
    makeCell(textAt(finding, AT.documented), make("code", "", textAt(finding, AT.ledger))),
    makeCell(textAt(finding, AT.observed), make("code", "", textAt(finding, AT.snapshot))));
  return row;
}

function makePrintedTable(numbers) {
  const table = make("table");
  const heading = table.createTHead().insertRow();
  for (const name of PRINTED_HEADINGS) {
    const cell = make("th", "", say(name));
    cell.scope = "col";
    heading.append(cell);
  }
  const body = table.createTBody();
  for (const number of numbers) {
    body.append(makePrintedRow(number));
  }
  return table;
}

function fillPrinted() {
  const numbers = shown.hits.subarray(0, PRINTED_MAX);
  const all = formatCount(shown.hits.length);
  const isAll = numbers.length === shown.hits.length;
  printed.replaceChildren(
    make("p", "", `${say("filter")}: ${filterInWords()}`),
    make("p", "", isAll ? say("printed", all) : say("printedPart", formatCount(numbers.length), all)),
    makePrintedTable(numbers));
}
