// Accessibility of what a page shows now, judged by axe-core: WCAG 2.2 A and AA and best practices.
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** No violations, in the light and in the dark. A violation fails the test at its end, so that one run tells them all. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    // Without motion: a colour on its way from one scheme to the other has a contrast that nobody sees.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settled(page);
    let { violations } = await new AxeBuilder({ page }).analyze();
    // A page that follows its visitor may be drawn anew while it is being judged: what counts is what stays.
    if (violations.length) {
      await settled(page);
      ({ violations } = await new AxeBuilder({ page }).analyze());
    }
    const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.html}\n  ${node.failureSummary}`).join("\n")}`);
    expect.soft(told, `${name}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Waits until nothing is on its way from one look to another and two frames have been drawn; 5 seconds at most, since a page
 *  that is drawn anew meanwhile may never tell, and one that the browser holds back draws no frame. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const still = async () => {
      await Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => undefined)));
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    };
    await Promise.race([still(), new Promise((over) => setTimeout(over, 5_000))]);
  });
}
