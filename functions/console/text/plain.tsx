import { codePointOf, hiddenRuns } from '../../../lib/artifacts/index.ts';

/** Text that others wrote (titles, names, quotes): as it is, with a badge in the place of each character that can't be seen. */
export function Plain({ text }: { readonly text: string }) {
  return (
    <bdi>
      {hiddenRuns(text).map((run) =>
        run.kind === 'plain' ? (
          run.text
        ) : (
          <span class="hidden-character" title={run.name}>
            {codePointOf(run.character)}
          </span>
        ),
      )}
    </bdi>
  );
}
