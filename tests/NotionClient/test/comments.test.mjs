import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { collectPaginatedAPI } from '@notionhq/client';
import { allChildren, connect, newPage, text } from '../connect.mjs';

const notion = connect();
let me;

before(async () => {
  me = (await notion.users.me({})).bot.owner.user.id;
});

const said = comment => comment.rich_text.map(item => item.plain_text).join('');

test('pages and blocks are commented, answered, and read to the end', async () => {
  const page = await newPage(notion, 'Commented', [{ paragraph: { rich_text: [text('a block')] } }]);
  const [block] = await allChildren(notion, page.id);
  const first = await notion.comments.create({ parent: { page_id: page.id }, rich_text: [text('about '), text('the page', { bold: true }), { type: 'mention', mention: { user: { id: me } } }] });
  assert.equal(first.object, 'comment');
  assert.deepEqual(first.parent, { type: 'page_id', page_id: page.id });
  assert.equal(first.created_by.id, me);
  assert.equal(first.rich_text[1].annotations.bold, true);
  assert.equal(first.rich_text[2].mention.user.id, me);
  assert.equal(first.display_name.type, 'user');
  assert.deepEqual(await notion.comments.retrieve({ comment_id: first.id }), first);

  const answer = await notion.comments.create({ discussion_id: first.discussion_id, rich_text: [text('answer')] });
  assert.equal(answer.discussion_id, first.discussion_id);
  assert.deepEqual(answer.parent, first.parent);
  const about = await notion.comments.create({ parent: { block_id: block.id }, rich_text: [text('about the block')] });
  assert.deepEqual(about.parent, { type: 'block_id', block_id: block.id });
  assert.notEqual(about.discussion_id, first.discussion_id);

  for (let i = 0; i < 5; i++) await notion.comments.create({ discussion_id: first.discussion_id, rich_text: [text(`more ${i}`)] });
  const all = await collectPaginatedAPI(notion.comments.list, { block_id: page.id, page_size: 2 });
  assert.deepEqual(all.map(said), [said(first), 'answer', ...Array.from({ length: 5 }, (_, i) => `more ${i}`)]);
  assert.deepEqual((await notion.comments.list({ block_id: block.id })).results, [about]);
});

test('who wrote a comment changes and deletes it', async () => {
  const page = await newPage(notion, 'Changed');
  const comment = await notion.comments.create({ parent: { page_id: page.id }, rich_text: [text('before')] });
  const changed = await notion.comments.update({ comment_id: comment.id, rich_text: [text('after')] });
  assert.equal(said(changed), 'after');
  assert.deepEqual(await notion.comments.retrieve({ comment_id: comment.id }), changed);
  await notion.comments.delete({ comment_id: comment.id });
  await assert.rejects(notion.comments.retrieve({ comment_id: comment.id }), { code: 'object_not_found' });
  assert.deepEqual((await notion.comments.list({ block_id: page.id })).results, []);
});

test('what is no comment is refused', async () => {
  const page = await newPage(notion, 'Refused');
  const parent = { page_id: page.id };
  const nowhere = '11111111-2222-4333-8444-555555555555';
  for (const body of [{ parent, rich_text: [] }, { parent, rich_text: 'x' }, { parent }, { rich_text: [text('x')] }, { parent, markdown: 'x' }, { parent: {}, rich_text: [text('x')] }, { parent, discussion_id: nowhere, rich_text: [text('x')] }])
    await assert.rejects(notion.comments.create(body), { code: 'validation_error' });
  await assert.rejects(notion.comments.create({ discussion_id: nowhere, rich_text: [text('x')] }), { code: 'object_not_found' });
  await assert.rejects(notion.comments.create({ parent: { page_id: nowhere }, rich_text: [text('x')] }), { code: 'object_not_found' });
  await assert.rejects(notion.comments.list({ block_id: 'x' }), { code: 'validation_error' });
  assert.deepEqual((await notion.comments.list({ block_id: page.id })).results, []);
});
