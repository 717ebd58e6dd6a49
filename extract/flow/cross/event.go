package cross

import (
	"whyrst/extract/fact"
	"whyrst/extract/seq"
)

// Handle names a connection within a Tracker, from Open to Close. The zero Handle is valid everywhere and
// names no connection: the Tracker then knows only what the other arguments say. A Handle whose connection
// the Tracker had to forget behaves like the zero Handle.
type Handle uint64

// Opening is what the first packet of a connection was.
type Opening uint8

// The values of Opening.
const (
	// OpenOther is any packet not named below: the connection is older than the capture, or a stealth probe.
	OpenOther Opening = iota
	// OpenSyn is a SYN without ACK, whoever sent it; the sender is the client.
	OpenSyn
	// OpenSynAck is a SYN-ACK.
	OpenSynAck
	// OpenRefusal is RST+ACK with sequence number 0: the answer to a SYN that was not captured (RFC 9293 3.10.7.1).
	OpenRefusal
	// OpenRst is any other RST.
	OpenRst
)

// Conn introduces a connection instance.
type Conn struct {
	// FlowID is the identity that TwinFlowID reports and Sequences is asked for.
	FlowID int64
	// Client is the originator's address.
	Client fact.Addr
	// Server is the responder's address.
	Server fact.Addr
	// ClientPort is the originator's port.
	ClientPort uint16
	// ServerPort is the responder's port.
	ServerPort uint16
	// Opening is what the first packet was.
	Opening Opening
	// First is who sent it.
	First fact.Side
}

// Sequences gives the state of live connections. It is asked only for a reply-form reset on a tuple without
// history, for a few candidates at most.
type Sequences interface {
	// SndNxt returns the next sequence number of each side of a live connection; false if it is not live, or
	// a side was not seen.
	SndNxt(flowID int64) (client, server seq.Num, ok bool)
}

// Options bounds a Tracker. Zero fields take the defaults.
type Options struct {
	// Live gives sequence numbers of live connections; without it TwinFlowID stays unknown.
	Live Sequences
	// MaxConns bounds the connections remembered: live ones and those opened in the last 60 s. Default 262144.
	MaxConns int
	// MaxHosts bounds the addresses remembered. Default 131072.
	MaxHosts int
	// MaxServices bounds the server address and port pairs remembered. Default 65536.
	MaxServices int
	// MaxPairs bounds the pairs of client address and service remembered. Default 32768.
	MaxPairs int
	// MaxNames bounds the TLS server names remembered. Default 16384.
	MaxNames int
}

// Mark is what Reset found; the caller keeps it beside the row and hands it to Seal. The zero Mark is valid.
type Mark struct {
	at     int64
	conn   Handle
	abort  uint64 // serial number in the log, 0 if it is none
	lost   uint64 // place of its lost state in the window, plus 1; 0 if it is none
	flow   int64
	opened int64
	age    int64 // -1 if the beginning was not captured
	idle   int64 // -1 if unknown
	openS  uint32
	openC  uint32
}

// Stats counts what the bounds cost.
type Stats struct {
	// Conns counts connections forgotten before their time.
	Conns int64
	// Hosts counts addresses forgotten with what was learned of them.
	Hosts int64
	// Services counts services forgotten.
	Services int64
	// Pairs counts client and service pairs forgotten.
	Pairs int64
	// Names counts server names forgotten.
	Names int64
	// Untracked counts connections that could not be remembered at all.
	Untracked int64
	// Shortened counts events that left a window before its length because the window was full.
	Shortened int64
	// StepsBack counts steps of the capture's time to more than 10 s before the latest: the windows begin anew.
	StepsBack int64
}
