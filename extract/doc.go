// Package extract turns captures into rows: capture -> frames -> packets -> flows -> facts -> rows.
//
// Run is the one entry point. Reading and decoding run in one goroutine, tracking in another, and what the sink
// does with rows may run in more; batches between them are recycled.
//
// Ownership: rows handed to a sink are valid during the call only.
//
// Order: rows of packets leave in frame order as they are read, a RST's row without its verdict; the verdict
// follows when the reset is sealed (CaptureSink.Judged). Rows of resets leave in frame order, rows of flows as
// connections end.
//
// extract knows no rules: a verdict comes from Options.Judge.
//
// Limits: memory is bounded by Options.MaxFlows and the batches under way, whatever the size of a capture.
//
// Not handled: two captures that belong together as one stream (rotated files), live interfaces.
package extract
