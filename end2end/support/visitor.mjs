// A browser without a window: follows redirects, keeps cookies by host and path, fills in forms.
// Used where a journey has to run without Chromium: the demo tenant and the counterpart tests.

/** One cookie jar and its navigation. `origin` plays the page that sends a form (for same-origin checks). */
export class Visitor {
  #cookies = new Map();

  /** GET or POST; follows up to 20 redirects. Answers { status, url, text, form(), headers }. */
  async go(url, { form, site = "none", headers = {} } = {}) {
    let target = new URL(url);
    let body = form && new URLSearchParams(form);
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await fetch(target, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        headers: {
          "accept": "text/html",
          "sec-fetch-mode": "navigate",
          "sec-fetch-site": site,
          "sec-fetch-dest": "document",
          ...(body ? { "content-type": "application/x-www-form-urlencoded" } : {}),
          ...headers,
          cookie: this.#sent(target),
        },
      });
      this.#keep(target, response.headers.getSetCookie());
      const next = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || !next) {
        const text = await response.text();
        return { status: response.status, url: target.href, text, headers: response.headers, form: (pick) => readForm(text, target, pick) };
      }
      await response.body?.cancel();
      target = new URL(next, target);
      if (response.status !== 307 && response.status !== 308) body = undefined;
      site = "cross-site";
    }
    throw new Error(`more than 20 redirects, last to ${target.origin}${target.pathname}`);
  }

  /** Sends the form of a page, with some fields changed. */
  submit(page, changes = {}, pick) {
    const { action, fields } = page.form(pick);
    const site = new URL(action).origin === new URL(page.url).origin ? "same-origin" : "cross-site";
    const origin = new URL(page.url).origin;
    return this.go(action, { form: { ...fields, ...changes }, site, headers: { origin, referer: page.url } });
  }

  /** The value of a cookie by name, or undefined. */
  cookie(name) {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  #sent(url) {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.host === url.hostname && url.pathname.startsWith(cookie.path))
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join("; ");
  }

  #keep(url, lines) {
    for (const line of lines) {
      const [pair, ...attributes] = line.split(";").map((part) => part.trim());
      const at = pair.indexOf("=");
      const name = pair.slice(0, at);
      const value = pair.slice(at + 1);
      const given = Object.fromEntries(attributes.map((attribute) => attribute.split("=")).map(([k, v]) => [k.toLowerCase(), v ?? ""]));
      const path = given.path ?? "/";
      const gone = given["max-age"] === "0" || (given.expires && Date.parse(given.expires) < Date.now());
      const key = `${url.hostname} ${path} ${name}`;
      if (gone) this.#cookies.delete(key);
      else this.#cookies.set(key, { host: url.hostname, path, name, value });
    }
  }
}

const plain = (text) =>
  text.replace(/&(#x?[0-9a-f]+|amp|lt|gt|quot|apos);/gi, (_, code) => {
    const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[code.toLowerCase()];
    return named ?? String.fromCodePoint(code[1] === "x" ? parseInt(code.slice(2), 16) : parseInt(code.slice(1), 10));
  });

/** The first form of a page, or the first one whose source matches `pick`: its absolute action and hidden fields. */
function readForm(text, base, pick) {
  const forms = [...text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map((found) => found[0]);
  const source = forms.find((form) => !pick || pick.test(form));
  if (!source) throw new Error(`no such form at ${base.pathname}`);
  const attribute = (tag, name) => {
    const found = tag.match(new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i"));
    return found && plain(found[1] ?? found[2] ?? found[3]);
  };
  const fields = {};
  for (const [tag] of source.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(tag, "name");
    const type = attribute(tag, "type");
    if (name && type !== "submit" && type !== "checkbox" && type !== "radio" && !/^<button/i.test(tag)) fields[name] = attribute(tag, "value") ?? "";
  }
  const opening = source.match(/^<form\b[^>]*>/i)[0];
  return { action: new URL(attribute(opening, "action") ?? base.href, base).href, fields };
}
