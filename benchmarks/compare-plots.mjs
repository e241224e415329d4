// node compare-plots.mjs results.ndjson folder: one SVG a figure, horizontal bars on a logarithmic axis. Called by compare.sh.
import fs from 'node:fs';

const rows = fs.readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const folder = process.argv[3];
const good = (row) => !row.error && !row.na && !row.dnf && row.ok !== false;
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

function value(peer, name, trace, fields) {
  const list = rows.filter((row) => row.peer === peer && row.case === name && (!trace || row.trace === trace) && good(row));
  for (const field of fields) {
    const known = list.map((row) => field.split('.').reduce((at, part) => at?.[part], row)).filter((x) => x != null);
    if (known.length) return { value: median(known), note: field === 'ms' && fields[0] === 'warm_ms' ? ' cold' : '' };
  }
  return null;
}

const peers = [...new Set(rows.map((row) => row.peer))];
const timed = (title, name, trace) => ({ title, unit: 'ms', bars: peers.map((peer) => ({ label: peer, ...value(peer, name, trace, ['warm_ms', 'ms']) })) });
const sized = (title, name, trace) => ({
  title, unit: 'kB', bars: rows.filter((row, i) => row.case === name && row.trace === trace && good(row) && rows.findIndex((o) => o.peer === row.peer && o.case === name && o.trace === trace) === i)
    .flatMap((row) => Object.entries(row).filter(([, cell]) => cell?.bytes).map(([format, cell]) => ({ label: `${row.peer} ${format}`, value: cell.bytes / 1000, note: '' }))),
});
const formats = (title, prefix, trace) => ({
  title, unit: 'ms', bars: [...new Set(rows.filter((row) => row.case.startsWith(prefix) && row.trace === trace).map((row) => `${row.peer} ${row.case}`))]
    .map((key) => { const [peer, name] = key.split(' '); return { label: `${peer} ${name.slice(prefix.length)}`, ...value(peer, name, trace, ['warm_ms', 'ms']) }; }),
});
const field = (title, unit, name, trace, path, scale = 1) => ({
  title, unit, bars: peers.map((peer) => { const found = value(peer, name, trace, [path]); return { label: peer, value: found && found.value / scale, note: '' }; }),
});

const figures = {
  editing: [
    timed('Editing automerge-paper, one transaction', 'A-one', 'automerge-paper'),
    timed('… a transaction and an update for every edit', 'A-edit', 'automerge-paper'),
    timed('Applying those 259,778 updates one by one', 'B', 'automerge-paper'),
    timed('Applying clownschool (two writers) one by one', 'B', 'clownschool'),
  ],
  storing: [
    sized('Saved bytes, automerge-paper', 'C-save', 'automerge-paper'),
    formats('Loading it and reading the text', 'C-load:', 'automerge-paper'),
    sized('Saved bytes, clownschool', 'C-save', 'clownschool'),
    formats('Loading it and reading the text', 'C-load:', 'clownschool'),
  ],
  trees: [
    field('Block tree, four replicas: editing', 'ms', 'E', 'blocks-10k', 'edit_ms'),
    field('… merging', 'ms', 'E', 'blocks-10k', 'merge_ms'),
    field('… bytes exchanged', 'kB', 'E', 'blocks-10k', 'update_bytes', 1000),
    field('A thousand pages opened and read', 'ms', 'F', '', 'ms'),
    field('… peak memory', 'MB', 'F', '', 'peak_mb'),
  ],
};

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const number = (x) => x >= 100 ? Math.round(x).toLocaleString('en') : x >= 10 ? x.toFixed(1) : x.toFixed(2);
const [width, left, right, row, gap] = [760, 170, 110, 20, 34];

function panel({ title, unit, bars }, top) {
  const known = bars.filter((bar) => bar.value > 0).sort((a, b) => a.value - b.value);
  if (!known.length) return { svg: '', height: 0 };
  const low = Math.log10(known[0].value) - 0.35, high = Math.log10(known.at(-1).value);
  const length = (x) => Math.max(2, (Math.log10(x) - low) / Math.max(0.1, high - low) * (width - left - right));
  const svg = known.map((bar, i) => {
    const y = top + 24 + i * row;
    return `<text class="l" x="${left - 8}" y="${y + 13}" text-anchor="end">${escape(bar.label)}</text>` +
      `<rect class="${bar.label.startsWith('notion') ? 'o' : 'b'}" x="${left}" y="${y + 2}" width="${length(bar.value).toFixed(1)}" height="${row - 5}" rx="2"/>` +
      `<text class="v" x="${(left + length(bar.value) + 6).toFixed(1)}" y="${y + 13}">${number(bar.value)} ${unit}${bar.note}</text>`;
  }).join('\n');
  return { svg: `<text class="t" x="12" y="${top + 15}">${escape(title)}</text>\n${svg}`, height: known.length * row + gap + 10 };
}

fs.mkdirSync(folder, { recursive: true });
for (const [name, panels] of Object.entries(figures)) {
  let top = 8;
  const body = panels.map((one) => { const { svg, height } = panel(one, top); top += height; return svg; }).filter(Boolean).join('\n');
  if (!body) continue;
  const style = 'svg{background:#fff}text{font:12px system-ui,sans-serif;fill:#222}.t{font-weight:600;font-size:13px}.v{fill:#555}.b{fill:#b8c0cc}.o{fill:#2a6fdb}';
  fs.writeFileSync(`${folder}/${name}.svg`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}">\n<style>${style}</style>\n` +
    `<rect width="${width}" height="${top}" fill="#fff"/>\n${body}\n<text class="v" x="12" y="${top - 6}">Bars are logarithmic. Warm where a library could be repeated, else marked cold.</text>\n</svg>\n`);
}
