// Package lua brings verdicts back into Wireshark and tshark (3.6 to 4.6): a Lua plugin, the files of verdicts that
// it reads, and a profile with columns, colour rules, filter buttons and bookmarks.
//
// The plugin is one static file; what differs from run to run is data: catalogue.tsv from the rules, one file of
// verdicts a capture from the tables. A packet finds its verdict by what it is itself (addresses, ports, sequence
// numbers, then time, IP-ID and TTL), never by its frame number or the name of a file.
//
// Ownership: rows handed in are borrowed for the length of a call.
//
// Ordering: files of verdicts are sorted by tuple and then by frame: equal rows give equal bytes.
//
// Text: whatever came from packets is made visible (Clean) and escaped for the file that it goes into.
//
// Limits: flow_id above 2^32-1 has no field. Rows of a capture's affected connections are held in memory.
//
// Not handled:
//   - Headers rewritten between analysis and display (NAT, anonymisers): such packets get no verdict.
//   - A tuple used by very many connections: all of them are tried for each first packet of a stream.
//   - IPv4 fragments beyond the first: Wireshark shows the segment, and so the verdict, where it reassembles.
package lua
