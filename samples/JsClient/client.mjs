#!/usr/bin/env node
// The command line: see README.md beside it.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Api } from './src/rest/api.mjs';
import { plain } from './src/document/plain.mjs';
import { Replica } from './src/document/replica.mjs';
import { Page } from './src/sync/page.mjs';

const USAGE = `node client.mjs COMMAND --server URL ...

  sign-up  --email E --password P --name N     make an account; prints its token
  sign-in  --email E --password P              prints a token
  create   --title T                           make a page; prints its id
  watch    --page ID [--json]                  show the page, again whenever it changes
  append   --page ID [--type TYPE] TEXT        put a block at the end of the page; ends when it is durable
  show     FILE                                what updates show: each line of the file is a JSON array of them in hexadecimal digits
  presence --page ID [--for SECONDS] [--json] TEXT   say something to whoever has the page open, and hear what they say

The token goes into NOTION_TOKEN, or --token=TOKEN (with =, since a token may begin with a dash). The server is http://localhost:5080 unless NOTION_SERVER or --server says otherwise.`;

const { values: options, positionals: [command, ...words] } = read({
  allowPositionals: true,
  options: {
    server: { type: 'string', default: process.env.NOTION_SERVER ?? 'http://localhost:5080' },
    token: { type: 'string', default: process.env.NOTION_TOKEN ?? '' },
    email: { type: 'string' },
    password: { type: 'string' },
    name: { type: 'string' },
    title: { type: 'string' },
    page: { type: 'string' },
    type: { type: 'string', default: 'paragraph' },
    for: { type: 'string', default: 'Infinity' },
    json: { type: 'boolean', default: false },
  },
});

const COMMANDS = {
  'sign-up': async () => console.log(await new Api(options.server).signUp(need('email'), need('password'), need('name'))),
  'sign-in': async () => console.log(await new Api(options.server).signIn(need('email'), need('password'))),
  create: async () => console.log(await new Api(options.server, options.token).createPage(options.title)),
  watch: () => follow((page) => page.on('changed', () => show(page))),
  append: () => follow(async (page) => {
    await live(page);
    await page.append(words.join(' '), options.type);
    page.stop();
  }),
  show: () => {
    for (const line of readFileSync(words[0], 'utf8').split('\n').filter(Boolean)) {
      const replica = new Replica();
      for (const update of JSON.parse(line)) replica.apply(Buffer.from(update, 'hex'));
      console.log(JSON.stringify(plain(replica.outline.blocks())));
    }
  },
  presence: () => follow((page) => {
    page.say(Buffer.from(words.join(' ')));
    if (options.for !== 'Infinity') setTimeout(() => page.stop(), 1000 * Number(options.for));
  }),
};

function read(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

/** Follows the page until what is done with it is done, or Ctrl+C. */
async function follow(work) {
  const page = new Page(options.server, options.token, need('page'));
  page.on('state', (state) => tell({ event: 'state', state }, `(${state})`));
  page.on('presence', ({ from, payload }) => {
    const text = Buffer.from(payload).toString();
    tell({ event: 'presence', from, text }, text ? `${from.userName} says: ${text}` : `${from.userName} has gone`);
  });
  process.once('SIGINT', () => page.stop());
  process.once('SIGTERM', () => page.stop());
  const failed = new Promise((_, reject) => page.once('failed', reject));
  const following = page.follow();
  try {
    await Promise.race([Promise.all([following, work(page)]), failed]);
  } finally {
    page.stop();
  }
}

function live(page) {
  return new Promise((resolve) => page.on('state', (state) => state === 'live' && resolve()));
}

/** The page: JSON for programs, indented text for people. */
function show(page) {
  const blocks = plain(page.replica.outline.blocks());
  const lines = blocks.slice(1).map(({ level, type, text }) => `${'  '.repeat(level)}${type}: ${text}`);
  tell({ event: 'page', blocks }, ['', ...lines].join('\n'));
}

function tell(json, text) {
  if (options.json) console.log(JSON.stringify(json));
  else if (command !== 'append') console.log(text);
}

function need(name) {
  if (!options[name]) throw new Error(`--${name} is missing.\n\n${USAGE}`);
  return options[name];
}

try {
  if (!COMMANDS[command]) throw new Error(USAGE);
  await COMMANDS[command]();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
