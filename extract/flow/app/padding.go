package app

import "whyrst/extract/seq"

// maxPad is what Ethernet pads a TCP segment without payload or options with.
const maxPad = 6

var zeros [maxPad]byte

// padding looks after segments of at most six zero bytes, and says whether it kept this one
// back. Some devices count the padding of short frames into the IP length, so that a pure
// acknowledgment seems to carry payload; the real bytes then come at the same sequence number.
// Such bytes wait: if the next segment begins where they do, they never were data.
func (c *Conn) padding(d Dir, first seq.Num, b []byte, wireLen uint32, frame int64) bool {
	s := &c.side[d]
	kept := s.pad
	if kept > 0 {
		if first.After(s.next) {
			c.acceptPad(d)
			kept = 0
		}
		s.pad = 0
	}
	if wireLen > maxPad || int(wireLen) != len(b) || first != s.next || string(b) != string(zeros[:len(b)]) {
		return false
	}
	s.pad, c.padFrame = max(kept, uint8(wireLen)), frame
	return true
}

// acceptPad finds that the bytes kept back were data.
func (c *Conn) acceptPad(d Dir) {
	s := &c.side[d]
	n := uint32(s.pad)
	s.pad = 0
	s.top = seq.Max(s.top, s.next.Add(int32(n)))
	c.inOrder(d, s.next, zeros[:n], n, 0, c.padFrame)
	c.drain(d)
}
