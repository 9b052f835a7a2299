// Fails a test on anything a page complains about: console errors and warnings, uncaught errors.
import { expect, type BrowserContext } from "@playwright/test";

/** Collects what the pages of some contexts complain about. */
export class Watch {
  #complaints: string[] = [];
  #expected: RegExp[] = [];

  /** Listens to every page of a context. */
  over(context: BrowserContext): void {
    context.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.#complaints.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  }

  /** The browser reports answers of these statuses as errors; here they are what the test asks for. */
  expectStatus(...statuses: number[]): void {
    for (const status of statuses) this.#expected.push(new RegExp(`the server responded with a status of ${status}\\b`));
  }

  /** A complaint that the test itself provokes. */
  expect(complaint: RegExp): void {
    this.#expected.push(complaint);
  }

  /** Nothing was said that nobody expected. */
  verify(): void {
    const unexpected = this.#complaints.filter((text) => !this.#expected.some((known) => known.test(text)));
    expect(unexpected, "what the pages complained about").toEqual([]);
  }
}
