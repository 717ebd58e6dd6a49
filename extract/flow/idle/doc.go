// Package idle knows the idle timers of common devices, servers and clients, and names the one that a pause
// agrees with.
//
// Ownership: a Table is immutable after it was made; any number of goroutines may use it.
//
// Ordering: names that fit one pause come longest timer first, then in the order of the file.
//
// Limits: a file is read up to 1 MiB; a timer lies between 1 s and 10 years.
//
// Not handled: pauses of a sweeper (a device that looks every n seconds) match only if they fall within the
// tolerance.
package idle
