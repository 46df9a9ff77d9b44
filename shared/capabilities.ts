/** What a model can do; views, commands and the API ask for this, never for a model's name. */
import { z } from 'zod';

export const capabilitiesSchema = z.strictObject({
  /** Most pictures that it sees in one question; 0 for none. */
  sees: z.number().int().min(0).max(1000),
  /** Decides in its stream when to draw, draws where it is asked to, or not at all. */
  draws: z.enum(['itself', 'asked', 'none']),
  edits: z.enum(['instruction', 'mask', 'none']),
  frames: z.strictObject({
    /** Draws the frame before or after a clip. */
    predicts: z.boolean(),
    /** Most frames that it brings into their order; 0 where it cannot. */
    orders: z.number().int().min(0).max(64),
  }),
  /** What an answer that thinks visually imagines first. */
  thinks: z.enum(['picture', 'words', 'none']),
  /** What a picture was made of is kept and can be drawn again. */
  redraws: z.boolean(),
  /** Anything, or a closed world that the package's card describes. */
  knows: z.enum(['free', 'closed']),
});
export type Capabilities = z.infer<typeof capabilitiesSchema>;
