import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { collectPaginatedAPI, isFullDataSource } from '@notionhq/client';
import { allChildren, connect, newPage, text } from '../connect.mjs';

const notion = connect();
let me;

before(async () => {
  me = (await notion.users.me({})).bot.owner.user.id;
});

const properties = {
  Name: { title: {} }, Notes: { rich_text: {} }, Amount: { number: { format: 'euro' } }, Done: { checkbox: {} },
  Kind: { select: { options: [{ name: 'Bread', color: 'brown' }, { name: 'Cake', color: 'pink' }] } }, Tags: { multi_select: { options: [{ name: 'a' }, { name: 'b' }] } },
  State: { status: { options: [{ name: 'Open' }, { name: 'Shut' }] } }, When: { date: {} }, Who: { people: {} }, Papers: { files: {} }, Site: { url: {} }, Mail: { email: {} }, Phone: { phone_number: {} },
  Made: { created_time: {} }, Maker: { created_by: {} }, Edited: { last_edited_time: {} }, Editor: { last_edited_by: {} },
};

const newDatabase = async (title, more = {}) => notion.databases.create({
  parent: { type: 'page_id', page_id: (await newPage(notion, `Above ${title}`)).id }, title: [text(title)], initial_data_source: { properties: { ...properties, ...more } },
});
const name = row => row.properties.Name.title.map(item => item.plain_text).join('');
const title = content => ({ Name: { title: [text(content)] } });

test('a database is made, read and changed', async () => {
  const database = await newDatabase('Made');
  assert.equal(database.object, 'database');
  assert.equal(database.parent.type, 'page_id');
  assert.equal(database.data_sources.length, 1);
  assert.deepEqual(await notion.databases.retrieve({ database_id: database.id }), database);
  const source = await notion.dataSources.retrieve({ data_source_id: database.data_sources[0].id });
  assert.ok(isFullDataSource(source));
  assert.deepEqual(new Set(Object.keys(source.properties)), new Set(Object.keys(properties)));
  for (const [key, property] of Object.entries(source.properties)) assert.equal(property.type, Object.keys(properties[key])[0]);
  assert.equal(source.properties.Amount.number.format, 'euro');
  assert.deepEqual(source.properties.Kind.select.options.map(option => [option.name, option.color]), [['Bread', 'brown'], ['Cake', 'pink']]);
  assert.deepEqual(source.properties.State.status.groups.flatMap(group => group.option_ids).sort(), source.properties.State.status.options.map(option => option.id).sort());

  const changed = await notion.dataSources.update({
    data_source_id: source.id,
    title: [text('Renamed')],
    properties: { Notes: { name: 'Remarks' }, Phone: null, Kind: { select: { options: [{ name: 'Roll' }] } }, Added: { number: {} } },
  });
  assert.equal(changed.title[0].plain_text, 'Renamed');
  assert.equal(changed.properties.Remarks.id, source.properties.Notes.id);
  assert.equal(changed.properties.Phone, undefined);
  assert.equal(changed.properties.Added.type, 'number');
  assert.deepEqual(changed.properties.Kind.select.options.map(option => option.name), ['Bread', 'Cake', 'Roll']);
  assert.equal((await notion.databases.update({ database_id: database.id, in_trash: true })).in_trash, true);
  assert.equal((await notion.databases.update({ database_id: database.id, in_trash: false })).in_trash, false);
  await assert.rejects(notion.dataSources.update({ data_source_id: source.id, properties: { Nothing: { name: 'x' } } }), { code: 'validation_error' });
  await assert.rejects(notion.databases.retrieve({ database_id: (await newPage(notion, 'A page')).id }), { code: 'validation_error' });
  const old = await connect({ notionVersion: '2022-06-28' }).request({ path: `databases/${database.id}`, method: 'get' });
  assert.equal(old.properties.Amount.type, 'number');
});

test('a row is made with every kind of value and read back equal', async () => {
  const database = await newDatabase('Rows'), other = await newDatabase('Related', { Other: { relation: { data_source_id: database.id, single_property: {} } } });
  const row = await notion.pages.create({ parent: { data_source_id: database.data_sources[0].id }, properties: title('Related to'), children: [{ divider: {} }] });
  const values = {
    Name: { title: [text('All of it')] }, Notes: { rich_text: [text('bold', { bold: true })] }, Amount: { number: 1.5 }, Done: { checkbox: true }, Kind: { select: { name: 'New kind' } },
    Tags: { multi_select: [{ name: 'b' }, { name: 'new tag' }] }, State: { status: { name: 'Shut' } }, When: { date: { start: '2026-11-25', end: '2026-11-27' } }, Who: { people: [{ id: me }] },
    Papers: { files: [{ name: 'paper', external: { url: 'https://example.com/a.pdf' } }] }, Site: { url: 'https://example.com/' }, Mail: { email: 'a@example.com' }, Phone: { phone_number: '+49 1' }, Other: { relation: [{ id: row.id }] },
  };
  const made = await notion.pages.create({ parent: { database_id: other.id }, properties: values });
  assert.deepEqual(made.parent, { type: 'data_source_id', data_source_id: other.id, database_id: other.id });
  const read = await notion.pages.retrieve({ page_id: made.id });
  assert.deepEqual(read, made);
  const p = read.properties;
  assert.equal(name(read), 'All of it');
  assert.equal(p.Notes.rich_text[0].annotations.bold, true);
  assert.equal(p.Amount.number, 1.5);
  assert.equal(p.Done.checkbox, true);
  assert.equal(p.Kind.select.name, 'New kind');
  assert.deepEqual(p.Tags.multi_select.map(option => option.name), ['b', 'new tag']);
  assert.equal(p.State.status.name, 'Shut');
  assert.deepEqual(p.When.date, { start: '2026-11-25', end: '2026-11-27', time_zone: null });
  assert.deepEqual(p.Who.people.map(person => person.id), [me]);
  assert.deepEqual(p.Papers.files, [{ name: 'paper', type: 'external', external: { url: 'https://example.com/a.pdf' } }]);
  assert.deepEqual([p.Site.url, p.Mail.email, p.Phone.phone_number], ['https://example.com/', 'a@example.com', '+49 1']);
  assert.deepEqual(p.Other.relation, [{ id: row.id }]);
  assert.equal(p.Maker.created_by.id, me);
  for (const property of Object.values(p)) {
    const item = await notion.pages.properties.retrieve({ page_id: made.id, property_id: property.id });
    assert.ok(item.object === 'list' || item[item.type] !== undefined, item.type);
  }

  const cleared = await notion.pages.update({ page_id: made.id, properties: { Amount: { number: null }, Kind: { select: null }, Tags: { multi_select: [] }, When: { date: null }, Done: { checkbox: false }, Site: { url: null }, Name: { title: [text('Less')] } } });
  assert.deepEqual([cleared.properties.Amount.number, cleared.properties.Kind.select, cleared.properties.Tags.multi_select, cleared.properties.When.date, cleared.properties.Done.checkbox, cleared.properties.Site.url], [null, null, [], null, false, null]);
  assert.equal(name(cleared), 'Less');
  assert.equal(cleared.properties.Mail.email, 'a@example.com');
  for (const bad of [{ Nothing: { number: 1 } }, { Amount: { number: 'x' } }, { Amount: { checkbox: true } }, { State: { status: { name: 'Nowhere' } } }, { When: { date: { start: 'soon' } } }, { Made: { created_time: '2026-01-01' } }, { Site: { url: 1 } }, { Kind: { select: { name: 'a,b' } } }])
    await assert.rejects(notion.pages.update({ page_id: made.id, properties: bad }), { code: 'validation_error' });
  assert.deepEqual(await notion.pages.retrieve({ page_id: made.id }), cleared);
  const above = await allChildren(notion, other.parent.page_id);
  assert.deepEqual(above.map(block => [block.type, block.id]), [['child_database', other.id]]);
  assert.deepEqual(await allChildren(notion, other.id), []);
});

test('rows are filtered, sorted and paged', async () => {
  const database = await newDatabase('Queried');
  const data_source_id = database.data_sources[0].id;
  for (let i = 0; i < 12; i++) {
    await notion.pages.create({
      parent: { data_source_id },
      properties: {
        ...title(`Row ${String(i).padStart(2, '0')}`), Done: { checkbox: i % 2 === 0 }, Kind: { select: { name: i % 3 ? 'Bread' : 'Cake' } }, Notes: { rich_text: [text(i % 4 ? 'some words' : 'Other')] },
        ...(i % 5 && { Amount: { number: i * 10 }, When: { date: { start: `2026-11-${String(10 + i)}` } }, Tags: { multi_select: [{ name: i % 2 ? 'a' : 'b' }] }, Who: { people: [{ id: me }] } }),
      },
    });
  }
  const ask = async (filter, sorts) => (await collectPaginatedAPI(notion.dataSources.query, { data_source_id, filter, sorts, page_size: 5 })).map(row => Number(name(row).slice(4)));
  const rows = Array.from({ length: 12 }, (_, i) => i), has = i => i % 5 !== 0;
  assert.deepEqual(await ask(), rows);
  const filters = [
    [{ property: 'Done', checkbox: { equals: true } }, i => i % 2 === 0],
    [{ property: 'Kind', select: { equals: 'Cake' } }, i => i % 3 === 0],
    [{ property: 'Kind', select: { equals: ['Cake', 'Bread'] } }, () => true],
    [{ property: 'Kind', select: { does_not_equal: 'Cake' } }, i => i % 3 !== 0],
    [{ property: 'Notes', rich_text: { contains: 'WORDS' } }, i => i % 4 !== 0],
    [{ property: 'Name', title: { starts_with: 'row 0' } }, i => i < 10],
    [{ property: 'Name', title: { ends_with: '1' } }, i => i % 10 === 1],
    [{ property: 'Amount', number: { greater_than: 50 } }, i => has(i) && i > 5],
    [{ property: 'Amount', number: { less_than_or_equal_to: 50 } }, i => has(i) && i <= 5],
    [{ property: 'Amount', number: { is_empty: true } }, i => !has(i)],
    [{ property: 'When', date: { on_or_after: '2026-11-16' } }, i => has(i) && i >= 6],
    [{ property: 'When', date: { equals: '2026-11-13' } }, i => i === 3],
    [{ property: 'Tags', multi_select: { contains: 'a' } }, i => has(i) && i % 2 === 1],
    [{ property: 'Who', people: { contains: 'me' } }, has],
    [{ property: 'Papers', files: { is_empty: true } }, () => true],
    [{ timestamp: 'created_time', created_time: { past_week: {} } }, () => true],
    [{ and: [{ property: 'Done', checkbox: { equals: true } }, { or: [{ property: 'Kind', select: { equals: 'Cake' } }, { property: 'Amount', number: { equals: 20 } }] }] }, i => i % 2 === 0 && (i % 3 === 0 || i === 2)],
  ];
  for (const [filter, wanted] of filters) assert.deepEqual(await ask(filter), rows.filter(wanted), JSON.stringify(filter));
  assert.deepEqual(await ask(undefined, [{ property: 'Amount', direction: 'descending' }]), [11, 9, 8, 7, 6, 4, 3, 2, 1, 0, 5, 10]);
  assert.deepEqual(await ask(undefined, [{ property: 'Amount', direction: 'ascending' }]), [1, 2, 3, 4, 6, 7, 8, 9, 11, 0, 5, 10]);
  assert.deepEqual(await ask(undefined, [{ property: 'Kind', direction: 'descending' }, { property: 'Name', direction: 'descending' }]), [9, 6, 3, 0, 11, 10, 8, 7, 5, 4, 2, 1]);
  assert.deepEqual(await ask(undefined, [{ timestamp: 'created_time', direction: 'descending' }]), [...rows].reverse());
  const old = await connect({ notionVersion: '2022-06-28' }).request({ path: `databases/${database.id}/query`, method: 'post', body: { filter: filters[0][0] } });
  assert.deepEqual(old.results.map(row => row.parent), Array.from({ length: 6 }, () => ({ type: 'database_id', database_id: database.id })));

  for (const filter of [{}, { property: 'Nothing', number: { equals: 1 } }, { property: 'Amount', checkbox: { equals: true } }, { property: 'Amount', number: { contains: 1 } }, { property: 'Amount', number: { equals: 'x' } }, { property: 'Amount', number: {} },
    { property: 'Amount', number: { is_empty: false } }, { property: 'When', date: { equals: 'x' } }, { and: [] }, { and: [{ or: [{ and: [{ property: 'Done', checkbox: { equals: true } }] }] }] }, { timestamp: 'now', now: {} }])
    await assert.rejects(notion.dataSources.query({ data_source_id, filter }), { code: 'validation_error' }, JSON.stringify(filter));
  await assert.rejects(notion.dataSources.query({ data_source_id, sorts: [{ property: 'Nothing', direction: 'ascending' }] }), { code: 'validation_error' });
  await assert.rejects(notion.dataSources.query({ data_source_id, start_cursor: 'x' }), { code: 'validation_error' });
});

test('databases are found by title, as data sources', async () => {
  const word = `d${Math.random().toString(36).slice(2)}`;
  const database = await newDatabase(word);
  let found = [];
  for (let i = 0; i < 100 && found.length < 1; i++, await new Promise(go => setTimeout(go, 100))) found = (await notion.search({ query: word, filter: { property: 'object', value: 'data_source' } })).results;
  assert.deepEqual(found, [await notion.dataSources.retrieve({ data_source_id: database.id })]);
  assert.ok(!(await notion.search({ filter: { property: 'object', value: 'page' } })).results.some(page => page.id === database.id));
  assert.equal((await notion.search({ filter: { property: 'object', value: 'data_source' } })).results[0].id, database.id);
});
