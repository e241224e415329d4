import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectPaginatedAPI, isFullPage, iteratePaginatedAPI } from '@notionhq/client';
import { allChildren, connect, newPage, text } from '../connect.mjs';

const notion = connect();
const title = page => page.properties.title.title.map(item => item.plain_text).join('');

test('a page is made, read, changed, put into the trash and taken out', async () => {
  const page = await notion.pages.create({
    parent: { workspace: true },
    properties: { title: { title: [text('Made '), text('here')] } },
    icon: { type: 'emoji', emoji: '🥖' },
    cover: { type: 'external', external: { url: 'https://example.com/cover.png' } },
  });
  assert.ok(isFullPage(page));
  assert.deepEqual(await notion.pages.retrieve({ page_id: page.id }), page);
  assert.deepEqual(await notion.pages.retrieve({ page_id: page.id.replaceAll('-', '') }), page);
  assert.deepEqual(page.parent, { type: 'workspace', workspace: true });
  assert.deepEqual(page.icon, { type: 'emoji', emoji: '🥖' });
  assert.deepEqual(page.cover, { type: 'external', external: { url: 'https://example.com/cover.png' } });
  assert.equal(title(page), 'Made here');

  const changed = await notion.pages.update({ page_id: page.id, properties: { title: [text('Renamed')] }, icon: { external: { url: `https://example.com/${'i'.repeat(500)}.png` } }, cover: null }).catch(error => error);
  assert.equal(changed.code, 'validation_error');
  const renamed = await notion.pages.update({ page_id: page.id, properties: { title: { title: [text('Renamed')] } }, icon: { external: { url: `https://example.com/${'i'.repeat(500)}.png` } }, cover: null });
  assert.equal(title(renamed), 'Renamed');
  assert.equal(renamed.icon.external.url.length, 524);
  assert.equal(renamed.cover, null);
  assert.deepEqual(await notion.pages.retrieve({ page_id: page.id }), renamed);

  assert.equal((await notion.pages.update({ page_id: page.id, in_trash: true })).in_trash, true);
  assert.equal((await notion.pages.retrieve({ page_id: page.id })).in_trash, true);
  await assert.rejects(notion.blocks.children.append({ block_id: page.id, children: [{ divider: {} }] }), { code: 'restricted_resource' });
  assert.equal((await notion.pages.update({ page_id: page.id, archived: false })).in_trash, false);
});

test('a page under a page is a block there, and can be moved', async () => {
  const [above, other] = [await newPage(notion, 'Above', [{ divider: {} }]), await newPage(notion, 'Other')];
  const below = await notion.pages.create({ parent: { page_id: above.id }, properties: { title: { title: [text('Below')] } }, children: [{ paragraph: { rich_text: [text('text')] } }] });
  assert.deepEqual(below.parent, { type: 'page_id', page_id: above.id });
  const block = (await allChildren(notion, above.id))[1];
  assert.equal(block.type, 'child_page');
  assert.equal(block.id, below.id);
  assert.equal(block.child_page.title, 'Below');
  assert.equal(block.has_children, true);
  assert.deepEqual(await notion.blocks.retrieve({ block_id: below.id }), block);
  assert.deepEqual((await notion.pages.move({ page_id: below.id, parent: { page_id: other.id } })).parent, { type: 'page_id', page_id: other.id });
  assert.deepEqual((await allChildren(notion, other.id)).map(child => child.id), [below.id]);
  assert.equal((await notion.blocks.delete({ block_id: below.id })).in_trash, true);
  assert.deepEqual(await allChildren(notion, other.id), []);
  await assert.rejects(notion.pages.move({ page_id: above.id, parent: { page_id: above.id } }), { code: 'validation_error' });
});

test('a property is read by itself', async () => {
  const page = await newPage(notion, 'Property');
  const item = await notion.pages.properties.retrieve({ page_id: page.id, property_id: 'title' });
  assert.equal(item.object, 'list');
  assert.equal(item.results[0].title.plain_text, 'Property');
  assert.equal(item.property_item.type, 'title');
  await assert.rejects(notion.pages.properties.retrieve({ page_id: page.id, property_id: 'other' }), { code: 'object_not_found' });
});

test('content is erased as a whole', async () => {
  const page = await newPage(notion, 'Erased', [{ divider: {} }, { paragraph: { rich_text: [text('gone')] } }]);
  await notion.pages.update({ page_id: page.id, erase_content: true });
  assert.deepEqual(await allChildren(notion, page.id), []);
});

test('people and the integration', async () => {
  const me = await notion.users.me({});
  assert.equal(me.type, 'bot');
  assert.equal(me.bot.owner.type, 'user');
  assert.deepEqual(await notion.users.retrieve({ user_id: me.id }), me);
  const people = await collectPaginatedAPI(notion.users.list, { page_size: 1 });
  assert.ok(people.some(person => person.id === me.bot.owner.user.id && person.person.email));
  for (const person of people) assert.deepEqual(await notion.users.retrieve({ user_id: person.id }), person);
  await assert.rejects(notion.users.retrieve({ user_id: '11111111-2222-4333-8444-555555555555' }), { code: 'object_not_found' });
});

test('pages are found by title, and listed without one, the one edited last first', async () => {
  const word = `w${Math.random().toString(36).slice(2)}`;
  const made = [];
  for (let i = 0; i < 5; i++) made.push(await newPage(notion, `${word} number ${i}`, [{ paragraph: { rich_text: [text(word)] } }]));
  let found = [];
  for (let i = 0; i < 100 && found.length < 5; i++, await new Promise(go => setTimeout(go, 100))) found = (await notion.search({ query: word })).results;
  assert.deepEqual(new Set(found.map(page => page.id)), new Set(made.map(page => page.id)));
  assert.deepEqual(found.find(page => page.id === made[0].id), await notion.pages.retrieve({ page_id: made[0].id }));
  const newest = await collectPaginatedAPI(notion.search, { query: word, page_size: 2, sort: { timestamp: 'last_edited_time', direction: 'descending' } });
  assert.deepEqual(newest.map(title), [4, 3, 2, 1, 0].map(i => `${word} number ${i}`));
  assert.deepEqual((await notion.search({ query: `${word} number 3` })).results.map(page => page.id), [made[3].id]);
  assert.deepEqual((await notion.search({ query: word, filter: { property: 'object', value: 'data_source' } })).results, []);

  const seen = new Set();
  for await (const page of iteratePaginatedAPI(notion.search, { page_size: 3 })) {
    assert.ok(!seen.has(page.id));
    seen.add(page.id);
  }
  for (const page of made) assert.ok(seen.has(page.id));
  const first = (await notion.search({ page_size: 1 })).results[0];
  await notion.pages.update({ page_id: made[1].id, properties: { title: { title: [text('edited last')] } } });
  assert.notEqual(first.id, made[1].id);
  assert.equal((await notion.search({ page_size: 1 })).results[0].id, made[1].id);
});

test('the three versions', async () => {
  const page = await newPage(notion, 'Versions');
  for (const [notionVersion, archived] of [['2022-06-28', false], ['2025-09-03', false], ['2026-03-11', undefined]]) {
    const read = await connect({ notionVersion }).pages.retrieve({ page_id: page.id });
    assert.equal(read.archived, archived);
    assert.equal(read.in_trash, false);
  }
});
