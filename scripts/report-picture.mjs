// Takes the README's picture: docs/report.png from the report of a finished run.
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import sparticuz from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const [folder = "runs/demo", colorScheme = "light"] = process.argv.slice(2);
const target = fileURLToPath(new URL("../docs/report.png", import.meta.url));
const executablePath = process.env.WRISTILL_CHROMIUM ?? (await sparticuz.executablePath());
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const viewport = { width: 1120, height: 1072 }; // to the end of a row of the table
const page = await browser.newPage({ viewport, deviceScaleFactor: 1.25, colorScheme });
await page.goto(pathToFileURL(resolve(folder, "report.html")).href);
await page.screenshot({
  path: colorScheme === "light" ? target : target.replace(".png", "-dark.png"),
});
await browser.close();
process.stdout.write(`${target}\n`);
