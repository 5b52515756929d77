import { OrchestryError, UnexpectedAnswerError } from './errors.js';
import { BY_CODE, BY_STATUS } from './kinds.js';
import type { Violation } from './types/apps.js';
import type { Answer } from './transport.js';

// As much of a foreign answer as helps to recognise who gave it.
const EXCERPT = 200;

/** The body of a success; null where it has none. */
export function resultOf(answer: Answer, isText: boolean): unknown {
  if (answer.status === 204) {
    return null;
  }
  if (isText) {
    return answer.text;
  }
  try {
    return JSON.parse(answer.text);
  } catch {
    throw unexpected(answer, null);
  }
}

/** The error that an answer of either API stands for. A token that the answer repeats is taken out. */
export function errorOf(answer: Answer, token: string | null): OrchestryError {
  let body: unknown;
  try {
    body = JSON.parse(answer.text);
  } catch {
    return unexpected(answer, token);
  }
  if (!isObject(body) || typeof body.error !== 'string' || typeof body.code !== 'string') {
    return unexpected(answer, token);
  }
  const Kind = own(BY_CODE, body.code) ?? own(BY_STATUS, answer.status) ?? OrchestryError;
  return new Kind(without(token, body.error), {
    code: body.code,
    status: answer.status,
    details: typeof body.details === 'string' ? without(token, body.details) : null,
    violations: violations(body.violations, token),
    retryAfter: retryAfter(answer),
  });
}

/** The seconds of `Retry-After`; null where it is left out or is a date. */
export function retryAfter(answer: Answer): number | null {
  const text = answer.headers.get('retry-after') ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unexpected(answer: Answer, token: string | null): OrchestryError {
  const Kind = own(BY_STATUS, answer.status) ?? UnexpectedAnswerError;
  return new Kind(`An answer of status ${answer.status} that is not the Orchestry API's`, {
    code: 'UNEXPECTED_ANSWER',
    status: answer.status,
    details: without(token, answer.text.trim()).slice(0, EXCERPT) || null,
    retryAfter: retryAfter(answer),
  });
}

// A code such as "constructor" must not find what every object has.
function own<K extends string | number, T>(table: Readonly<Record<K, T>>, key: K): T | undefined {
  return Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined;
}

function violations(listed: unknown, token: string | null): Violation[] {
  return Array.isArray(listed)
    ? listed.filter(isObject).map((v) => ({ field: without(token, String(v.field ?? '')), message: without(token, String(v.message ?? '')) }))
    : [];
}

function without(token: string | null, text: string): string {
  return token ? text.split(token).join('***') : text;
}
