/** The migrated database the SQL tests run against, as the role migrations run under. */
import { Pool } from 'pg';
import { startTestDatabase } from '../../local-stack/src/testing.ts';

export interface SqlTarget {
  readonly pool: Pool;
  stop(): Promise<void>;
}

/** SEMBLANTE_TEST_DB_URL names one that is there (`supabase start`, migrated); otherwise one is booted and removed. */
export async function openDatabase(): Promise<SqlTarget> {
  const given = process.env.SEMBLANTE_TEST_DB_URL;
  const booted = given ? undefined : await startTestDatabase();
  const pool = new Pool({ connectionString: given ?? booted?.dbUrl, max: 6 });
  pool.on('error', () => {}); // an idle client dies with its server; the next query tells
  return {
    pool,
    async stop() {
      await pool.end();
      await booted?.stop();
    },
  };
}
