package app

import "whyrst/extract/seq"

// Conn follows the application protocol of one connection. Get one from a Pool.
type Conn struct {
	facts Facts
}

// SetISN tells where the stream of d begins: seq is that of its first byte, one after
// the SYN's. Without it the first segment handed over begins the stream, as Midstream.
func (c *Conn) SetISN(d Dir, first seq.Num) {}

// Segment hands over the payload of one TCP segment of direction d. b is what was captured
// of it, wireLen its length on the wire. It may come in any order and more than once. The
// payload of a SYN begins at the SYN's sequence number plus one.
func (c *Conn) Segment(d Dir, at seq.Num, b []byte, wireLen uint32, frame int64) {}

// Acked tells that the peer acknowledged the bytes of d before ack; frame carried the
// acknowledgment. Bytes before it that no segment carried are lost to the capture. They are
// declared lost when a later segment comes, or by Facts, so that a capture which shows an
// acknowledgment shortly before its data does no harm.
func (c *Conn) Acked(d Dir, ack seq.Num, frame int64) {}

// Fin tells that the stream of d ends before the sequence number end, that of the FIN itself.
func (c *Conn) Fin(d Dir, end seq.Num) {}

// StartsMessage says whether a new message begins at the sequence number at of direction d:
// a request after complete exchanges, or a TLS application data record that is no alert by
// its size, after whole records. Unknown where there is no framing or at was not reached in order.
func (c *Conn) StartsMessage(d Dir, at seq.Num) Truth { return Unknown }

// Facts returns what is known now. It declares acknowledged holes lost first. The result is
// valid until the next call of any method; copy it to keep it.
func (c *Conn) Facts() *Facts { return &c.facts }
