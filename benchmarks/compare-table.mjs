// node compare-table.mjs results.ndjson package.json: Markdown tables on standard output. Called by compare.sh.
import fs from 'node:fs';
import os from 'node:os';

const rows = fs.readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const versions = JSON.parse(fs.readFileSync(process.argv[3], 'utf8')).dependencies;
const peers = [...new Set(rows.map((row) => row.peer))];
const find = (peer, name, trace = '') => rows.filter((row) => row.peer === peer && row.case === name && row.trace === trace);

function median(values) {
  const known = values.filter((value) => value != null).sort((a, b) => a - b);
  return known.length ? known[known.length >> 1] : null;
}
const of = (list, field) => median(list.map((row) => row[field]));
const number = (x) => x == null ? '–' : x === 0 ? '0' : x >= 1000 ? Math.round(x).toLocaleString('en') : x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);

// Why there is no number, or null.
function trouble(list) {
  if (!list.length) return '–';
  const [first] = list;
  if (first.na) return 'n/a';
  if (first.error) return 'failed';
  if (first.dnf) return `stopped: ${first.dnf}`;
  return list.some((row) => row.ok === false) ? 'WRONG' : null;
}
const cell = (list, field) => trouble(list) ?? number(of(list, field));
const once = (list) => list.length < +process.env.ROUNDS ? ' ¹' : '';
const times = (list) => trouble(list) ?? `${number(of(list, 'ms'))} / ${number(of(list, 'warm_ms'))}${once(list)}`;

// How many times ours a peer takes: warm against warm, or cold against cold where the peer was too slow to be repeated.
function ratio(peer, name, trace) {
  const theirs = find(peer, name, trace), ours = find('notion', name, trace);
  if (peer === 'notion' || trouble(theirs) || trouble(ours)) return '';
  const field = of(theirs, 'warm_ms') != null && of(ours, 'warm_ms') != null ? 'warm_ms' : 'ms';
  return `× ${number(of(theirs, field) / of(ours, field))}`;
}

function table(title, head, body) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const known = body.filter((cells) => cells.slice(1).some((one) => one !== '–' && one !== ''));
  if (known.length) console.log(`\n### ${title}\n\n${[line(head), line(head.map((_, i) => i ? '---:' : '---')), ...known.map(line)].join('\n')}`);
}

const [text, both, blocks] = ['automerge-paper', 'clownschool', 'blocks-10k'];
const size = (list, field) => trouble(list) ?? (of(list, field) ?? 0).toLocaleString('en');

console.log(`${new Date().toISOString().slice(0, 10)}; ${os.cpus()[0].model.trim()} × ${os.cpus().length}; .NET SDK ${process.env.DOTNET}, Node ${process.version}; ` +
  Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(', ') + '.');
console.log(`Medians of ${process.env.ROUNDS} rounds (¹: fewer, because it was slow). Times in ms, cold / warm. Load averages before and after each round: ${process.env.LOADS}.`);

table(`A. Editing locally: ${text}`,
  ['', 'one transaction', 'vs ours', 'a transaction per edit', 'vs ours', 'bytes an update', 'peak MB', 'peak MB, per edit'],
  peers.map((p) => {
    const [one, edit] = [find(p, 'A-one', text), find(p, 'A-edit', text)];
    return [p, times(one), ratio(p, 'A-one', text), times(edit), ratio(p, 'A-edit', text), trouble(edit) ?? number(of(edit, 'update_bytes') / edit[0].edits), cell(one, 'peak_mb'), cell(edit, 'peak_mb')];
  }));
table('B. Applying updates, one per edit', ['', text, 'vs ours', both, 'vs ours'],
  peers.map((p) => [p, ...[text, both].flatMap((t) => [times(find(p, 'B', t)), ratio(p, 'B', t)])]));
for (const t of [text, both])
  table(`C. Saving and loading: ${t}`, ['', 'bytes', 'gzipped', 'encode', 'load and read text', 'first edit', 'RSS MB'],
    rows.filter((r, i) => r.case.startsWith('C-load:') && r.trace === t && rows.findIndex((o) => o.peer === r.peer && o.case === r.case && o.trace === t) === i)
      .sort((a, b) => peers.indexOf(a.peer) - peers.indexOf(b.peer)).map(({ peer, case: name }) => {
        const format = name.slice(7), load = find(peer, name, t), save = find(peer, 'C-save', t)[0]?.[format];
        return [`${peer} ${format}`, ...(save ? [save.bytes.toLocaleString('en'), save.gz_bytes.toLocaleString('en'), `${number(save.enc_ms)} / ${number(save.enc_warm_ms)}`] : ['–', '–', '–']),
          times(load), cell(load, 'first_edit_ms'), cell(load, 'rss_mb')];
      }));
const more = [...new Set(rows.filter((r) => r.case === 'C-save').map((r) => r.trace))];
const saved = rows.flatMap((r) => r.case === 'C-save' ? Object.entries(r).filter(([, c]) => c?.bytes).map(([format]) => `${r.peer} ${format}`) : []);
table('C. Saved bytes of every text trace (gzipped)', ['', ...more], [...new Set(saved)].sort((a, b) => peers.indexOf(a.split(' ')[0]) - peers.indexOf(b.split(' ')[0])).map((key) => {
  const [peer, format] = key.split(' ');
  return [key, ...more.map((t) => { const c = find(peer, 'C-save', t)[0]?.[format]; return c ? `${c.bytes.toLocaleString('en')} (${c.gz_bytes.toLocaleString('en')})` : '–'; })];
}));
table(`D. Two and more people: all of ${both} into a fresh replica`, ['', 'best batch call', 'vs ours', 'one full history', 'vs ours', 'updates, bytes', 'history, bytes'],
  peers.map((p) => [p, ...['D-batch', 'D-blob'].flatMap((c) => [times(find(p, c, both)), ratio(p, c, both)]), size(find(p, 'D-batch', both), 'bytes'), size(find(p, 'D-blob', both), 'bytes')]));
table(`E. Block tree: ${blocks}, four replicas`, ['', 'create', 'edit', 'merge', 'update bytes', 'peak MB', 'visible', 'lost'],
  peers.map((p) => { const e = find(p, 'E', blocks); return [p, ...['create_ms', 'edit_ms', 'merge_ms'].map((f) => cell(e, f) + (trouble(e) ? '' : once(e))), size(e, 'update_bytes'), cell(e, 'peak_mb'), size(e, 'visible'), size(e, 'unreachable')]; }));
table('E. Opening that tree and walking it', ['', 'bytes', 'encode', 'load and walk', 'RSS MB'],
  rows.filter((r, i) => r.case.startsWith('E-load:') && rows.findIndex((o) => o.peer === r.peer && o.case === r.case) === i).sort((a, b) => peers.indexOf(a.peer) - peers.indexOf(b.peer)).map(({ peer, case: name }) => {
    const load = find(peer, name, blocks);
    return [`${peer} ${name.slice(7)}`, size(load, 'bytes'), number(median(find(peer, 'E', blocks).map((r) => r[name.slice(7)]?.enc_ms))), times(load), cell(load, 'rss_mb')];
  }));
table('F. A thousand pages: open all, read all text, keep all', ['', 'bytes', 'ms', 'peak MB', 'RSS MB'],
  peers.map((p) => { const f = find(p, 'F'); return [p, size(f, 'bytes'), cell(f, 'ms'), cell(f, 'peak_mb'), cell(f, 'rss_mb')]; }));
table('Allocations of this engine, warm', ['', 'edits', 'edits that allocate', 'bytes an edit'],
  ['A-one', 'A-edit', 'B'].map((name) => { const list = find('notion', name, text); return [name, size(list, name === 'B' ? 'n' : 'edits'), size(list, 'alloc_edits'), cell(list, 'alloc_bytes_edit')]; }));

const failures = [...new Set(rows.filter((r) => r.error || r.dnf || r.ok === false).map((r) => `- ${r.peer} ${r.case} ${r.trace}: ${r.error ?? r.dnf ?? 'wrong result'}`))];
if (failures.length) console.log(`\n### Not finished or failed\n\n${failures.join('\n')}`);
