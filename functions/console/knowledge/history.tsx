import { outcomePath } from '../paths.ts';
import { Plain } from '../text/plain.tsx';
import { DiffView } from '../viewers/diff-view.tsx';
import { LinkedText } from '../viewers/linked-text.tsx';
import { Time } from '../words/times.tsx';
import type { Reason } from './load-reasons.ts';

/** One version, of a block or of a document. */
export interface ShownVersion {
  readonly version: number;
  readonly title: string;
  readonly content: string;
  readonly reviewId: string;
  readonly updatedAt: string;
}

export interface HistoryProps {
  readonly versions: readonly ShownVersion[];
  readonly reasons: ReadonlyMap<string, Reason>;
  readonly place: { readonly workspaceId: string; readonly projectId: string };
  readonly path: string;
  /** The two that are compared, if any. */
  readonly compared: readonly [ShownVersion, ShownVersion] | undefined;
  readonly now: number;
}

/** Every version with why it is so, and any two of them side by side. */
export function History({ versions, reasons, place, path, compared, now }: HistoryProps) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">Versions, and why it is so</h2>
      <ol class="story">
        {versions.map((version) => {
          const reason = reasons.get(version.reviewId);
          return (
            <li key={version.version} class={version === versions[0] ? 'story-decision' : undefined}>
              <p>
                <strong>Version {version.version}</strong>{' '}
                <span class="quiet small">
                  <Time at={version.updatedAt} now={now} />
                </span>
              </p>
              {reason && (
                <p>
                  <Plain text={reason.words} />{' '}
                  {reason.work && (
                    <>
                      for “<LinkedText address={reason.work.path} text={reason.work.title} />”{' '}
                    </>
                  )}
                  <a href={outcomePath(place, version.reviewId)}>See the decision</a>
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {versions.length > 1 && <Compare versions={versions} path={path} compared={compared} />}
    </section>
  );
}

function Compare({ versions, path, compared }: Pick<HistoryProps, 'versions' | 'path' | 'compared'>) {
  const newest = versions[0]?.version ?? 1;
  const [from, to] = compared ?? [undefined, undefined];
  const choose = (name: string, label: string, chosen: number) => (
    <div class="field">
      <label class="label" for={name}>
        {label}
      </label>
      <select id={name} name={name}>
        {versions.map(({ version }) => (
          <option key={version} value={version} selected={version === chosen}>
            Version {version}
          </option>
        ))}
      </select>
    </div>
  );
  return (
    <>
      <form method="get" action={`${path}#compared`} class="inline-form">
        {choose('from', 'Compare', from?.version ?? newest - 1)}
        {choose('to', 'with', to?.version ?? newest)}
        <button type="submit" class="button">
          Show the difference
        </button>
      </form>
      {from && to && (
        <div class="card" id="compared">
          <h3>
            From version {from.version} to version {to.version}
          </h3>
          {from.title !== to.title && (
            <p>
              Title: <del>{<Plain text={from.title} />}</del> <ins>{<Plain text={to.title} />}</ins>
            </p>
          )}
          <DiffView before={from.content} after={to.content} />
        </div>
      )}
    </>
  );
}

/** The two versions that an address asks for. */
export function comparedIn<T extends ShownVersion>(
  query: URLSearchParams,
  versions: readonly T[],
): readonly [T, T] | undefined {
  const of = (name: string): T | undefined =>
    versions.find(({ version }) => version === Number.parseInt(query.get(name) ?? '', 10));
  const from = of('from');
  const to = of('to');
  return from && to && [from, to];
}
