// The chat contract over HTTP. Everything that comes back is checked before it is shown.
export interface Button {
  title: string;
  payload: string;
}
export interface Service {
  id: string;
  name: string;
  phones: string[];
  phone_of: string | null;
  address: string | null;
  email: string | null;
  url: string | null;
  distance_km: number | null;
  open_text: string;
  required_documents: string[];
  assured_date: string | null;
  source: string | null;
  alert: string | null;
}
export interface Message {
  text: string;
  buttons: Button[];
  services: Service[];
  step: { step: number; of: number } | null;
  page: string | null;
  deleted: boolean;
}
export type Said = { text: string } | { payload: string };

/** The server answered with something else than the contract, or not in time. `status` is 0 without an answer. */
export class AwayError extends Error {
  constructor(
    readonly status: number,
    readonly messages: Message[] = [],
  ) {
    super(`away (${status})`);
  }
}

const TIMEOUT = 15_000;
const MOST_MESSAGES = 30;
const MOST_SERVICES = 50;

export class Api {
  token: string | null = null;

  constructor(private readonly server: string) {}

  async begin(): Promise<Message[]> {
    const reply = await this.call("POST", "/api/conversations", {});
    const token = record(reply).token;
    if (typeof token !== "string") throw new AwayError(0);
    this.token = token;
    return messages(reply);
  }

  async send(said: Said): Promise<Message[]> {
    return messages(await this.call("POST", "/api/conversations/messages", said));
  }

  async report(service: string): Promise<void> {
    await this.call("POST", "/api/reports", { service_id: service });
  }

  async forget(): Promise<void> {
    if (this.token) await this.call("DELETE", "/api/conversations");
    this.token = null;
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.server + path, {
        method,
        headers: {
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        // A page that is being left still deletes.
        keepalive: method === "DELETE",
        signal: AbortSignal.timeout(TIMEOUT),
      });
    } catch {
      throw new AwayError(0);
    }
    if (response.status === 204) return {};
    let data: unknown;
    try {
      data = await response.json();
    } catch {
      throw new AwayError(response.status);
    }
    if (response.status === 401) this.token = null;
    if (!response.ok) throw new AwayError(response.status, messages(data));
    return data;
  }
}

type Fields = Record<string, unknown>;

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function word(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

/** Returns the messages of a reply, as far as they keep the contract. */
export function messages(reply: unknown): Message[] {
  return list(record(reply).messages)
    .slice(0, MOST_MESSAGES)
    .map((item) => {
      const custom = record(record(item).custom);
      const asked = typeof custom.step === "number" && typeof custom.of === "number" && custom.of > 1;
      return {
        text: word(record(item).text) ?? "",
        buttons: list(record(item).buttons).flatMap((button) => {
          const { title, payload } = record(button);
          return typeof title === "string" && typeof payload === "string" ? [{ title, payload }] : [];
        }),
        services: custom.type === "services" ? list(custom.services).slice(0, MOST_SERVICES).map(service) : [],
        step: asked ? { step: custom.step as number, of: custom.of as number } : null,
        page: typeof custom.page === "string" && /^\/zettel\/[\w/-]+(\?[\w=&-]*)?$/.test(custom.page) ? custom.page : null,
        deleted: custom.type === "deleted",
      };
    });
}

function service(value: unknown): Service {
  const item = record(value);
  const open = record(item.open_state);
  return {
    id: word(item.id) ?? "",
    name: word(item.name) ?? "",
    phones: list(item.phones).filter((phone): phone is string => typeof phone === "string"),
    phone_of: word(item.phone_of),
    address: word(item.address),
    email: word(item.email),
    url: word(item.url),
    distance_km: typeof item.distance_km === "number" ? item.distance_km : null,
    open_text: [word(open.hours), word(open.text)].filter(Boolean).join(" – "),
    required_documents: list(item.required_documents).filter((paper): paper is string => typeof paper === "string"),
    assured_date: word(item.assured_date),
    source: word(record(item.source).url),
    alert: word(item.alert),
  };
}
