/** Who may write what: tenants, data cores, flow types, event types and keys. */
package org.pineflow.ingest.catalog;
