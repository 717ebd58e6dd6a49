package cross

var machineCases = []scriptCase{
	{"clock of S continues", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s abort
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 37010 64
		33 seal a:1001>s:80`, "s_clock_jump=0"},
	{"clock of S breaks", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 3000000000 64
		33 seal a:1001>s:80`, "s_clock_jump=1"},
	{"a SYN that waited, and a clock that drifts, break nothing", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*9750} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		40 hs a:2001>s:80
		40 clock a:2001>s:80 s 42500 64
		41 seal a:1001>s:80`, "s_clock_jump=0"},
	{"no connection since: can't be compared", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"offsets that differ per connection make no line", `
		*8/10 0 hs a:{1001+i}>s:80
		0 clock a:1001>s:80 s 4000000000 64
		10 clock a:1002>s:80 s 1000000000 64
		20 clock a:1003>s:80 s 3000000000 64
		30 clock a:1004>s:80 s 5000 64
		40 clock a:1005>s:80 s 2900000000 64
		50 clock a:1006>s:80 s 77 64
		71 rst a:1001>s:80 s reply_ack trigger=data
		73 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"back to the old clock: two machines", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 3000000000 64
		32.1 hs a:2002>s:80
		32.1 clock a:2002>s:80 s 37110 64
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"one pair breaks, another continues: a path, not a restart", `
		*4/10 0 hs a:{1001+i}>s:80
		*4/10 0 clock a:{1001+i}>s:80 s {5000+i*10000} 64
		*4/10 1 hs b:{1001+i}>s:80
		*4/10 1 clock b:{1001+i}>s:80 s {905000+i*10000} 64
		32 rst a:1001>s:80 s reply_ack trigger=data
		33 hs a:2001>s:80
		33 clock a:2001>s:80 s 3000000000 64
		33 hs b:2001>s:80
		33 clock b:2001>s:80 s 937000 64
		34 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL of S changes for good", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 128
		33 seal a:1001>s:80`, "s_clock_jump=1"},
	{"TTL by two: a detour", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 62
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL that moved before: paths", `
		*7/1 0 hs a:{1001+i}>s:80
		0 clock a:1001>s:80 s - 63
		*6/1 1 clock a:{1002+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 128
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL of one pair changes, of another not: a path", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s - 64
		*7/1 0 hs b:{1001+i}>s:80
		*7/1 0 clock b:{1001+i}>s:80 s - 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s - 128
		32.1 hs b:2001>s:80
		32.1 clock b:2001>s:80 s - 64
		33 seal a:1001>s:80`, "s_clock_jump=unknown"},
	{"TTL changes while the clock continues: a path", `
		*7/1 0 hs a:{1001+i}>s:80
		*7/1 0 clock a:{1001+i}>s:80 s {5000+i*1000} 64
		31 rst a:1001>s:80 s reply_ack trigger=data
		32 hs a:2001>s:80
		32 clock a:2001>s:80 s 37000 128
		33 seal a:1001>s:80`, "s_clock_jump=0"},
	{"clock across the wrap of TSval", `
		*4/10 0 hs a:{1001+i}>s:80
		0 clock a:1001>s:80 s 4294957296 64
		10 clock a:1002>s:80 s 0 64
		20 clock a:1003>s:80 s 10000 64
		30 clock a:1004>s:80 s 20000 64
		29.5 rst a:1001>s:80 s abort
		33 seal a:1001>s:80`, "s_clock_jump=0"},

	{"twin: the client got a packet of the pod behind the service", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		0 pay a:1001>vip:80 c
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900500
		7 seal a:1001>pod:8080`, "twin_flow_id=1"},
	{"twin: the server got a packet of the host behind the translator", `
		0 hs nat:1001>s:80
		0 seqs nat:1001>s:80 1000 900000
		5 open pod:1001>s:80 other c
		5 rst pod:1001>s:80 s reply_ack trigger=data seq=900000 tseq=1000
		7 seal pod:1001>s:80`, "twin_flow_id=1"},
	{"sequence too far", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=1948577
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"acknowledgment too far", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=2000000 tseq=900000
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"the twin has closed", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		4 close a:1001>vip:80 fin
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900000
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"S took part: a connection of its own", `
		0 hs a:1001>vip:80
		0 seqs a:1001>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900000 packets=3
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},
	{"another port of S", `
		0 hs a:1002>vip:80
		0 seqs a:1002>vip:80 1000 900000
		5 open a:1001>pod:8080 other s
		5 rst a:1001>pod:8080 c reply_ack trigger=data seq=1000 tseq=900000
		7 seal a:1001>pod:8080`, "twin_flow_id=unknown"},

	{"ports used: half of Linux' range", `
		*14116/0.001 0 syn a:{32768+i*2}>s:80
		15 rst a:32768>s:80 s abort
		16 seal a:32768>s:80`, "ports_used_60s=14116 port_util=500"},
	{"ports used: Windows", `
		*8192/0.001 0 syn a:{49152+i*2}>s:80
		15 rst a:49152>s:80 s abort
		16 seal a:49152>s:80`, "ports_used_60s=8192 port_util=500"},
	{"ports used: a translator", `
		*6451/0.001 0 syn a:{1024+i*10}>s:80
		15 rst a:1024>s:80 s abort
		16 seal a:1024>s:80`, "ports_used_60s=6451 port_util=99"},
	{"ports that fit two ranges show none", `
		*100/0.001 0 syn a:{50000+i}>s:80
		15 rst a:50000>s:80 s abort
		16 seal a:50000>s:80`, "ports_used_60s=100 port_util=unknown"},
	{"31 ports show no range", `
		*31/0.1 0 syn a:{32768+i*900}>s:80
		15 rst a:32768>s:80 s abort
		16 seal a:32768>s:80`, "ports_used_60s=31 port_util=unknown"},
	{"a port used again is one, and other services' ports are theirs", `
		*40/0.1 0 syn a:{32768+i*700}>s:80
		*40/0.1 4 syn a:{32768+i*700}>s:80
		*40/0.1 0 syn a:{32769+i*700}>s:81
		15 rst a:32768>s:80 s abort
		16 seal a:32768>s:80`, "ports_used_60s=40 port_util=1"},
	{"ports of 60 s ago are free, open connections' are not", `
		*40/0.1 0 syn a:{32768+i*700}>s:80
		*10/0.1 0 hs a:{32769+i*700}>s:80
		*40/0.1 70 syn a:{32770+i*700}>s:80
		76 rst a:32770>s:80 s abort
		77 seal a:32770>s:80`, "ports_used_60s=50"},
}
