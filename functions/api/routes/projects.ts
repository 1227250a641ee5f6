import { CreateProject, EditProject, Project } from '../../../lib/substrate/index.ts';
import { route } from '../route.ts';
import { P, Paging, pageOf, W } from './paging.ts';

export const projectsRoutes = {
  createProject: route({
    method: 'POST',
    path: `${W}/projects`,
    function: 'projects',
    operation: 'project.create',
    summary: 'Create a project',
    body: CreateProject,
    answers: { 201: Project },
  }),
  listProjects: route({
    method: 'GET',
    path: `${W}/projects`,
    function: 'projects',
    operation: 'project.read',
    summary: 'Projects, newest first',
    query: Paging,
    answers: { 200: pageOf(Project) },
  }),
  getProject: route({
    method: 'GET',
    path: P,
    function: 'projects',
    operation: 'project.read',
    summary: 'One project with its counts and head revision',
    answers: { 200: Project },
  }),
  editProject: route({
    method: 'PATCH',
    path: P,
    function: 'projects',
    operation: 'project.edit',
    summary: 'Rename or describe a project',
    body: EditProject,
    answers: { 200: Project },
  }),
} as const;
