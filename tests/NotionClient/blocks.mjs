import { text } from './connect.mjs';

const external = (url, more = {}) => ({ type: 'external', external: { url }, caption: [], ...more });

// Every type of block that can be made, with every field, as it is read back; what is under it in `children`, as requests have it.
export const everyBlock = (page, user) => {
  const rich = [
    text('plain '),
    { type: 'text', text: { content: 'all at once', link: { url: 'https://example.com/a?b=c' } }, annotations: { bold: true, italic: true, strikethrough: true, underline: true, code: true, color: 'red' } },
    text(' 🥖 ', { color: 'blue_background' }),
    { type: 'equation', equation: { expression: 'e = mc^2' } },
    text(' and '),
    { type: 'mention', mention: { type: 'page', page: { id: page } } },
    { type: 'mention', mention: { type: 'user', user: { id: user, object: 'user' } } },
    { type: 'mention', mention: { type: 'date', date: { start: '2026-11-25', end: '2026-11-26T10:00:00.000+01:00', time_zone: null } } },
    { type: 'mention', mention: { type: 'template_mention', template_mention: { type: 'template_mention_date', template_mention_date: 'today' } } },
  ];
  const under = [{ type: 'paragraph', paragraph: { rich_text: [text('under it')], color: 'default', icon: null, children: [{ type: 'to_do', to_do: { rich_text: [text('and under that')], color: 'default', checked: false } }] } }];
  const row = (...cells) => ({ type: 'table_row', table_row: { cells: cells.map(cell => [text(cell)]) } });
  const column = (ratio, content) => ({ type: 'column', column: { width_ratio: ratio, children: [{ type: 'paragraph', paragraph: { rich_text: [text(content)], color: 'default', icon: null, children: [{ type: 'divider', divider: {} }] } }] } });
  return [
    { type: 'paragraph', paragraph: { rich_text: rich, color: 'green', icon: { type: 'emoji', emoji: '📌' }, children: under } },
    ...[1, 2, 3, 4].map(level => ({ type: `heading_${level}`, [`heading_${level}`]: { rich_text: [text(`Heading ${level}`)], color: 'purple_background', is_toggleable: true, children: under } })),
    { type: 'bulleted_list_item', bulleted_list_item: { rich_text: [text('bullet')], color: 'pink', children: under } },
    { type: 'numbered_list_item', numbered_list_item: { rich_text: [text('number')], color: 'default', children: under } },
    { type: 'to_do', to_do: { rich_text: [text('done')], checked: true, color: 'yellow', children: under } },
    { type: 'toggle', toggle: { rich_text: [text('toggle')], color: 'brown', children: under } },
    { type: 'quote', quote: { rich_text: [text('quote')], color: 'gray', children: under } },
    { type: 'callout', callout: { rich_text: [text('callout')], color: 'orange_background', icon: { type: 'external', external: { url: 'https://example.com/icon.png' } }, children: under } },
    { type: 'code', code: { rich_text: [text('let x = 1;\n\tx++')], caption: [text('caption', { bold: true })], language: 'typescript' } },
    { type: 'equation', equation: { expression: '\\sum_{i=0}^n i' } },
    { type: 'divider', divider: {} },
    { type: 'breadcrumb', breadcrumb: {} },
    { type: 'table_of_contents', table_of_contents: { color: 'gray' } },
    { type: 'column_list', column_list: { children: [column(0.25, 'left'), column(0.75, 'right')] } },
    { type: 'table', table: { table_width: 3, has_column_header: true, has_row_header: false, children: [row('a', 'b', 'c'), row('1', '', '3')] } },
    { type: 'tab', tab: { children: [{ type: 'paragraph', paragraph: { rich_text: [text('a tab')], color: 'default', icon: { type: 'emoji', emoji: '🐈' } } }] } },
    { type: 'link_to_page', link_to_page: { type: 'page_id', page_id: page } },
    { type: 'synced_block', synced_block: { synced_from: null, children: under } },
    { type: 'template', template: { rich_text: [text('template')], children: under } },
    { type: 'bookmark', bookmark: { url: 'https://example.com/bookmark', caption: [text('bookmark')] } },
    { type: 'embed', embed: { url: 'https://example.com/embed', caption: [] } },
    { type: 'image', image: external('https://example.com/a.png', { caption: [text('picture')] }) },
    { type: 'video', video: external('https://example.com/a.mp4') },
    { type: 'audio', audio: external('https://example.com/a.mp3') },
    { type: 'file', file: external('https://example.com/a.zip', { name: 'archive.zip' }) },
    { type: 'pdf', pdf: external('https://example.com/a.pdf') },
  ];
};

const annotations = { bold: false, italic: false, strikethrough: false, underline: false, code: false, color: 'default' };

// What was sent, in the full form that answers have: empty cells and defaults filled in.
export function expected(block) {
  const { children, ...payload } = block[block.type];
  if (payload.cells) payload.cells = payload.cells.map(cell => fullText(cell.filter(item => item.text.content)));
  for (const key of ['rich_text', 'caption']) if (payload[key]) payload[key] = fullText(payload[key]);
  return { type: block.type, [block.type]: payload, children: (children ?? []).map(expected) };
}

const fullText = items => items.map(item => {
  const full = { type: item.type, [item.type]: { ...item[item.type] }, annotations: { ...annotations, ...item.annotations } };
  if (item.type === 'text') full.text.link = item.text.link ?? null;
  return full;
});

// What an answer says, without what the server adds.
export async function shown(notion, block, list) {
  const payload = structuredClone(block[block.type]);
  for (const key of ['rich_text', 'caption']) if (payload[key]) payload[key] = bareText(payload[key]);
  if (payload.cells) payload.cells = payload.cells.map(bareText);
  const children = block.has_children ? await list(notion, block.id) : [];
  return { type: block.type, [block.type]: payload, children: await Promise.all(children.map(child => shown(notion, child, list))) };
}

const bareText = items => items.map(({ plain_text, href, ...item }) => item);
