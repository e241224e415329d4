import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotionToMarkdown } from 'notion-to-md';
import { connect, newPage, text } from '../connect.mjs';

test('notion-to-md makes Markdown of a page, as it does with Notion', async () => {
  const notion = connect();
  const page = await newPage(notion, 'Markdown', [
    { heading_1: { rich_text: [text('Bread')] } },
    { paragraph: { rich_text: [text('With '), text('butter', { bold: true }), text(' and '), { text: { content: 'jam', link: { url: 'https://example.com/' } } }] } },
    { bulleted_list_item: { rich_text: [text('rye')], children: [{ bulleted_list_item: { rich_text: [text('dark')] } }] } },
    { numbered_list_item: { rich_text: [text('first')] } },
    { numbered_list_item: { rich_text: [text('second')] } },
    { to_do: { rich_text: [text('bake')], checked: true } },
    { code: { rich_text: [text('eat()')], language: 'javascript' } },
    { equation: { expression: 'a^2' } },
    { table: { table_width: 2, children: [['a', 'b'], ['1', '2']].map(row => ({ table_row: { cells: row.map(cell => [text(cell)]) } })) } },
    { image: { external: { url: 'https://example.com/bread.png' } } },
    { divider: {} },
  ]);
  const tool = new NotionToMarkdown({ notionClient: notion });
  const { parent } = tool.toMarkdownString(await tool.pageToMarkdown(page.id));
  assert.equal(parent.trim().replace(/\n\n+/g, '\n\n'), `# Bread

With **butter** and [jam](https://example.com/)

- rye
    - dark
1. first
2. second
- [x] bake

\`\`\`javascript
eat()
\`\`\`

$$
a^2
$$

| a | b |
| - | - |
| 1 | 2 |

![bread.png](https://example.com/bread.png)

---`);
});
