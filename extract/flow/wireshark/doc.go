// Package wireshark gives TCP segments the numbers that Wireshark gives them: stream index, relative sequence
// numbers, scaled window, conversation completeness, the tcp.analysis flags and what belongs to them.
//
// The judge is Wireshark 4.0 with default preferences, in its first pass over a capture. The rules and their
// order are those of its TCP dissector (packet-tcp.c), with its quirks: where we know better, columns of our own
// say so. Each rule stands in a function named after it.
//
// Ownership: Segment and Quote borrow the packet for the call. A Tracker belongs to one goroutine.
//
// Order: segments come in frame order. What is said of a segment depends on it and on those before it.
//
// Limits: conversations and unacknowledged segments are bounded (Options). A conversation pushed out comes back
// under a new stream index, one that lost its unacknowledged segments misses round trip times and bytes in flight;
// both are counted. 96 bytes a conversation for numbers alone, 240 and 16 a segment with analysis.
//
// Versions: 3.6 flags an ACK of unseen data by comparing numbers without regard to their wrap, and takes the last
// of several segments out of order for a retransmission. 4.2 gives no bit of completeness more, but fields for
// each. 4.4 and later count the gaps in what a side sent, so that out-of-order, lost-segment and retransmission
// differ after a loss.
//
// Not handled:
//   - conversations that other dissectors announce (FTP's data connections): Wireshark does not take their SYN
//     for the beginning, so their completeness lacks its bit
//   - TCP headers in payloads (OpenFlow, sFlow) and all but the last of several segments in one frame, which
//     use up stream indices in Wireshark
//   - a window scale that only a quoted header shows
//   - preferences other than the default ones, the user's own choice of a retransmission's kind
package wireshark
