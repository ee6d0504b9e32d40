// Tests that print TAP: test(WHAT, CHECK) runs CHECK, which fails by throwing, or by returning anything but undefined.
let number = 0;
let failures = 0;

const indented = (text) => String(text).split("\n").map((line) => `#   ${line}`).join("\n");

export async function test(what, check) {
  number++;
  try {
    const complaint = await check();
    if (complaint !== undefined && !(Array.isArray(complaint) && complaint.length === 0)) {
      throw new Error(Array.isArray(complaint) ? complaint.slice(0, 20).join("\n") : complaint);
    }
    console.log(`ok ${number} - ${what}`);
  } catch (error) {
    failures++;
    console.log(`not ok ${number} - ${what}\n${indented(error.stack || error)}`);
  }
}

export const note = (text) => console.log(indented(text));

export function end() {
  console.log(`1..${number}`);
  process.exitCode = failures ? 1 : 0;
}
