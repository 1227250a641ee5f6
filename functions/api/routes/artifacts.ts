import { Artifact, ArtifactRevisionView, ArtifactSummary } from '../../../lib/artifacts/index.ts';
import { route } from '../route.ts';
import { Paging, pageOf, S } from './paging.ts';

export const artifactsRoutes = {
  listArtifacts: route({
    method: 'GET',
    path: `${S}/artifacts`,
    function: 'artifacts',
    operation: 'session.read',
    summary: 'What the agent proposes, newest first',
    query: Paging,
    answers: { 200: pageOf(ArtifactSummary) },
  }),
  getArtifact: route({
    method: 'GET',
    path: `${S}/artifacts/{artifactId}`,
    function: 'artifacts',
    operation: 'session.read',
    summary: 'One artifact',
    answers: { 200: Artifact },
  }),
  listArtifactRevisions: route({
    method: 'GET',
    path: `${S}/artifacts/{artifactId}/revisions`,
    function: 'artifacts',
    operation: 'session.read',
    summary: 'Revisions of an artifact, newest first',
    query: Paging,
    answers: { 200: pageOf(ArtifactRevisionView) },
  }),
  getArtifactFile: route({
    method: 'GET',
    path: `${S}/artifacts/{artifactId}/file`,
    function: 'artifacts',
    operation: 'session.read',
    summary: 'The file of a deliverable',
    answers: { 303: null },
  }),
} as const;
