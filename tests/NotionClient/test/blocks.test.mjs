import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { everyBlock, expected, shown } from '../blocks.mjs';
import { allChildren, connect, newPage, text } from '../connect.mjs';

const notion = connect();
let user;

before(async () => {
  user = (await notion.users.list({})).results[0].id;
});

const paragraph = content => ({ paragraph: { rich_text: [text(content)] } });
const plain = block => block[block.type].rich_text.map(item => item.plain_text).join('');

test('a page with every type of block is read back as it was written', async () => {
  const target = await newPage(notion, 'Mentioned');
  const blocks = everyBlock(target.id, user);
  const page = await newPage(notion, 'Everything', blocks);
  const read = await allChildren(notion, page.id);
  assert.deepEqual(await Promise.all(read.map(block => shown(notion, block, allChildren))), blocks.map(expected));
  for (const block of read) {
    assert.equal(block.object, 'block');
    assert.deepEqual(block.parent, { type: 'page_id', page_id: page.id });
    assert.equal(block.in_trash, false);
    assert.equal(block.created_by.id, user);
    assert.ok(Date.now() - Date.parse(block.created_time) < 60_000, block.created_time);
    assert.deepEqual(await notion.blocks.retrieve({ block_id: block.id }), block);
  }
});

test('appended blocks are what the answer says, and stand where they were wanted', async () => {
  const page = await newPage(notion, 'Order', ['a', 'b', 'c'].map(paragraph));
  const [a, b] = await allChildren(notion, page.id);
  const append = (children, more) => notion.blocks.children.append({ block_id: page.id, children: children.map(paragraph), ...more });
  await append(['after a 1', 'after a 2'], { after: a.id });
  await append(['after b'], { position: { type: 'after_block', after_block: { id: b.id } } });
  await append(['first'], { position: { type: 'start' } });
  const last = await append(['last 1', 'last 2'], { position: { type: 'end' } });
  const read = await allChildren(notion, page.id);
  assert.deepEqual(read.map(plain), ['first', 'a', 'after a 1', 'after a 2', 'b', 'after b', 'c', 'last 1', 'last 2']);
  assert.deepEqual(last.results, read.slice(-2));
  const nested = await notion.blocks.children.append({ block_id: a.id, children: [paragraph('inside')] });
  assert.deepEqual(nested.results[0].parent, { type: 'block_id', block_id: a.id });
  assert.equal((await notion.blocks.retrieve({ block_id: a.id })).has_children, true);
});

test('every block can be changed, and nothing else of it changes', async () => {
  const target = await newPage(notion, 'Mentioned');
  const page = await newPage(notion, 'Changing', everyBlock(target.id, user));
  for (const block of await allChildren(notion, page.id)) {
    const payload = block[block.type];
    const change = 'rich_text' in payload ? { rich_text: [text('changed')] }
      : 'caption' in payload ? { caption: [text('changed')] }
      : 'expression' in payload ? { expression: 'changed' }
      : 'has_row_header' in payload ? { has_row_header: true }
      : 'color' in payload ? { color: 'red' }
      : 'page_id' in payload ? { page_id: page.id }
      : 'synced_from' in payload ? { synced_from: null } : {};
    if (['column_list', 'tab'].includes(block.type)) continue;
    const changed = await notion.blocks.update({ block_id: block.id, [block.type]: change });
    const wanted = structuredClone(block);
    Object.assign(wanted[block.type], change);
    for (const key of ['rich_text', 'caption'])
      if (key in change) wanted[block.type][key] = changed[block.type][key].map(item => ({ ...item, plain_text: 'changed', text: { content: 'changed', link: null } }));
    wanted.last_edited_time = changed.last_edited_time;
    assert.deepEqual(changed, wanted);
    assert.deepEqual(await notion.blocks.retrieve({ block_id: block.id }), changed);
  }
});

test('rich text is replaced by what is different of it', async () => {
  const page = await newPage(notion, 'Styles', [paragraph('one two three')]);
  const [block] = await allChildren(notion, page.id);
  const variants = [
    [text('one '), text('two', { bold: true }), text(' three')],
    [text('one '), text('2', { italic: true }), text(' three 🥖')],
    [text('one 2 three 🧈')],
    [],
    [{ type: 'equation', equation: { expression: 'x' } }, text('after', { code: true, color: 'green' })],
  ];
  for (const rich_text of variants) {
    const changed = await notion.blocks.update({ block_id: block.id, paragraph: { rich_text } });
    assert.deepEqual(expected({ type: 'paragraph', paragraph: { ...changed.paragraph, rich_text: changed.paragraph.rich_text.map(({ plain_text, href, ...item }) => item) } }),
      expected({ type: 'paragraph', paragraph: { rich_text, color: 'default', icon: null } }));
  }
});

test('a deleted block is in the trash, and comes back to its place', async () => {
  const page = await newPage(notion, 'Trash', ['a', 'b', 'c'].map(paragraph));
  const [, b] = await allChildren(notion, page.id);
  const deleted = await notion.blocks.delete({ block_id: b.id });
  assert.equal(deleted.in_trash, true);
  assert.equal((await notion.blocks.retrieve({ block_id: b.id })).in_trash, true);
  assert.deepEqual((await allChildren(notion, page.id)).map(plain), ['a', 'c']);
  await assert.rejects(notion.blocks.update({ block_id: b.id, paragraph: { rich_text: [] } }), { code: 'validation_error' });
  const restored = await notion.blocks.update({ block_id: b.id, in_trash: false });
  assert.equal(restored.in_trash, false);
  assert.deepEqual((await allChildren(notion, page.id)).map(plain), ['a', 'b', 'c']);
});

test('children are read in parts to the end, whatever goes meanwhile', async () => {
  const page = await newPage(notion, 'Long', Array.from({ length: 100 }, (_, i) => paragraph(`${i}`)));
  await notion.blocks.children.append({ block_id: page.id, children: Array.from({ length: 100 }, (_, i) => paragraph(`${100 + i}`)) });
  await notion.pages.create({ parent: { page_id: page.id }, properties: { title: { title: [text('Below 1')] } } });
  await notion.pages.create({ parent: { page_id: page.id }, properties: { title: { title: [text('Below 2')] } } });
  for (const size of [1, 7, 50, 100]) {
    const read = await allChildren(notion, page.id, size);
    assert.deepEqual(read.slice(0, 200).map(plain), Array.from({ length: 200 }, (_, i) => `${i}`));
    assert.deepEqual(read.slice(200).map(block => block.child_page.title), ['Below 1', 'Below 2']);
    if (size === 1) break;
  }
  const part = await notion.blocks.children.list({ block_id: page.id, page_size: 10 });
  const eleventh = (await notion.blocks.children.list({ block_id: page.id, page_size: 11 })).results[10];
  await notion.blocks.delete({ block_id: eleventh.id });
  const rest = await notion.blocks.children.list({ block_id: page.id, page_size: 10, start_cursor: part.next_cursor });
  assert.deepEqual(rest.results.map(plain), Array.from({ length: 10 }, (_, i) => `${11 + i}`));
  await assert.rejects(notion.blocks.children.list({ block_id: page.id, start_cursor: 'nonsense' }), { code: 'validation_error' });
});

test('the copy of a page has blocks of its own', async () => {
  const page = await newPage(notion, 'Original', [paragraph('same')]);
  const answer = await fetch(`${process.env.NOTION_URL}/api/pages/${page.id}/duplicate`, {
    method: 'POST', headers: { authorization: `Bearer ${process.env.NOTION_SESSION}`, 'content-type': 'application/json' }, body: '{}',
  });
  assert.equal(answer.status, 201);
  const copy = await answer.json();
  const [[original], [copied]] = await Promise.all([allChildren(notion, page.id), allChildren(notion, copy.id)]);
  assert.notEqual(original.id, copied.id);
  await notion.blocks.update({ block_id: copied.id, paragraph: { rich_text: [text('other')] } });
  assert.deepEqual((await allChildren(notion, page.id)).map(plain), ['same']);
  assert.deepEqual((await allChildren(notion, copy.id)).map(plain), ['other']);
});
