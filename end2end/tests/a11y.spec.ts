// axe-core finds nothing wrong on any page in any state: light and dark, phone and desktop. The pictures stay for the eye.
import { test } from "../support/fixtures.ts";
import { expectAccessible } from "../support/axe.ts";
import { walks } from "../support/gallery.mjs";

const widths = [1440, 390];

for (const [walk, go] of Object.entries(walks)) {
  test(`${walk}: every page is accessible`, async ({ another, scripts, world, admin, newRoom, newPerson, newConsultant, watch }, testInfo) => {
    test.skip(!scripts, "axe-core is a script");
    test.setTimeout(300_000);
    watch.expectStatus(401, 403, 404, 409, 422);
    const stage = { world, admin, newRoom, newPerson, newConsultant, open: another };
    let number = 0;
    await go(stage, async (page, name) => {
      number += 1;
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await expectAccessible(page, `${name} at ${width}`);
        const path = testInfo.outputPath(`${String(number).padStart(2, "0")}-${name}-${width}.png`);
        await page.screenshot({ path, fullPage: true });
      }
      await page.setViewportSize({ width: 1280, height: 900 });
    });
  });
}
