// A browser reduced to what the sign-in pages need: cookies, forms, buttons. No scripts run.

const unescape = (text) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" })[name]);

const attribute = (tag, name) => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return found ? unescape(found[1]) : undefined;
};

/** The forms of a page: { action, fields: { name: value }, buttons: [{ label, name, value }] }. */
function forms(html, base) {
  return [...html.matchAll(/(<form[^>]*>)([\s\S]*?)<\/form>/g)].map(([, open, inside]) => ({
    action: new URL(attribute(open, "action") ?? "", base).href,
    fields: Object.fromEntries(
      [...inside.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [attribute(tag, "name"), attribute(tag, "value")]),
    ),
    buttons: [...inside.matchAll(/(<button[^>]*>)([\s\S]*?)<\/button>/g)].map(([, tag, label]) => ({
      label: unescape(label.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim()),
      name: attribute(tag, "name"),
      value: attribute(tag, "value"),
    })),
  }));
}

/** Opens pages and presses buttons until an answer leaves for the application. */
export class Browser {
  #cookies = new Map();

  async #fetch(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", ...options, headers: { ...options.headers, ...(cookie && { cookie }) } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      this.#cookies.set(name, value);
    }
    return { url, status: answer.status, location: answer.headers.get("location"), html: await answer.text() };
  }

  /** GET of a page. */
  open(url) {
    return this.#fetch(url);
  }

  /** Presses the one button whose label matches; `fields` are typed in before. */
  press(page, label, fields = {}) {
    for (const form of forms(page.html, page.url)) {
      const button = form.buttons.find((candidate) => label.test(candidate.label));
      if (!button) continue;
      const body = new URLSearchParams({ ...form.fields, ...fields, ...(button.name && { [button.name]: button.value }) });
      return this.#fetch(form.action, { method: "POST", body });
    }
    throw new Error(`no button ${label} on a page with the heading "${heading(page)}"`);
  }

  /** Signs in as the person with this user name, accepting a consent page on the way.
   *  Returns the fields that the application receives. */
  async signIn(url, userName) {
    let page = await this.open(url);
    if (heading(page) === "Pick an account") page = await this.press(page, new RegExp(userName.replaceAll(".", "\\.")));
    if (heading(page) === "Permissions requested") page = await this.press(page, /^Accept$/);
    return answered(page);
  }
}

/** The fields of an answer: behind `?`, or in the form that posts itself. */
export function answered(page) {
  if (page.location) return Object.fromEntries(new URL(page.location).searchParams);
  const [form] = forms(page.html, page.url);
  if (!form) throw new Error(`no answer on a page with the heading "${heading(page)}"`);
  return form.fields;
}

/** The page's heading. */
export function heading(page) {
  return unescape(/<h1>([\s\S]*?)<\/h1>/.exec(page.html)?.[1] ?? "");
}
