import { WorkSlices } from "#chat/drawing/work-slices";

/** All texts of a page share its time. */
export const slices = new WorkSlices();
