package cross

import (
	"whyrst/extract/fact"
	"whyrst/extract/seq"
)

// Tracker holds the windows. All times are nanoseconds of capture time since the epoch; for a packet without
// time pass the last known one.
type Tracker struct{ opt Options }

// New returns an empty Tracker. Its tables grow with use up to the bounds of opt.
func New(opt Options) *Tracker { return &Tracker{opt: opt} }

// Open tells the first packet of a connection instance, a RST included (Reset follows). A reused port is a
// new instance: Close the old one before. Every Open wants one Close.
func (t *Tracker) Open(ts int64, c *Conn) Handle { return 0 }

// Spoke tells the first packet of the side that did not send the connection's first one.
func (t *Tracker) Spoke(ts int64, h Handle, from fact.Side) {}

// OneSided tells, once a connection, that one direction is missing although its bytes were acknowledged
// (flow_one_sided). A lone SYN, SYN-ACK or RST shows nothing of the kind.
func (t *Tracker) OneSided(ts int64, h Handle) {}

// SynAck tells the first SYN-ACK that acknowledges the client's SYN.
func (t *Tracker) SynAck(ts int64, h Handle) {}

// Established tells that the handshake is complete: SYN, SYN-ACK and the ACK of it.
func (t *Tracker) Established(ts int64, h Handle) {}

// Payload tells the first payload of a side (no keep-alive byte, not the RST's own).
func (t *Tracker) Payload(ts int64, h Handle, from fact.Side) {}

// ServerName tells the TLS server name of the connection, once.
func (t *Tracker) ServerName(ts int64, h Handle, name string) {}

// Clock tells TSval and TTL of the first packet that is no RST of a side, once a side and connection.
// tsval is unknown if the packet has no timestamp option (RFC 7323).
func (t *Tracker) Clock(ts int64, h Handle, from fact.Side, tsval fact.Opt[uint32], ttl uint8) {}

// FinWait2 tells that s answered the FIN of its peer with an ACK although its own FIN had gone out (and been
// acknowledged) lifeNs earlier, the peer having sent no payload in between: its socket still existed.
func (t *Tracker) FinWait2(ts int64, h Handle, s fact.Side, lifeNs int64) {}

// Close tells that the record of the connection ended, and why. The Handle is dead afterwards.
func (t *Tracker) Close(ts int64, h Handle, why fact.EndReason) {}

// UDP tells the first datagram of a UDP tuple (any sampling that keeps first datagrams does).
func (t *Tracker) UDP(ts int64, src, dst fact.Addr, sport, dport uint16) {}

// Reset tells a RST when it is seen. r holds all facts of the moment (ResetID, Form, Setup, Bytes, Close,
// Tail, and TLSClientHelloOnly of ResetApp); triggerSeq is the sequence number of the trigger. Reset writes those
// fields of r.ResetCross that depend on the moment; the caller keeps r and the Mark for Seal.
func (t *Tracker) Reset(ts int64, h Handle, r *fact.Reset, triggerSeq fact.Opt[seq.Num]) Mark {
	return Mark{at: ts, conn: h}
}

// Seal completes r.ResetCross from the windows that end at ts, the time of the seal.
func (t *Tracker) Seal(ts int64, m Mark, r *fact.Reset) {}

// Stats returns the counters so far.
func (t *Tracker) Stats() Stats { return Stats{} }
