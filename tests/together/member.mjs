// Members by the official Socket.IO client for JavaScript. The same commands as member.py:
//     node tests/together/member.mjs DESCRIPTOR
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../assets/package.json", import.meta.url));
const { io } = require("socket.io-client");

const test = new Socket({ fd: Number(process.argv[2]), readable: true, writable: true });
const sockets = new Map();

function tell(line) {
  test.write(JSON.stringify(line) + "\n");
}

function connect({ who, url, auth, transport }) {
  const socket = io(`${url}/room`, {
    auth,
    transports: [transport],
    forceNew: true,
    reconnection: false,
    rejectUnauthorized: false,
    timeout: 20000,
  });
  sockets.set(who, socket);
  socket.onAny((heard, ...values) => tell({ who, heard, with: values }));
  socket.on("disconnect", (reason) => tell({ who, heard: "disconnect", with: [reason] }));
  return new Promise((resolve) => {
    socket.on("connect", () => {
      tell({ who, heard: "connect", with: [] });
      resolve({ ok: true });
    });
    socket.on("connect_error", (error) => {
      const refused = error.data ? { message: error.message, data: error.data } : null;
      resolve({ refused, error: String(error) });
    });
  });
}

async function obey({ do: what, who, event, payload, ...rest }) {
  if (what === "connect") return connect({ who, ...rest });
  const socket = sockets.get(who);
  if (what === "close") {
    socket.disconnect();
    return { ok: true };
  }
  if (what === "emit") {
    socket.emit(event, payload);
    return { ok: true };
  }
  return { answer: await socket.timeout(25000).emitWithAck(event, payload) };
}

createInterface({ input: test })
  .on("line", async (line) => {
    const { n, ...command } = JSON.parse(line);
    try {
      tell({ n, ...(await obey(command)) });
    } catch (error) {
      tell({ n, fault: String(error) });
    }
  })
  .on("close", () => process.exit(0));
