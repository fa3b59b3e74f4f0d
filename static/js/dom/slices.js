import { WorkSlices } from "#chat/work-slices";

/** All texts of a page share its time. */
export const slices = new WorkSlices();
