import type { PlantedBug } from './plant.ts';

export const bugs: readonly PlantedBug[] = [];
