// Looks for networks, joins one and leaves it, on the WiFi device itself: global.__ieee80211dev.
//
//   kaluma --ssid NAME scan.js
const dev = global.__ieee80211dev;
const ssid = storage.getItem('WIFI_SSID');
const password = storage.getItem('WIFI_PASSWORD');

dev.assoc_cb = () => console.log('associated');
dev.connect_cb = () => console.log(`connected, the address is ${global.__netdev.ip}`);
dev.disconnect_cb = () => console.log('disconnected');

function check(err) {
  if (err) throw new SystemError(dev.errno);
}

dev.scan((err, found) => {
  check(err);
  found.sort((a, b) => b.rssi - a.rssi);
  for (const ap of found) {
    console.log(`${ap.bssid}  ${ap.rssi} dBm  channel ${ap.channel}  ${ap.security}  ${ap.ssid}`);
  }
  dev.connect({ ssid, password }, err => {
    check(err);
    dev.get_connection((err, connection) => {
      check(err);
      console.log(`joined ${connection.ssid} at ${connection.bssid}`);
      dev.disconnect(err => {
        check(err);
        dev.get_connection((err, connection) => console.log('now joined to', connection));
      });
    });
  });
});
