import { createServer } from 'node:net';

/**
 * The wanted port of 127.0.0.1, or any free one when it is taken.
 *
 * @param {number} wanted
 * @returns {Promise<number>}
 */
export async function choosePort(wanted) {
  try {
    return await listen(wanted);
  } catch {
    return listen(0);
  }
}

/**
 * @param {number} port
 * @returns {Promise<number>} the port that could be listened on
 */
function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
