/** What users write as options, and how mistakes in it are told. Knows nobody. */
package org.pineflow.option;
