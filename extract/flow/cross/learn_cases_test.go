package cross

var learnCases = []scriptCase{
	{"racing connects: the other family won", `
		0 syn a:1001>s6:443
		0.25 syn a:1002>s4:443
		0.26 synack a:1002>s4:443
		0.26 est a:1002>s4:443
		0.4 rst a:1001>s6:443 c reply_ack trigger=synack
		2.4 seal a:1001>s6:443`, "sibling_open=1"},
	{"the other one began earlier", `
		0 hs a:1001>s4:443
		0.25 syn a:1002>s6:443
		0.4 rst a:1002>s6:443 c reply_ack trigger=synack
		2.4 seal a:1002>s6:443`, "sibling_open=1"},
	{"more than a second apart", `
		0 syn a:1001>s6:443
		1.001 hs a:1002>s4:443
		1.4 rst a:1001>s6:443 c reply_ack trigger=synack
		3.4 seal a:1001>s6:443`, "sibling_open=0"},
	{"the other one had ended before: no race", `
		0 hs a:1001>s4:443
		0.1 pay a:1001>s4:443 s
		0.2 close a:1001>s4:443 fin
		0.25 syn a:1002>s4:443
		0.4 rst a:1002>s4:443 c reply_ack trigger=synack
		2.4 seal a:1002>s4:443`, "sibling_open=0"},
	{"another port", `
		0 syn a:1001>s6:443
		0.1 hs a:1002>s4:80
		0.4 rst a:1001>s6:443 c reply_ack trigger=synack
		2.4 seal a:1001>s6:443`, "sibling_open=0"},
	{"another client", `
		0 syn a:1001>s6:443
		0.1 hs b:1002>s4:443
		0.4 rst a:1001>s6:443 c reply_ack trigger=synack
		2.4 seal a:1001>s6:443`, "sibling_open=0"},
	{"a half-open scan of one port of many hosts is no race", `
		*20/0.01 0 syn a:{1001+i}>s{i}:443
		*20/0.01 0.005 synack a:{1001+i}>s{i}:443
		*20/0.01 0.006 rst a:{1001+i}>s{i}:443 c reply_ack trigger=synack
		2.4 seal a:1010>s9:443`, "sibling_open=0 src_fanout_60s=20"},

	{"FIN_WAIT2 life from two others", `
		*3/1 0 hs a{i}:1001>s:80
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		120 rst a2:1001>s:80 s reply_ack trigger=fin fin=75
		122 seal a2:1001>s:80`, "fw2_timer_us=61000000"},
	{"itself teaches nothing, and one other not enough", `
		*2/1 0 hs a{i}:1001>s:80
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		122 seal a1:1001>s:80`, "fw2_timer_us=unknown"},
	{"one other, and one that lived half as long", `
		*3/1 0 hs a{i}:1001>s:80
		90 fw2 a2:1001>s:80 s 40
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		122 seal a1:1001>s:80`, "fw2_timer_us=61000000"},
	{"one lived longer than another's was gone: no common timer", `
		*4/1 0 hs a{i}:1001>s:80
		90 fw2 a3:1001>s:80 s 62
		100 rst a0:1001>s:80 s reply_ack trigger=fin fin=61
		110 rst a1:1001>s:80 s reply_ack trigger=fin fin=90
		120 rst a2:1001>s:80 s reply_ack trigger=fin fin=90
		122 seal a2:1001>s:80`, "fw2_timer_us=unknown"},
	{"data after the FIN teaches nothing: a closed socket answers it at once", `
		*3/1 0 hs a{i}:1001>s:80
		*3/1 100 rst a{i}:1001>s:80 s reply_ack trigger=data fin=5
		122 seal a2:1001>s:80`, "fw2_timer_us=unknown"},
	{"payload in between: the socket was half-closed, or answered that", `
		*3/1 0 hs a{i}:1001>s:80
		*3/1 100 rst a{i}:1001>s:80 s reply_ack trigger=fin fin=61 chatty
		122 seal a2:1001>s:80`, "fw2_timer_us=unknown"},

	{"SNI reset early", `
		*6/1 0 hs a{i}:1001>s{i}:443
		*6/1 0.1 sni a{i}:1001>s{i}:443 bad.example
		*5/1 0.2 rst a{i}:1001>s{i}:443 s abort hello
		7 seal a4:1001>s4:443`, "sni_reset_ratio=833"},
	{"four are not enough, and other names do not count", `
		*4/1 0 hs a{i}:1001>s{i}:443
		*4/1 0.1 sni a{i}:1001>s{i}:443 bad.example
		*4/1 0 hs b{i}:1001>s{i}:443
		*4/1 0.1 sni b{i}:1001>s{i}:443 good.example
		*4/1 0.2 rst a{i}:1001>s{i}:443 s abort hello
		7 seal a3:1001>s3:443`, "sni_reset_ratio=unknown"},
	{"a later reset is not early", `
		*6/1 0 hs a{i}:1001>s{i}:443
		*6/1 0.1 sni a{i}:1001>s{i}:443 ok.example
		*6/1 0.2 rst a{i}:1001>s{i}:443 s abort
		7 seal a5:1001>s5:443`, "sni_reset_ratio=0"},
	{"names of more than 10 minutes ago are forgotten", `
		*6/1 0 hs a{i}:1001>s{i}:443
		*6/1 0.1 sni a{i}:1001>s{i}:443 bad.example
		*6/1 0.2 rst a{i}:1001>s{i}:443 s abort hello
		700 seal a4:1001>s4:443`, "sni_reset_ratio=unknown"},

	{"RSTs of an endpoint in a row", `
		0 hs a:1001>s:80
		*50/0.5 1 rst a:1001>s:80 s reply_ack trigger=data
		27 seal a:1001>s:80`, "endpoint_rsts=50"},
	{"a gap of a second ends the row", `
		0 hs a:1001>s:80
		*5/0.5 1 rst a:1001>s:80 s reply_ack trigger=data
		*3/0.5 4 rst a:1001>s:80 s reply_ack trigger=data
		7 seal a:1001>s:80`, "endpoint_rsts=3"},

	{"directions", `
		*2/1 0 hs a{i}:1001>s:80
		5 open b:1001>s:80 other c
		6 onesided b:1001>s:80
		7 rst a0:1001>s:80 s abort
		9 seal a0:1001>s:80`, "both_dirs=1"},
	{"directions missing", `
		1 hs a0:1001>s:80
		*2/1 5 open b{i}:1001>s:80 other c
		*2/1 6 onesided b{i}:1001>s:80
		9 rst a0:1001>s:80 s abort
		9 seal a0:1001>s:80`, "both_dirs=0"},
	{"directions of too few", `
		*2/1 1 hs a{i}:1001>s:80
		*9/1 2 syn b:{1001+i}>s:81
		15 rst a0:1001>s:80 s abort
		19 seal a0:1001>s:80`, "both_dirs=unknown"},

	{"peer-to-peer", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*2/0.5 6 hs a:{41000+i}>q{i}:{20000+i}
		*2/0.5 6.1 pay a:{41000+i}>q{i}:{20000+i} s
		3 udp a:6881>p3:6992
		8 udp q0:20000>a:6881
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=1 src_fanout_60s=13"},
	{"without UDP it is a scan", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*2/0.5 6 hs a:{41000+i}>q{i}:{20000+i}
		*2/0.5 6.1 pay a:{41000+i}>q{i}:{20000+i} s
		3 udp a:6881>p3:6993
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=0"},
	{"payload from many ports is none, without UDP", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*5/0.5 6 hs a:{41000+i}>q{i}:{20000+i}
		*5/0.5 6.1 pay a:{41000+i}>q{i}:{20000+i} s
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=1"},
	{"payload from one port many times is no sign", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*5/0.5 6 hs a:{41000+i}>q{i}:8080
		*5/0.5 6.1 pay a:{41000+i}>q{i}:8080 s
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=0"},
	{"without an answer it is a scan", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{6881+i*37}
		*12/0.5 0.1 udp a:6881>p{i}:{6881+i*37}
		10 refused a:50000>z:51413
		12 seal a:50000>z:51413`, "peer_to_peer=0"},
	{"HTTP/3 beside HTTPS is no peer-to-peer", `
		*12/0.5 0 syn a:{40000+i}>p{i}:{443+i}
		*12/0.5 0.1 udp a:50000>p{i}:{443+i}
		*2/0.5 6 hs a:{41000+i}>q{i}:443
		*2/0.5 6.1 pay a:{41000+i}>q{i}:443 s
		12 refused a:50000>z:80
		14 seal a:50000>z:80`, "peer_to_peer=0"},
	{"a scan of many ports of many hosts, UDP too, is no peer-to-peer", `
		*60/0.1 0 syn a:{40000+i}>p:{6881+i}
		*60/0.1 0 syn a:{42000+i}>q:{6881+i}
		*60/0.1 0.05 udp a:50000>p:{6881+i}
		6 hs a:45000>q:20000
		6.1 pay a:45000>q:20000 s
		12 refused a:50000>z:80
		14 seal a:50000>z:80`, "peer_to_peer=0"},
}
