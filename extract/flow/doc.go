// Package flow follows TCP connections: which packets belong to one connection, how far handshake, sequence
// space and close have come, and, for each RST, the facts that tell why it was sent.
//
// Pipeline: packet -> tuple -> instance -> handshake, space, path, tail, close -> history; RST -> Reset ->
// (linger) -> sealed row.
//
// Ownership: Track borrows the packet for the call. Rows handed to Output are borrowed too: they are recycled
// when the call returns.
//
// Order: packets come in capture order. Reset rows leave in frame order, each once it is sealed; Flow rows leave
// when the flow ended and its resets left. The same packets always give the same rows in the same order.
//
// Limits: connections, pending resets and application buffers are bounded (Options); beyond a bound the oldest
// connection is ended with flow_end_reason evicted, or the oldest reset is sealed early with rst_sealed_by
// evicted. Time is the highest capture time seen; packets without a time count as simultaneous to the last one.
//
// Not handled: SCTP, QUIC and other transports; TCP over a tunnel whose headers are encrypted; sequence spaces
// rewritten between two capture points merged into one file (they look like retransmissions with other numbers).
package flow
