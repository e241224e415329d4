import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APIErrorCode, isNotionClientError } from '@notionhq/client';
import { connect, newPage, text, token, url } from '../connect.mjs';

const notion = connect();
const nowhere = '11111111-2222-4333-8444-555555555555';

async function rejects(promise, status, code) {
  const error = await promise.then(() => assert.fail('it was done'), error => error);
  assert.ok(isNotionClientError(error), String(error));
  assert.equal(error.code, code, error.message);
  assert.equal(error.status, status);
  assert.match(error.request_id, /^[0-9a-f-]{36}$/);
  assert.ok(error.message.length > 10);
}

test('what is not there, what is not a page, who is nobody', async () => {
  await rejects(notion.pages.retrieve({ page_id: nowhere }), 404, APIErrorCode.ObjectNotFound);
  await rejects(notion.blocks.retrieve({ block_id: nowhere }), 404, APIErrorCode.ObjectNotFound);
  await rejects(notion.blocks.children.list({ block_id: nowhere }), 404, APIErrorCode.ObjectNotFound);
  await rejects(notion.pages.retrieve({ page_id: 'no-id' }), 400, APIErrorCode.ValidationError);
  await rejects(connect({ auth: 'ntn_nobody' }).users.me({}), 401, APIErrorCode.Unauthorized);
  await rejects(connect({ auth: undefined }).users.me({}), 401, APIErrorCode.Unauthorized);
  await rejects(notion.request({ path: 'nothing', method: 'get' }), 400, APIErrorCode.InvalidRequestURL);
  await rejects(notion.request({ path: 'users', method: 'delete' }), 400, APIErrorCode.InvalidRequestURL);
  await rejects(connect({ notionVersion: '2020-01-01' }).users.me({}), 400, APIErrorCode.ValidationError);
});

test('the version must be said', async () => {
  const answer = await fetch(`${url}/v1/users/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(answer.status, 400);
  assert.equal((await answer.json()).code, 'missing_version');
});

test('limits of what one request may hold', async () => {
  const page = await newPage(notion, 'Limits');
  const append = children => notion.blocks.children.append({ block_id: page.id, children });
  const paragraph = (...rich_text) => ({ paragraph: { rich_text } });
  await rejects(append(Array.from({ length: 101 }, () => ({ divider: {} }))), 400, 'validation_error');
  await rejects(append([]), 400, 'validation_error');
  await rejects(append([paragraph(text('x'.repeat(2_001)))]), 400, 'validation_error');
  await rejects(append([paragraph(...Array.from({ length: 101 }, () => text('x')))]), 400, 'validation_error');
  await rejects(append([{ equation: { expression: 'x'.repeat(1_001) } }]), 400, 'validation_error');
  await rejects(append([{ bookmark: { url: `https://example.com/${'x'.repeat(2_000)}` } }]), 400, 'validation_error');
  await rejects(append([paragraph(...Array.from({ length: 100 }, () => text('x'.repeat(2_000)))), paragraph(...Array.from({ length: 100 }, () => text('y'.repeat(2_000)))), paragraph(...Array.from({ length: 100 }, () => text('z'.repeat(2_000))))]), 400, 'validation_error');
  const nest = depth => ({ toggle: { rich_text: [], ...(depth && { children: [nest(depth - 1)] }) } });
  await append([nest(2)]);
  await rejects(append([nest(3)]), 400, 'validation_error');
  const wide = { toggle: { rich_text: [], children: Array.from({ length: 20 }, () => ({ divider: {} })) } };
  await rejects(append(Array.from({ length: 60 }, () => wide)), 400, 'validation_error');
  assert.equal((await notion.blocks.children.list({ block_id: page.id })).results.length, 1);
});
