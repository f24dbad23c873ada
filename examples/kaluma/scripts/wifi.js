// Joins and leaves a network with the module wifi. The network's name and password come from the storage, since
// wifi.connect is not told them; enforce joins also where one is joined already.
//
//   kaluma --ssid NAME wifi.js
const { WiFi } = require('wifi');
const wifi = new WiFi();

for (const event of ['associated', 'connected', 'disconnected']) {
  wifi.on(event, () => console.log(`event: ${event}`));
}

function step(f) {
  return new Promise((resolve, reject) => f((err, result) => err ? reject(err) : resolve(result)));
}

async function main() {
  const found = await step(cb => wifi.scan(cb));
  const [best] = found.sort((a, b) => b.rssi - a.rssi);
  console.log(`${found.length} networks; the strongest is ${best.ssid} at ${best.rssi} dBm`);

  try {
    await step(cb => wifi.connect({ ssid: 'no such network', enforce: true }, cb));
  } catch (err) {
    console.log(`${err.code}: ${err.message}`);
  }
  await step(cb => wifi.connect({ enforce: true }, cb));
  await tell();
  await step(cb => wifi.disconnect(cb));
  await tell();
}

async function tell() {
  const connection = await step(cb => wifi.getConnection(cb));
  console.log(connection ? `joined ${connection.ssid} at ${connection.bssid}` : 'joined nothing');
}

main();
