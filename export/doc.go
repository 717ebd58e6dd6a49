// Package export writes rows and verdicts as a data set, and reads them back: a folder with the tables
// packets, flows, resets and captures as Parquet (parquet-go's format) or Arrow IPC files, a schema.json that
// documents every column and a manifest, whyrst.json.
//
// Ownership: rows are borrowed for the length of a call. Strings are kept (they are immutable by fact's contract),
// lists are copied. Rows that a Reader hands out are valid until the next batch.
//
// Ordering: packets in frame order, flows and resets in the order of the calls; the bytes of a data set depend on
// the rows alone, not on the number of encoder goroutines, nor on the sizes of the batches.
//
// Limits: a data set exists under its final name whole or not at all. Files of packets end near 512 MiB.
//
// Text: what comes from packets may be any bytes; tables hold valid UTF-8 without NUL (package internal/text).
//
// Memory: three pages of each table of each open capture, the row groups that are encoded or wait for verdicts (20 MB
// for 524,288 packets; Arrow holds their columns instead, 110 MB), and 2.5 MB a goroutine.
//
// Not handled: object stores, appending to a data set, table formats with a log (Iceberg, Delta): their
// own tools register our files.
package export
