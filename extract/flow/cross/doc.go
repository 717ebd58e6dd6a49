// Package cross computes the facts about a reset that lie in other connections (fact.ResetCross): refusals of
// the same service, scans, restarts, port exhaustion, common timers.
//
// Pipeline: connection events -> sliding windows of capture time -> one fact.ResetCross a reset, at its seal.
//
// Ownership: a Tracker belongs to one goroutine and keeps nothing of what it is given but copies (server
// names are interned). It is called once or a few times a connection, never per packet.
//
// Ordering: events in capture order. Time may step back by little (merged captures); the Tracker goes by the
// latest time it was told. A seal that is due comes before the events of the packet that made it due, so
// that a window holds what happened up to its end and nothing later.
//
// Windows slide exactly: what enters a count leaves it when its time has come. Nothing is sampled save where a
// comment says so.
//
// Limits: Options bounds every table. When one is full, the oldest connections are forgotten first and the
// windows become shorter, never wrong: a count is then a lower bound. Stats says how often that happened.
//
// Not handled:
//   - facts of the connection itself: they are the flow tracker's
//   - connections in another capture file, unless the same Tracker is kept
//   - address translation: one host behind two addresses is two hosts
package cross
