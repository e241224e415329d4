import { Client, LogLevel } from '@notionhq/client';

export const url = process.env.NOTION_URL;
export const token = process.env.NOTION_TOKEN;

// What this server answers is of this version unless a test asks for another.
export const connect = (options = {}) => new Client({ auth: token, baseUrl: url, retry: false, logLevel: LogLevel.ERROR, ...options });

export const text = (content, annotations) => ({ type: 'text', text: { content }, ...(annotations && { annotations }) });

// A page of its own for a test, at the top of the workspace.
export const newPage = (notion, title, children = []) =>
  notion.pages.create({ parent: { workspace: true }, properties: { title: { title: [text(title)] } }, children });

export async function allChildren(notion, block_id, page_size = 100) {
  const all = [];
  let start_cursor;
  do {
    const part = await notion.blocks.children.list({ block_id, page_size, start_cursor });
    all.push(...part.results);
    start_cursor = part.next_cursor ?? undefined;
  } while (start_cursor);
  return all;
}
