// All dashboards, in the order of their use.

import asDetail from './as_detail.mjs';
import billing from './billing.mjs';
import operations from './operations.mjs';
import overview from './overview.mjs';
import peering from './peering.mjs';
import router from './router.mjs';

export const dashboards = [overview, asDetail, peering, router, billing, operations];
