import { afterEach, describe, expect, it, vi } from "vitest";
import { Api, AwayError, messages } from "../src/api";

afterEach(() => vi.unstubAllGlobals());

function answering(status: number, body: string): void {
  vi.stubGlobal("fetch", vi.fn(async () => new Response(status === 204 ? null : body, { status })));
}

describe("replies", () => {
  it.each([null, 7, "x", {}, { messages: "x" }, { messages: [null, 7] }])("%j harms nobody", (reply) => {
    for (const message of messages(reply)) expect(message.text).toBe("");
  });

  it("are cut where they are endless", () => {
    const services = Array.from({ length: 1000 }, (_, id) => ({ id: String(id), name: "x" }));
    const many = messages({ messages: Array(1000).fill({ text: "x", custom: { type: "services", services } }) });
    expect(many).toHaveLength(30);
    expect(many[0]?.services).toHaveLength(50);
  });

  it("may name a page of the Lotse only", () => {
    const page = (path: string) => messages({ messages: [{ text: "", custom: { type: "steps", page: path } }] })[0]?.page;
    expect(page("/zettel/debt/account?plz=36304")).toBe("/zettel/debt/account?plz=36304");
    expect(page("//example.org/")).toBeNull();
    expect(page("javascript:alert(1)")).toBeNull();
  });
});

describe("the server", () => {
  it("gives a token and is asked with it", async () => {
    answering(200, '{"token": "t", "messages": [{"text": "Guten Tag"}]}');
    const api = new Api("https://lotse.example");
    expect((await api.begin())[0]?.text).toBe("Guten Tag");
    await api.send({ text: "hallo" });
    const [url, options] = vi.mocked(fetch).mock.calls[1] ?? [];
    expect(url).toBe("https://lotse.example/api/conversations/messages");
    expect(options?.headers).toMatchObject({ Authorization: "Bearer t" });
    expect(options?.credentials).toBe("omit");
  });

  it.each([
    [503, "<html>"],
    [200, "<html>"],
    [429, '{"messages": [{"text": "Bitte warten Sie kurz."}]}'],
  ])("that answers %i %s is away", async (status, body) => {
    answering(status, body);
    await expect(new Api("").send({ text: "x" })).rejects.toBeInstanceOf(AwayError);
  });

  it("says in its own words why it refuses", async () => {
    answering(429, '{"messages": [{"text": "Bitte warten Sie kurz."}]}');
    const error = await new Api("").send({ text: "x" }).catch((reason: AwayError) => reason);
    expect((error as AwayError).messages[0]?.text).toBe("Bitte warten Sie kurz.");
  });

  it("that cannot be reached is away", async () => {
    vi.stubGlobal("fetch", vi.fn(() => Promise.reject(new TypeError())));
    await expect(new Api("").begin()).rejects.toMatchObject({ status: 0 });
  });

  it("keeps the token until the conversation is deleted, so that it can be asked again", async () => {
    answering(503, '{"messages": [{"text": "Noch nicht."}]}');
    const api = new Api("");
    api.token = "t";
    await expect(api.forget()).rejects.toMatchObject({ status: 503 });
    expect(api.token).toBe("t");
    answering(401, "{}");
    await expect(api.forget()).rejects.toMatchObject({ status: 401 });
    expect(api.token).toBeNull();
  });
});
