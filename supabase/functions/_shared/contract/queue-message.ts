/** What lies in the queues of tasks. */
import { z } from 'zod';

/** A queue message is only a pointer: everything else is read from rows. */
export const TaskMessage = z.strictObject({ v: z.literal(1), task_id: z.uuid() });
