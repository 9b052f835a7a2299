// What people do, in the words of the pages: by role and label only.
import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {{ tenant: string, oid: string, upn: string, name: string }} Person Somebody who can sign in. */
/** @typedef {{ id: string, name: string, slug: string, path: string, entrance: string }} Room With the paths of board and entrance. */

/** @type {WeakSet<import("@playwright/test").BrowserContext>} */
const scriptless = new WeakSet();

/** Notes that the pages of a context run no scripts.
 *  @param {import("@playwright/test").BrowserContext} context */
export function withoutScripts(context) {
  scriptless.add(context);
}

/** Whether a page runs scripts.
 *  @param {Page} page */
export function hasScripts(page) {
  return !scriptless.has(page.context());
}

/** Checks what somebody else's action changes: with script it comes by itself, without the page is loaded again.
 *  @param {Page} page
 *  @param {() => Promise<void>} check */
export async function soon(page, check) {
  if (hasScripts(page)) return check();
  await expect(async () => {
    await page.reload();
    await check();
  }).toPass();
}

/** Waits until the page follows by itself; nothing to wait for without script.
 *  @param {Page} page */
export async function awake(page) {
  if (hasScripts(page)) await expect(page.getByRole("main").getByText(/^(Live|This page updates by itself\.)$/)).toBeVisible();
}

/** The words with which a board admits that it does not follow. What is read out beside them stands elsewhere.
 *  @param {Page} page */
export function notLive(page) {
  return page.getByRole("main").getByText(/^Not live/).first();
}

/** The form with Microsoft's answer sends itself; without script somebody presses its button.
 *  @param {Page} page */
export async function carryOn(page) {
  if (!hasScripts(page)) await page.getByRole("button", { name: "Continue" }).click();
}

/** Picks an account on Microsoft's page, without going on from there.
 *  @param {Page} page
 *  @param {Person} person */
export async function pick(page, person) {
  await expect(page.getByRole("heading", { level: 1, name: "Pick an account" })).toBeVisible();
  const listed = page.getByRole("button", { name: person.upn });
  if (await listed.count()) return listed.click();
  await page.getByLabel("Another account").fill(person.upn);
  await page.getByRole("button", { name: "Next" }).click();
}

/** Picks an account and returns to Anteroom with the answer.
 *  @param {Page} page
 *  @param {Person} person */
export async function pickAccount(page, person) {
  await pick(page, person);
  await carryOn(page);
}

/** Signs in and opens a page.
 *  @param {Page} page
 *  @param {Person} person */
export async function signIn(page, person, path = "/rooms") {
  await page.goto(`/signin?return=${encodeURIComponent(path)}`);
  await pickAccount(page, person);
  await expect(page).toHaveURL(path);
}

/** Signs in on the board of a room.
 *  @param {Page} page
 *  @param {Person} person
 *  @param {Room} room */
export async function openBoard(page, person, room) {
  await signIn(page, person, room.path);
  await expect(page.getByRole("heading", { level: 1, name: room.name })).toBeVisible();
  await awake(page);
}

/** Connects Teams from a board, once.
 *  @param {Page} page
 *  @param {Room} room */
export async function connectTeams(page, room) {
  await page.getByRole("link", { name: "Connect Teams" }).first().click();
  await carryOn(page);
  await expect(page).toHaveURL(room.path);
  await awake(page);
}

/** What a page says about a refused action: an alert above the form, or with script a notice.
 *  @param {Page} page
 *  @param {string | RegExp} text */
export function told(page, text) {
  return page.getByRole("alert").or(page.getByRole("status")).filter({ hasText: text }).first();
}

/** Fills in the entrance form without sending it.
 *  @param {Page} page
 *  @param {{ name: string, about?: string }} visitor */
export async function fillEntrance(page, { name, about = "Sleep" }) {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("What is it about?").fill(about);
  await page.getByLabel(/^I agree/).check();
}

/** Enters a room as a visitor.
 *  @param {Page} page
 *  @param {Room} room
 *  @param {{ name: string, about?: string }} visitor */
export async function join(page, room, visitor) {
  await page.goto(room.entrance);
  await fillEntrance(page, visitor);
  await page.getByRole("button", { name: "Take a place in line" }).click();
  await expect(page).toHaveURL(`${room.entrance}/ticket`);
  await expect(page.getByRole("heading", { name: /^You are next$|ahead of you$/ })).toBeVisible();
}

/** The card of a visitor on a board, by name or number.
 *  @param {Page} page
 *  @param {string} name */
export function card(page, name) {
  return page.getByRole("article", { name: new RegExp(`· ${name}$|^No\\. ${name}$`) });
}

/** Presses a button of a visitor's card.
 *  @param {Page} page
 *  @param {string} visitor
 *  @param {string} button */
export async function press(page, visitor, button) {
  await card(page, visitor).getByRole("button", { name: button, exact: true }).click();
}

/** Opens what a fold or menu hides. `summary` is what it says.
 *  @param {Page | Locator} within
 *  @param {string} summary */
export async function unfold(within, summary) {
  await within.getByText(summary, { exact: true }).first().click();
}

/** Presses a link that opens a new tab, and answers the tab.
 *  @param {Page} page
 *  @param {Locator} link */
export async function newTab(page, link) {
  const opened = page.context().waitForEvent("page");
  await link.click();
  return opened;
}
