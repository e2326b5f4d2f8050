// Server-Sent Events by Node's own http module. The body of a POST goes to each stream in one write.
// Argument: the port.
const http = require('node:http');

const streams = new Set();

function publish(request, response) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const events = Buffer.concat(parts);
    streams.forEach((stream) => stream.write(events));
    response.writeHead(204).end();
  });
}

function open(response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
  response.write('retry: 3000\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

const server = http.createServer((request, response) =>
  request.method === 'POST' ? publish(request, response) : open(response)
);
// The publisher's connection stays open while there is nothing to publish.
server.keepAliveTimeout = 0;
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 });
