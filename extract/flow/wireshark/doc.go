// Package wireshark gives TCP segments the numbers that Wireshark gives them: stream index, relative sequence
// numbers, conversation completeness, analysis flags.
//
// Ownership: Segment borrows the packet for the call. A Tracker belongs to one goroutine.
//
// Order: segments come in frame order, as in Wireshark's first pass.
//
// Not handled yet: anything but the stream index.
package wireshark
