// Bluesky's reference servers: `pds` (accounts and posts alone) or `network` (with the AppView, which reads; needs DB_POSTGRES_URL and REDIS_HOST).
// Says where they are in one line of JSON, and ends when asked to, or when whoever started it is gone.
const { TestNetwork, TestNetworkNoAppView } = require('@atproto/dev-env')

const { sql } = require('kysely')

const pds = { hostname: 'localhost', enableDidDocWithSession: true }

async function main(what) {
  const started =
    what === 'network'
      ? await TestNetwork.create({ dbPostgresSchema: 'bsky', pds, bsky: { dbPostgresSchema: 'bsky' } })
      : await TestNetworkNoAppView.create({ plc: {}, pds })
  if (what === 'network') {
    // The search of the real network does not mind capitals; what stands in for it here compares letters, unless the column does not mind either.
    await sql`CREATE EXTENSION citext WITH SCHEMA public`.execute(started.bsky.db.db)
    await sql`ALTER TABLE bsky.post ALTER COLUMN text TYPE public.citext`.execute(started.bsky.db.db)
  }
  const end = () => started.close().finally(() => process.exit(0))
  process.on('SIGTERM', end)
  process.stdin.on('end', end).resume()
  console.log(JSON.stringify({ pds: `http://127.0.0.1:${started.pds.port}` }))
}

main(process.argv[2]).catch((error) => {
  console.error(error)
  process.exit(1)
})
