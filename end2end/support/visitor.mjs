// A browser without a window: follows redirects, keeps cookies by host and path, fills in forms.
// Used where a journey has to run without Chromium: the demo tenant and the counterpart tests.

/** One cookie jar and its navigation. It says nothing in `Sec-Fetch-*` (fetch would call a navigation `cors`): for the
 *  server it is a browser of the time before those headers, whose forms are known by their `Origin`. */
export class Visitor {
  #cookies = new Map();

  /** GET or POST; follows up to 20 redirects. Answers { status, url, text, form(), headers }. */
  async go(url, { form, headers = {} } = {}) {
    let target = new URL(url);
    let body = form && encoded(form);
    for (let hop = 0; hop < 20; hop += 1) {
      const response = await fetch(target, {
        method: body ? "POST" : "GET",
        body,
        redirect: "manual",
        headers: {
          accept: "text/html",
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
    }
    throw new Error(`more than 20 redirects, last to ${target.origin}${target.pathname}`);
  }

  /** Sends the form of a page, with some fields changed. A field `oid` may also be called `form[oid]`, `oid[]` there. */
  submit(page, changes = {}, pick) {
    const { action, fields, names } = page.form(pick);
    const form = { ...fields };
    for (const [name, value] of Object.entries(changes)) {
      const spellings = [name, `form[${name}]`, `${name}[]`, `form[${name}][]`];
      form[spellings.find((spelling) => names.has(spelling)) ?? name] = value;
    }
    return this.go(action, { form, headers: { origin: new URL(page.url).origin, referer: page.url } });
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

/** A form's fields; a list sends its name once for each entry, `undefined` sends nothing. */
function encoded(form) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) body.append(name, one);
  }
  return body;
}

const plain = (text) =>
  text.replace(/&(#x?[0-9a-f]+|amp|lt|gt|quot|apos);/gi, (_, code) => {
    const named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[code.toLowerCase()];
    return named ?? String.fromCodePoint(code[1] === "x" ? parseInt(code.slice(2), 16) : parseInt(code.slice(1), 10));
  });

/** The first form of a page, or the first one whose source matches `pick`: its absolute action and what it would send. */
function readForm(text, base, pick) {
  const forms = [...text.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map((found) => found[0]);
  const source = forms.find((form) => !pick || pick.test(form));
  if (!source) throw new Error(`no such form at ${base.pathname}`);
  const names = new Set([...source.matchAll(/<(?:input|select|textarea|button)\b[^>]*>/gi)].map(([tag]) => attribute(tag, "name")));
  return { names, action: new URL(attribute(source.match(/^<form\b[^>]*>/i)[0], "action") ?? base.href, base).href, fields: fieldsOf(source) };
}

const attribute = (tag, name) => {
  const found = tag.match(new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i"));
  return found && plain(found[1] ?? found[2] ?? found[3]);
};

const has = (tag, name) => new RegExp(`\\s${name}(?=[\\s=/>])`, "i").test(tag);

/** What a browser would send of a form that nobody touched. */
function fieldsOf(source) {
  const fields = {};
  for (const [tag] of source.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, "name");
    const type = attribute(tag, "type");
    const box = type === "checkbox" || type === "radio";
    if (name && type !== "submit" && (!box || has(tag, "checked"))) fields[name] = attribute(tag, "value") ?? (box ? "on" : "");
  }
  for (const [, tag, text] of source.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/gi)) {
    if (attribute(tag, "name")) fields[attribute(tag, "name")] = plain(text);
  }
  for (const [, tag, inside] of source.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/gi)) {
    const options = [...inside.matchAll(/<option\b[^>]*>/gi)].map(([option]) => option);
    const chosen = options.find((option) => has(option, "selected")) ?? options[0];
    if (attribute(tag, "name") && chosen) fields[attribute(tag, "name")] = attribute(chosen, "value") ?? "";
  }
  return fields;
}
