// Accounts, workspaces and pages over REST: docs/server.md, "REST".

export class Api {
  #server;
  #token;

  constructor(server, token) {
    this.#server = server;
    this.#token = token;
  }

  /** Makes an account; returns its token. */
  async signUp(email, password, name) {
    return (await this.#post('/api/accounts/sign-up', { email, password, name })).token;
  }

  /** Returns a token. */
  async signIn(email, password) {
    return (await this.#post('/api/accounts/sign-in', { email, password })).token;
  }

  /** Makes a page in the user's first workspace, which is made where there is none; returns the page's id. */
  async createPage(title) {
    const { items } = await this.#send('GET', '/api/workspaces');
    const workspace = items[0] ?? await this.#post('/api/workspaces', { name: 'Home' });
    return (await this.#post(`/api/workspaces/${workspace.id}/pages`, { title })).id;
  }

  #post(path, body) {
    return this.#send('POST', path, body);
  }

  async #send(method, path, body) {
    const response = await fetch(new URL(path, this.#server), {
      method,
      headers: { 'Content-Type': 'application/json', ...(this.#token && { Authorization: `Bearer ${this.#token}` }) },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(`${method} ${path}: ${answer.detail ?? response.statusText} (${answer.code ?? response.status})`);
    return answer;
  }
}
