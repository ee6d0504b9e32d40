// duckdb_reconcile.mjs alike|realistic|software LEDGER_DIR SNAPSHOT_DIR OUT.csv [THREADS]
//
// What scripts/bench measures genkyo against: DuckDB joins the two sides in a full outer join on the asset number,
// compares every other column that both have with IS DISTINCT FROM, and writes one row per asset: its numbers, the
// verdict, and the names of what differs. Software is joined on the asset and the title, its versions are compared, and
// the rows of one asset are put together.
//
// What makes it faster is given to it: the headings are told (no sniffing), rows need not keep their order, all cores
// are used (THREADS, as many as there are). Cells are compared as they stand, and only asset numbers have their capitals
// and blanks evened out: that 16GB is 16112 nobody asks of it, nor sentences, places in files, sorting or digests.
//
// Where to find the module @duckdb/node-api: DUCKDB_MODULES, a directory that npm installed it to.

import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

const [kind, ledger, snapshot, out, threads = availableParallelism()] = process.argv.slice(2);

// By kind: the heading of the asset number in the ledger, and pairs of headings to compare. The snapshot's are canonical.
const compared = {
    alike: {
        asset: 'asset_id',
        columns: ['serial', 'hostname', 'mac_addresses', 'ip_addresses', 'manufacturer', 'model', 'os_name',
            'os_version', 'memory_mb', 'location'].map((name) => [name, name]),
    },
    realistic: {
        asset: '資産管理番号',
        columns: [['シリアル番号', 'serial'], ['ホスト名', 'hostname'], ['MACアドレス', 'mac_addresses'],
            ['IPアドレス', 'ip_addresses'], ['メーカー', 'manufacturer'], ['型番', 'model'], ['OS', 'os_name'],
            ['OSバージョン', 'os_version'], ['CPU', 'cpu_model'], ['総コア数', 'cpu_cores'], ['メモリ容量', 'memory_mb'],
            ['ディスク容量(GB)', 'disk_gb'], ['設置場所', 'location']],
    },
};

const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const named = (name) => `"${name.replaceAll('"', '""')}"`;

function headings(path) {
    const first = Buffer.alloc(4096);
    const file = openSync(path, 'r');
    const n = readSync(file, first);
    closeSync(file);
    return first.toString('utf8', 0, n).split(/\r?\n/)[0].split(',');
}

function table(directory, name) {
    const path = join(directory, `${name}.csv`);
    const columns = headings(path).map((heading) => `${quoted(heading)}: 'VARCHAR'`).join(', ');
    return `read_csv(${quoted(path)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
        columns = {${columns}})`;
}

function devices({ asset, columns }) {
    const key = (side, name) => `upper(trim(${side}.${named(name)}))`;
    const differing = columns.map(([paper, observed]) =>
        `CASE WHEN l.${named(paper)} IS DISTINCT FROM s.${named(observed)} THEN '${observed}' END`);
    return `
        WITH pairs AS (
            SELECT l.${named(asset)} AS asset_id, s.device_id, l.${named(asset)} IS NULL AS no_asset,
                concat_ws(' ', ${differing.join(', ')}) AS differing
            FROM ${table(ledger, 'devices')} l FULL OUTER JOIN ${table(snapshot, 'devices')} s
                ON ${key('l', asset)} = ${key('s', 'asset_tag')})
        SELECT asset_id, device_id,
            CASE WHEN no_asset THEN 'unregistered' WHEN device_id IS NULL THEN 'unverified'
                WHEN differing = '' THEN 'matched' ELSE 'different' END AS verdict,
            CASE WHEN no_asset OR device_id IS NULL THEN '' ELSE differing END AS differing
        FROM pairs`;
}

function software() {
    return `
        WITH installed AS (
            SELECT d.asset_tag AS asset_id, i.product, i.version
            FROM ${table(snapshot, 'software')} i JOIN ${table(snapshot, 'devices')} d USING (device_id)),
        pairs AS (
            SELECT coalesce(l.asset_id, i.asset_id) AS asset_id, coalesce(l.product, i.product) AS product,
                CASE WHEN i.product IS NULL THEN 'missing' WHEN l.product IS NULL THEN 'unregistered'
                    WHEN l.version IS DISTINCT FROM i.version THEN 'version' END AS difference
            FROM ${table(ledger, 'software')} l FULL OUTER JOIN installed i
                ON l.asset_id = i.asset_id AND l.product = i.product)
        SELECT asset_id, count(*) AS titles,
            CASE WHEN count(difference) = 0 THEN 'matched' ELSE 'different' END AS verdict,
            string_agg(difference || ' ' || product, '; ') FILTER (difference IS NOT NULL) AS differing
        FROM pairs GROUP BY asset_id`;
}

const { DuckDBInstance } = createRequire(resolve(process.env.DUCKDB_MODULES ?? '.', 'node_modules'))('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
const connection = await instance.connect();
await connection.run('SET preserve_insertion_order = false');
await connection.run(
    `COPY (${kind === 'software' ? software() : devices(compared[kind])}) TO ${quoted(out)} (FORMAT csv, HEADER)`);
