import { AuditVerification, ChainedEntry } from '../../../lib/audit/index.ts';
import { ReviewView } from '../../../lib/governance/index.ts';
import { route } from '../route.ts';
import { P, Paging, pageOf } from './paging.ts';

export const auditRoutes = {
  listAudit: route({
    method: 'GET',
    path: `${P}/audit`,
    function: 'audit',
    operation: 'audit.read',
    summary: 'Decisions and mutations in chain order',
    query: Paging,
    answers: { 200: pageOf(ChainedEntry) },
  }),
  exportAudit: route({
    method: 'GET',
    path: `${P}/audit/export`,
    function: 'audit',
    operation: 'audit.read',
    summary: 'The whole chain as NDJSON',
    answers: { 200: 'application/x-ndjson', 303: null },
  }),
  verifyAudit: route({
    method: 'GET',
    path: `${P}/audit/verify`,
    function: 'audit',
    operation: 'audit.read',
    summary: 'Recompute the chain',
    answers: { 200: AuditVerification },
  }),
  getReview: route({
    method: 'GET',
    path: `${P}/reviews/{reviewId}`,
    function: 'audit',
    operation: 'project.read',
    summary: 'One review: decision and mutations',
    answers: { 200: ReviewView },
  }),
} as const;
