// Package zeek gives a TCP connection the conn_state and the history that Zeek would log for it.
//
// The rules are those of Zeek 7: states as in TCPSessionAdapter.cc, letters as in TCP_Endpoint.cc and their meaning
// as documented in conn/main.zeek.
//
// Ownership: Segment borrows the packet for the call. A Conn has no pointers; its zero value is a connection of
// which nothing was seen.
//
// Order: segments come in capture order.
//
// Limits: 48 letters of history, where only s, h, f and r can recur for ever; two ranges of data per side behind a
// gap, beyond which more gaps are counted than Zeek would.
//
// Not handled:
//   - Zeek's timers: it forgets an unanswered SYN after 5 s and a closed connection 5 s later, and logs what comes
//     then as another connection; here a connection is one row
//   - who is the originator: the caller says it, by evidence that Zeek does not use. A caret stands where that is
//     not the side that sent the first packet, or when it changes
//   - bad checksums where nobody verified them; Zeek verifies by default, and drops what is bad
//   - the letter x, and the bounds of Zeek's reassembler that lead to it
package zeek
