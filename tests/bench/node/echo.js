// The tutorial's two events on Node's socket.io: what one client sends, every client gets.
// Usage: node echo.js PORT
const http = require("node:http");
const { Server } = require("socket.io");

const web = http.createServer();
const io = new Server(web);

io.on("connection", (socket) => {
  socket.on("my event", (data) => io.emit("my response", data));
});

web.listen(Number(process.argv[2]), "127.0.0.1");
