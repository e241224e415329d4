// Turns the JSON lines of compare-sync.sh into Markdown tables: node compare-sync-table.mjs results.jsonl
import fs from 'node:fs'

const lines = fs.readFileSync(process.argv[2], 'utf8').trim().split('\n').filter(Boolean).map(line => JSON.parse(line))
const targets = [...new Set(lines.map(line => line.target))].sort((a, b) => (b === 'notion') - (a === 'notion'))
const of = (target, name, more = () => true) => lines.filter(line => line.target === target && line.case === name && more(line))
const number = value => value === null || value === undefined ? '–' : typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 }) : value

const table = (title, name, columns, note) => {
  const rows = targets.flatMap(target => of(target, name).map(line => line.error || (line.note && columns[0][1](line) === undefined)
    ? `| ${target} | ${line.error ?? line.note} |${' |'.repeat(columns.length - 1)}`
    : `| ${target} | ${columns.map(([, value]) => number(value(line))).join(' | ')} |`))
  if (rows.length === 0) return
  console.log(`\n### ${title}\n`)
  console.log(`| server | ${columns.map(([head]) => head).join(' | ')} |\n|---|${'---:|'.repeat(columns.length)}\n${rows.join('\n')}`)
  if (note) console.log(`\n${note}`)
}
const delivered = ['delivered of expected', line => line.deliveries_received === undefined ? undefined : `${number(line.deliveries_received)} of ${number(line.deliveries_expected)}`]
const typing = [
  delivered, ['p50 ms', l => l.lat_p50_ms], ['p99 ms', l => l.lat_p99_ms], ['max ms', l => l.lat_max_ms],
  ['durable ack p50 ms', l => l.durable_p50_ms], ['durable ack p99 ms', l => l.durable_p99_ms],
  ['server CPU %', l => l.server_cpu_pct], ['of it kernel', l => l.server_cpu_kernel_pct], ['RSS MB', l => l.server_rss_after_mb], ['other CPU %', l => l.other_cpu_pct]]

const first = lines[0]
console.log(`${first.at.slice(0, 10)}; ${first.cpu} × ${first.cores}; .NET SDK ${process.env.DOTNET}, Node ${process.version}; the server pinned to one CPU, the generator to the other${process.env.QUICK ? '; **a quick run: it shows that everything works, not how fast**' : ''}.`)
console.log(`${[...new Set(lines.map(line => `${line.target}: ${line.target_version}`))].join('; ')}.`)
table('S1 typing: 50 pages × 4 clients × 5 edits/s', 'S1', typing)
table('S2 hot page: 1 page × 50 clients × 2 edits/s', 'S2', typing)
table('S3 saturation: 20 pages × 5 clients, the highest rate with p99 ≤ 100 ms and no loss', 'S3', [
  ['delivered/s', l => l.delivered_s], ['edits/s', l => l.edits_offered_s], ['p50 ms', l => l.lat_p50_ms], ['p99 ms', l => l.lat_p99_ms], ['durable ack p99 ms', l => l.durable_p99_ms],
  ['server CPU %', l => l.server_cpu_pct], ['of it kernel', l => l.server_cpu_kernel_pct], ['generator CPU %', l => l.gen_cpu_pct], ['RSS peak MB', l => l.server_rss_peak_mb],
  ['first bad edits/s', l => l.first_bad_edits_s], ['its p99 ms', l => l.first_bad_p99_ms]])
table('S4 idle: 2,000 connections on 500 pages', 'S4', [
  ['connections', l => l.connections], ['failed', l => l.failed], ['connects/s', l => l.connects_s], ['connect p50 ms', l => l.connect_p50_ms], ['connect p99 ms', l => l.connect_p99_ms],
  ['RSS before MB', l => l.server_rss_before_mb], ['RSS settled MB', l => l.server_rss_settled_mb], ['kB per connection', l => l.rss_per_conn_kb], ['idle CPU %', l => l.idle_server_cpu_pct]])
table('S5 cold open: pages that each hold the automerge-paper document', 'S5', [
  ['mode', l => l.mode], ['complete', l => l.complete === undefined ? undefined : `${l.complete} of ${l.docs}`], ['p50 ms', l => l.open_p50_ms], ['p99 ms', l => l.open_p99_ms],
  ['CPU ms a page', l => l.server_cpu_ms_per_open], ['kB sent a page', l => l.bytes_in / l.docs / 1000], ['RSS before MB', l => l.server_rss_before_mb], ['RSS after MB', l => l.server_rss_after_mb],
  ['MB a page', l => (l.server_rss_after_mb - l.server_rss_before_mb) / l.docs]])
table('S6 kill -9 under load', 'S6', [
  ['killed at s', l => l.kill_at_s ?? `${l.kills} random moments`], ['acknowledged', l => l.edits_acked], ['of them lost', l => l.edits_lost_though_acked],
  ['others had received', l => l.edits_delivered_before_kill], ['of them lost', l => l.edits_lost_though_delivered], ['restart ms', l => l.restart_ms]],
'*acknowledged*: here after the commit; Hocuspocus acknowledges what it holds in memory; y-websocket does not acknowledge.')
