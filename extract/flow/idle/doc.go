// Package idle knows the idle timers of common devices, servers and clients, and names the one that a pause
// agrees with.
//
// Ownership: a Table is immutable after it was made; any number of goroutines may use it. Match does not
// allocate.
//
// Ordering: names that fit one pause come longest timer first, then in the order of the file.
//
// Limits: a file is read up to 1 MiB; a timer lies between 100 ms and 10 years; a name has at most 80
// characters, a line at most 4096 bytes.
//
// Not handled:
//   - a device that looks for idle connections every n seconds: it matches only if it looks within the tolerance
//   - timers that the capture itself shows: they are cross-flow facts (cross_idle_cluster_n)
package idle
