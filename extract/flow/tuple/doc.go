// Package tuple names the two ends of a TCP connection and finds the record kept for them: Key, an Index from
// a key's hash to record numbers, and a Slab that holds the records.
//
// Ownership: an Index and a Slab belong to one goroutine. A pointer into a Slab stays valid until its record is
// freed; the slab grows by chunks and never moves a record.
//
// Order: nothing that leaves an Index depends on the hash, which is seeded by the run.
//
// Limits: 2^31 records; 8 bytes a slot of the index, at most 70 % of the slots in use.
//
// Not handled: several current records of one key. Whoever keeps earlier ones links them in his records.
package tuple
