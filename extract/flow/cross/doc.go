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
// Windows slide exactly: what enters a count leaves it when its time has come, and a model that knows no windows
// agrees with every count (model_test.go). Three things look at a bounded number of neighbours only: shares and
// timers of aborts at the same time (the 32 nearest to either side), racing connects (64), twins (32 of a kind).
//
// Limits: Options bounds every table; with the defaults all of them together stay under 100 MiB. When one is
// full, the oldest connections are forgotten first (open ones last) and the windows become shorter, never wrong:
// a count is then a lower bound. Stats says how often that happened.
//
// Not handled:
//   - facts of the connection itself: they are the flow tracker's
//   - connections in another capture file, unless the same Tracker is kept
//   - roles that change later: client and server of a connection are those of Open
//   - address translation: one host behind two addresses is two hosts
package cross
