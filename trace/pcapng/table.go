package pcapng

// An action is what a method does, as far as a capture is concerned.
type action uint8

const (
	nothing      action = iota
	tellsMAC            // tells the device's hardware address
	tellsAddress        // tells the device's IP address
	opens               // makes a socket
	snapshots           // tells a socket's addresses
	binds               // sets a socket's local address
	connects            // connects a socket to a peer
	accepts             // makes a socket of a connection that came
	sends               // sends on a connection, or a datagram
	receives            // receives from a connection, or a datagram
	shuts               // ends a direction of a connection
	closes              // ends a socket
	resolves            // asks for the address of a name
)

// A method says where the facts of a call are: the names of its arguments and results.
type method struct {
	does   action
	handle string // the argument with the socket, where Call.Handle has none
	host   string // the argument with a name or an address as text
	port   string // the argument with the port for host
	peer   string // the argument or result with an address and its port
	value  string // what the call carries, tells or makes
	count  string // the result with how many bytes of value were sent
}

// A role is how an interface's sockets are used: its methods by their names, and the
// event that tells that a socket was closed, with the value that says why.
type role struct {
	methods       map[string]method
	closed, cause string
	snapshots     bool // there is a method that tells a socket's addresses
}

// roles are the interfaces with sockets, named as in driver.Call.Interface.
var roles = map[string]role{
	"netdev.NetDev": {
		methods: map[string]method{
			"mac":      {does: tellsMAC, value: "mac"},
			"ip":       {does: tellsAddress, value: "ip"},
			"socket":   {does: opens, value: "fd"},
			"get":      {does: snapshots, value: "socket"},
			"bind":     {does: binds, host: "addr", port: "port"},
			"connect":  {does: connects, host: "addr", port: "port"},
			"accept":   {does: accepts, value: "conn", peer: "peer"},
			"write":    {does: sends, value: "data"},
			"send_to":  {does: sends, value: "data", host: "addr", port: "port"},
			"recv":     {does: receives, value: "buf", peer: "from"},
			"shutdown": {does: shuts, value: "how"},
			"close":    {does: closes},
			"resolve":  {does: resolves, host: "name", value: "addr"},
		},
		closed: "close_cb", cause: "cause",
		snapshots: true,
	},
	"tinygo.Netdever": {
		methods: map[string]method{
			"Addr":          {does: tellsAddress, value: "addr"},
			"Socket":        {does: opens, value: "sockfd"},
			"Bind":          {does: binds, handle: "sockfd", peer: "ip"},
			"Connect":       {does: connects, handle: "sockfd", host: "host", peer: "ip"},
			"Accept":        {does: accepts, handle: "sockfd", value: "conn", peer: "peer"},
			"Send":          {does: sends, handle: "sockfd", value: "buf", count: "n"},
			"Recv":          {does: receives, handle: "sockfd", value: "buf"},
			"Close":         {does: closes, handle: "sockfd"},
			"GetHostByName": {does: resolves, host: "name", value: "addr"},
		},
	},
}
