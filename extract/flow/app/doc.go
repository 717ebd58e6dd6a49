// Package app reads just enough of the application protocol on a TCP connection
// to reason about its reset: which protocol each side speaks, where HTTP/1
// messages and TLS records begin and end, what was left over or left out.
//
// Pipeline: segment -> conflict check -> reorder -> in-order bytes -> framing -> Facts.
//
// Ownership: a Conn belongs to one connection and comes from a Pool; Get and Put
// recycle it. A Pool and its Conns belong to one goroutine. Segment keeps nothing
// of the caller's bytes: what has to wait is copied into the Pool's memory. The
// texts in Facts are copies too and outlive the Conn.
//
// Ordering: framing sees every byte of a direction once, in sequence order,
// whatever the segmentation, reordering or retransmission; facts that compare the
// two directions (an early response) compare what was in order on either side at
// that moment of the capture. A frame number in Facts is that of the segment that
// carried the byte first, even if the segment had to wait for an earlier one.
//
// Unknown is a value: a byte that the capture does not hold makes the facts that
// depend on it unknown, never wrong. A body is skipped by its length alone, so
// bytes cut by the snap length, and holes that the peer acknowledged, do not hurt
// there. After a hole anywhere else, framing starts anew at the next segment that
// begins with a start line or a TLS record header.
//
// Limits: a Conn is less than 1 KiB. Out-of-order segments wait, at most 16 ranges
// and 64 KiB a direction (bytes of a body that is skipped anyway wait as a range
// without content); an HTTP header section of more than 32 KiB, and a TLS hello
// of more than 8 KiB, are not read. All of that memory is the Pool's and has one
// bound for all connections; beyond it facts become unknown. The names of hosts
// are interned, at most 64 Ki of them at a time.
//
// Not handled:
//   - frames inside cleartext HTTP/2, WebSocket, and any encrypted content
//   - switches to TLS in mid-connection, except after HTTP CONNECT, in SMTP, FTP, POP and IMAP,
//     PostgreSQL, MySQL and RDP; STARTTLS of LDAP and XMPP, and TLS wrapped in TDS packets
//   - HTTP/0.9
//   - two different payloads for the same bytes that lie more than six segments
//     apart, or where the earlier one begins before the later one
//   - urgent data: it counts as part of the stream
//   - a segment whose TCP checksum is wrong: the caller must not hand it over
package app
