/** What people said since the last turn, as the model reads it: their words verbatim, inside elements that say whose they are. */
import type { ArtifactRevision } from '../artifacts/index.ts';
import { unreachable } from '../errors.ts';
import type { AgentInput } from '../sessions/index.ts';
import { element, escapeLines, openingTag } from './render-bundle.ts';

/** An artifact that was sent back, with the content that the reviewer saw or edited. */
export interface SentBack {
  readonly revision: ArtifactRevision;
  readonly content: string;
}

/** One text per message of a person. */
export const renderWords = (
  inputs: readonly AgentInput[],
  sentBack: ReadonlyMap<string, SentBack>,
): readonly string[] => inputs.map((input) => renderInput(input, sentBack));

function renderInput(input: AgentInput, sentBack: ReadonlyMap<string, SentBack>): string {
  const attributes = { checkpoint: input.checkpointId, from: input.from };
  switch (input.kind) {
    case 'decision':
      // Only an approval gives the agent the word again; the other decisions come as feedback or end the session.
      return element('decision', { outcome: 'approved', ...attributes }, input.text);
    case 'comment':
      return element('comment', attributes, input.text);
    case 'feedback': {
      const revisions = input.artifactIds.flatMap((id) => {
        const found = sentBack.get(id);
        return found === undefined ? [] : [renderRevise(found)];
      });
      return [openingTag('feedback', attributes), escapeLines(input.text), ...revisions, '</feedback>'].join('\n');
    }
    default:
      return unreachable(input.kind);
  }
}

const renderRevise = ({ revision, content }: SentBack): string =>
  element(
    'revise',
    {
      artifact: revision.id,
      type: revision.artifactType,
      target: revision.targetBlockId,
      title: revision.title,
    },
    content,
  );
