// visit.js: look at pages with a real browser and print what was seen as JSON, for test_browser.py.
// SPDX-License-Identifier: GPL-2.0-or-later
//
// node visit.js CHROMIUM ADDRESS FOLDER PATH...      pictures of the pages go to FOLDER; the path "walk" follows links instead
const { chromium } = require('playwright-core');

const [executablePath, address, folder, ...paths] = process.argv.slice(2);

// What can only be asked inside the page.
const measure = () => ({
  scripts: document.scripts.length,
  title: document.title,
  styled: document.querySelector('nav') ? getComputedStyle(document.querySelector('nav')).display === 'flex' : null,
  drawn: document.querySelectorAll('.drawing path').length,
  lines: document.querySelectorAll('.chart polyline').length,
  text: document.body ? document.body.innerText : '',
});

const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function look(browser, path) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const seen = { path, console: [], requests: 0 };
  page.on('console', message => seen.console.push(message.text()));
  page.on('pageerror', error => seen.console.push(String(error)));
  page.on('request', request => { if (!request.url().endsWith('/favicon.ico')) seen.requests++; });
  seen.status = (await page.goto(address + path)).status();
  Object.assign(seen, await page.evaluate(measure));
  const name = path.replace(/0x[0-9a-f]+|\d{6,}/g, 'object').replace(/[^A-Za-z0-9.]+/g, '-') || 'overview';
  await page.screenshot({ path: `${folder}/${name}.png` });
  if (seen.title) {
    await page.setViewportSize({ width: 400, height: 800 });
    seen.wider = await page.evaluate(sideways);
    await page.screenshot({ path: `${folder}/${name}-narrow.png` });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${folder}/${name}-dark.png` });
  } else {
    seen.wider = 0;
  }
  await page.close();
  return seen;
}

async function walk(browser) {
  const page = await browser.newPage();
  const titles = [];
  const note = async () => titles.push(await page.locator('h1').innerText());
  const find = async words => {
    await page.locator('input[name=q]').fill(words);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await note();
  };
  await page.goto(address);
  await note();
  await page.locator('nav').getByText('Types').click();
  await note();
  await page.locator('td').getByText('list', { exact: true }).first().click();
  await note();
  await find("__main__.kept");
  await find("__main__");
  await page.getByText('Take a new photograph').click();
  await note();
  return titles;
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const told = { pages: [] };
  for (const path of paths) {
    if (path === 'walk') told.walk = await walk(browser);
    else told.pages.push(await look(browser, path));
  }
  await browser.close();
  console.log(JSON.stringify(told));
})().catch(error => { console.error(error); process.exit(1); });
