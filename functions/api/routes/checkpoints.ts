import { CheckpointView } from '../../../lib/checkpoints/index.ts';
import {
  AddComment,
  Approve,
  Reject,
  RequestChanges,
  ReviewAnswer,
  SubmitReview,
} from '../../../lib/governance/index.ts';
import { TimelineEvent } from '../../../lib/timeline/index.ts';
import { route } from '../route.ts';
import { C, Paging, pageOf, S } from './paging.ts';

const decisionProblems = ['already_decided', 'content_changed', 'block_conflict', 'state_conflict'] as const;

export const checkpointsRoutes = {
  listCheckpoints: route({
    method: 'GET',
    path: `${S}/checkpoints`,
    function: 'checkpoints',
    operation: 'session.read',
    summary: 'Checkpoints, newest first',
    query: Paging,
    answers: { 200: pageOf(CheckpointView) },
  }),
  getCheckpoint: route({
    method: 'GET',
    path: C,
    function: 'checkpoints',
    operation: 'session.read',
    summary: 'One checkpoint',
    answers: { 200: CheckpointView },
  }),
  approveCheckpoint: route({
    method: 'POST',
    path: `${C}/approve`,
    function: 'checkpoints',
    operation: 'checkpoint.decide',
    summary: 'Approve and apply',
    body: Approve,
    answers: { 200: ReviewAnswer, 202: ReviewAnswer },
    problems: decisionProblems,
  }),
  rejectCheckpoint: route({
    method: 'POST',
    path: `${C}/reject`,
    function: 'checkpoints',
    operation: 'checkpoint.decide',
    summary: 'Reject the work',
    body: Reject,
    answers: { 200: ReviewAnswer },
    problems: decisionProblems,
  }),
  requestChanges: route({
    method: 'POST',
    path: `${C}/request-changes`,
    function: 'checkpoints',
    operation: 'checkpoint.decide',
    summary: 'Send back with feedback',
    body: RequestChanges,
    answers: { 200: ReviewAnswer },
    problems: decisionProblems,
  }),
  reviewCheckpoint: route({
    method: 'POST',
    path: `${C}/review`,
    function: 'checkpoints',
    operation: 'checkpoint.decide',
    summary: 'Decide with a verdict per artifact',
    body: SubmitReview,
    answers: { 200: ReviewAnswer, 202: ReviewAnswer },
    problems: decisionProblems,
  }),
  addComment: route({
    method: 'POST',
    path: `${C}/comments`,
    function: 'checkpoints',
    operation: 'session.comment',
    summary: 'Say something to the agent without deciding',
    body: AddComment,
    answers: { 201: TimelineEvent },
    problems: ['state_conflict'],
  }),
} as const;
