import { applyingBugs } from './applying.ts';
import { decidingBugs } from './deciding.ts';
import type { PlantedBug } from './plant.ts';
import { tellingBugs } from './telling.ts';
import { waitingBugs } from './waiting.ts';

export const bugs: readonly PlantedBug[] = [...decidingBugs, ...applyingBugs, ...waitingBugs, ...tellingBugs];
