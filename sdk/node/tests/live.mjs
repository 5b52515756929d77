// The cluster that tests/sdk/rig.py runs.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const RIG = process.env.ORCHESTRY_SDK_RIG;

/** Options of a test that needs the cluster. */
export const live = { skip: RIG ? false : 'there is no cluster; build/test-sdk starts one', timeout: 120_000 };

export const appFile = new URL('../../../tests/sdk/app.json', import.meta.url);

/** The sample application under another name. */
export function spec(name) {
  const app = JSON.parse(readFileSync(appFile, 'utf8'));
  app.metadata.name = app.metadata.labels.app = name;
  return app;
}

/** What the reference of the API says about its SDKs. */
export const referenceFile = new URL('reference.md', appFile);

const rig = async (path, method) => (await fetch(RIG + path, { method })).json();

/** The leader's, then the others'. */
export const urls = async () => (await rig('/', 'GET')).urls;

/** Of the user `admin`. */
export const password = async () => (await rig('/', 'GET')).password;

/** An origin on a free port of this machine, whose pages the controllers let in. */
export const listedOrigin = async () => (await rig('/', 'GET')).page;

/** Kills the leader, starts it again, and answers when the cluster is whole. */
export const killLeader = async () => (await rig('/kill-leader', 'POST')).urls;

export const require = createRequire(import.meta.url);
