// Package seq compares TCP sequence numbers, which live modulo 2^32.
//
// Num is a type of its own so that the raw comparison a < b, wrong as soon as
// a connection wraps, is visible wherever somebody writes it: use Before and
// After. The order is that of RFC 9293 §3.4: a is before b when the shortest
// way from a to b goes forward.
//
// Ownership: values only. Every method inlines (a test holds that), so the
// type costs nothing on the packet path.
//
// Limits: the order of two numbers is meaningful only while they are less than
// 2^31 apart. At exactly 2^31 each is before the other; see Sub.
//
// Not handled:
//   - unwrapping to 64 bits: that needs a flow's history and belongs to the
//     flow tracker
package seq
