import { t } from '~/lib/i18n';

export interface FieldFault {
  pointer: string;
  code: string;
  detail?: string;
}

/** A refusal of the server (RFC 9457), or of the network (status 0). Its message can be shown as it is. */
export class Problem extends Error {
  readonly status: number;
  readonly faults: readonly FieldFault[];
  /** With 412: the record as it stands now. */
  readonly current: unknown;

  constructor(
    status: number,
    message: string,
    faults: readonly FieldFault[] = [],
    current: unknown = undefined,
  ) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.faults = faults;
    this.current = current;
  }

  faultOf(field: string): string | undefined {
    const fault = this.faults.find((one) => one.pointer === `/${field}` || one.pointer === field);
    return fault ? (fault.detail ?? this.message) : undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads a problem out of whatever came back; a proxy's HTML page is one too. */
export function problemOf(status: number, body: unknown): Problem {
  const fields = isRecord(body) ? body : {};
  const faults = Array.isArray(fields.errors) ? fields.errors.filter(isRecord) : [];
  // "Something breaks a rule; `errors` says what": then say what.
  const told = faults.map((fault) => fault.detail).filter((part) => typeof part === 'string' && part !== '');
  const text = [told.join(' '), fields.detail, fields.title].find(
    (part) => typeof part === 'string' && part !== '',
  );
  return new Problem(
    status,
    typeof text === 'string' ? text : t('error.status', { status }),
    faults.map((fault) => ({
      pointer: String(fault.pointer ?? ''),
      code: String(fault.code ?? ''),
      detail: typeof fault.detail === 'string' ? fault.detail : undefined,
    })),
    fields.current,
  );
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, t('error.network'));
